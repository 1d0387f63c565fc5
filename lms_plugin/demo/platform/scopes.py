"""The scopes of the services, and the groups in which an administrator grants them."""

from collections.abc import Collection, Iterable

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope"
LINEITEM = f"{AGS}/lineitem"
LINEITEM_READONLY = f"{AGS}/lineitem.readonly"
RESULT_READONLY = f"{AGS}/result.readonly"
SCORE = f"{AGS}/score"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
SCOPES = frozenset({LINEITEM, LINEITEM_READONLY, RESULT_READONLY, SCORE})
EVERY_SCOPE = SCOPES | {ROSTER, NOTICES}
GROUPS = {
    "columns": ("Grade columns", frozenset({LINEITEM, LINEITEM_READONLY})),
    "scores": ("Scores", frozenset({SCORE, RESULT_READONLY, LINEITEM_READONLY})),
    "roster": ("Roster", frozenset({ROSTER})),
    "notices": ("Notices of course copies", frozenset({NOTICES})),
}


def of_groups(names: Iterable[str]) -> frozenset[str]:
    """All scopes of these groups; names that are none are passed over."""
    return frozenset(scope for name in names if name in GROUPS for scope in GROUPS[name][1])


def groups_of(scopes: Collection[str]) -> list[str]:
    """The groups that are granted whole."""
    return [name for name, (_, needed) in GROUPS.items() if needed <= set(scopes)]


def granted(asked: Iterable[str], allowed: Collection[str], *, like_moodle: bool) -> frozenset[str]:
    """What a tool gets of what it asked for. In Moodle any right to scores or results brings all three."""
    wanted = set(asked)
    if like_moodle and wanted & GROUPS["scores"][1]:
        wanted |= GROUPS["scores"][1]
    return frozenset(wanted & set(allowed) & EVERY_SCOPE)
