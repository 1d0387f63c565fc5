"""A deep-linking request for as long as its session lasts: kept in the session's details, read back to be answered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from lms_plugin.core.db.base import db
from lms_plugin.errors import NotFoundError
from lms_plugin.launches.models import LaunchSession
from lms_plugin.lti.deep_linking_claim import DeepLinkingClaim
from lms_plugin.lti.launch import Launch

DETAIL = "deep_linking"
CONTENT = ("course", "module", "lesson", "quiz")


@dataclass(frozen=True)
class PlacingRequest:
    """What the LMS asked for, and where the answer goes.

    `family`: the LMS's own name of its kind. `earlier`: what the link that is being replaced opens, as its parameters
    name it; empty where nothing is replaced, or the LMS does not say.
    """

    registration_id: UUID
    deployment_id: str
    settings: DeepLinkingClaim
    family: str | None
    earlier: Mapping[str, str]


def keep_request(launch: Launch) -> dict[str, Any]:
    """What a session's details say of the request; nothing for a launch of another kind."""
    if launch.deep_linking is None:
        return {}
    earlier = {name: value for name, value in launch.custom.items() if name in CONTENT}
    return {
        DETAIL: {
            "deployment_id": launch.deployment_id,
            "settings": asdict(launch.deep_linking),
            "family": launch.platform_family,
            "earlier": earlier,
        }
    }


def get_placing_request(launch_id: str) -> PlacingRequest:
    """The request that a launch began with. Raises NotFoundError for a launch of another kind."""
    session = db.session.get(LaunchSession, launch_id)
    kept = session.details.get(DETAIL) if session is not None else None
    if session is None or kept is None:
        raise NotFoundError("Your LMS did not ask for content with this launch.")
    settings = {**kept["settings"], "accept_types": tuple(kept["settings"]["accept_types"])}
    return PlacingRequest(
        session.registration_id,
        kept["deployment_id"],
        DeepLinkingClaim(**settings),
        kept.get("family"),
        kept.get("earlier", {}),
    )
