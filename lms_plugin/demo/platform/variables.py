"""The substitution variables that custom parameters may use (LTI 1.3 Core, appendix B). Others arrive as written."""

from collections.abc import Sequence
from urllib.parse import quote

from lms_plugin.demo.platform.people import Person
from lms_plugin.demo.platform.settings import Link, PlatformSettings

HISTORIES = ("Context.id.history", "ResourceLink.id.history")
NAMES = (
    "Context.id",
    "Context.title",
    "ResourceLink.id",
    "ResourceLink.title",
    "User.id",
    "User.username",
    "Person.sourcedId",
    *HISTORIES,
)


def values(settings: PlatformSettings, link: Link, person: Person) -> dict[str, str]:
    return {
        "$Context.id": settings.context_id,
        "$Context.title": settings.context_title,
        "$ResourceLink.id": link.id,
        "$ResourceLink.title": link.title,
        "$User.id": person.sub,
        "$User.username": person.sub,
        "$Person.sourcedId": person.staff_number,
    }


def histories(course: Sequence[str], link: Link) -> dict[str, str]:
    """What the course and the link were copied from, newest first; each id URL-encoded, commas between."""
    known = {"Context.id.history": course, "ResourceLink.id.history": link.history}
    return {f"${name}": ",".join(quote(one, safe="") for one in ids) for name, ids in known.items()}
