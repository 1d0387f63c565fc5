"""Addresses that need no typing: shared by all hospitals of a hosted LMS, or following from the issuer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lms_plugin.lti.families.shape import Family, Theirs

TYPED = ("deployment_id", "client_id")  # asked for in plain sight, also where there is a usual value


@dataclass(frozen=True)
class Site:
    """One of several places that a vendor hosts: `key` stands in our address, `stage` within the vendor's hosts."""

    key: str
    title: str
    stage: str


CANVAS_SITES = (Site("", "Production", ""), Site("beta", "Beta", ".beta"), Site("test", "Test", ".test"))
CANVAS_HOSTS = ("canvas.instructure.com", "sso.canvaslms.com")


def list_sites(family: Family) -> tuple[Site, ...]:
    """The places to choose from; none for most families."""
    return CANVAS_SITES if family.key == "canvas" else ()


def list_fields(family: Family, site: str = "") -> list[Theirs]:
    """What this LMS shows and we ask for, in its order, with the presets of one of its sites."""
    stage = next((each.stage for each in list_sites(family) if each.key == site), "")
    return [replace(each, preset=_at_stage(each.preset, stage)) for each in family.theirs]


def _at_stage(preset: str | None, stage: str) -> str | None:
    for host in CANVAS_HOSTS if preset and stage else ():
        name, rest = host.split(".", 1)
        preset = (preset or "").replace(f"//{host}", f"//{name}{stage}.{rest}")
    return preset


def is_folded(field: Theirs) -> bool:
    """Whether a field needs nobody's eye: it has a preset, and is not the LMS's own word for this one tool."""
    return field.preset is not None and field.value not in TYPED


def fill_in(preset: str, values: Mapping[str, str]) -> str:
    """A preset with what it follows from; "" while that is not known."""
    for name, value in (("{root}", values.get("issuer", "").rstrip("/")), ("{client_id}", values.get("client_id", ""))):
        if name in preset and not value:
            return ""
        preset = preset.replace(name, value)
    return preset


def complete(fields: list[Theirs], values: Mapping[str, str]) -> dict[str, str]:
    """What was typed, and the presets where nothing was."""
    known: dict[str, str] = {each.value: values.get(each.value) or "" for each in fields}
    plain: dict[str, str] = {each.value: known[each.value] or fill_in(each.preset or "", {}) for each in fields}
    return {each.value: plain[each.value] or fill_in(each.preset or "", plain) for each in fields}
