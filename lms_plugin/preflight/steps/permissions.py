"""One access token for each scope, asked for by itself: what is granted is what a token is given for."""

from collections.abc import Callable
from dataclasses import dataclass

from lms_plugin.core.outbound.errors import OutboundError
from lms_plugin.lti.ags import RESULT_SCOPE, SCORE_SCOPE
from lms_plugin.lti.families.shape import Service
from lms_plugin.lti.line_items import LINE_ITEM_SCOPE
from lms_plugin.lti.nrps import ROSTER_SCOPE
from lms_plugin.lti.service_errors import ServiceRefusedError
from lms_plugin.preflight.kit import Kit
from lms_plugin.preflight.trouble import Trouble, say_what_happened, say_what_to_do
from lms_plugin.preflight.verdicts import PASSED_BEFORE, Finding
from lms_plugin.preflight.wire import find_error_code

# What a token endpoint says of scopes, and of us.
NOT_GRANTED = frozenset({"invalid_scope", "insufficient_scope", "access_denied"})


@dataclass(frozen=True)
class Permission:
    """A scope, the step that asks for it, where it is granted, and what people miss without it."""

    key: str
    scope: str
    service: Service
    missed: str
    is_needed: bool = False


GRADES = Permission(
    "token_grades",
    SCORE_SCOPE,
    "grades",
    "People can open lessons. Their grades wait here, and nothing is lost.",
    is_needed=True,
)
RESULTS = Permission(
    "token_results",
    RESULT_SCOPE,
    "grades",
    "Grades are sent, but we cannot look whether they arrived.",
)
COLUMNS = Permission(
    "token_columns",
    LINE_ITEM_SCOPE,
    "columns",
    "We cannot make grade columns; grades go to the column that the LMS made for the link.",
)
ROSTER = Permission(
    "token_roster",
    ROSTER_SCOPE,
    "roster",
    "“Not started” shows only people who have opened the tool.",
)


def ask_for(permission: Permission) -> Callable[[Kit], Finding]:
    """The look that asks for one token."""

    def look(kit: Kit) -> Finding:
        if kit.ran_into is not None:
            return Finding(verdict="not_checked", found="Not asked: no token can be had at all, as said above")
        try:
            kit.tokens.get(kit.facts.registration, (permission.scope,), kit.facts.key)
        except (ServiceRefusedError, OutboundError) as error:
            return _refused(kit, permission, error)
        kit.tokens_for.add(permission.scope)
        return Finding(verdict="pass", found="Granted")

    return look


def _refused(kit: Kit, permission: Permission, error: Trouble) -> Finding:
    if isinstance(error, ServiceRefusedError) and find_error_code(error.answer) in NOT_GRANTED:
        kit.refused_scopes.add(permission.scope)
        return _not_granted(kit, permission, error)
    kit.ran_into = error
    return Finding(
        verdict="fail",
        found=say_what_happened(error),
        means="Nothing that needs a token works: no grades are sent, no roster is read. Grades wait here.",
        fix=say_what_to_do(error, _why_not_believed(kit, error)),
    )


def _not_granted(kit: Kit, permission: Permission, error: ServiceRefusedError) -> Finding:
    facts, found = kit.facts, say_what_happened(error)
    if permission.key in facts.passed_before:
        found += f". {PASSED_BEFORE}"
    elif permission.scope in (facts.said_granted or ()):
        found += ". The LMS said that it is granted"
    elif not permission.is_needed:
        return Finding(
            verdict="not_offered", found="Not granted", means=permission.missed, fix=facts.remedy(permission.service)
        )
    return Finding(verdict="fail", found=found, means=permission.missed, fix=facts.remedy(permission.service))


def _why_not_believed(kit: Kit, error: Trouble) -> str:
    facts = kit.facts
    code = find_error_code(error.answer) if isinstance(error, ServiceRefusedError) else ""
    if code == "invalid_client" or (isinstance(error, ServiceRefusedError) and error.answer.status == 401):
        return (
            "The LMS does not take our signature, does not know our client id, or has this tool switched off. "
            f"{facts.remedy('launch')} {facts.remedy('key_set')}"
        )
    return (
        f"Compare the access token URL of the registration, {facts.registration.auth_token_url}, with the LMS's own, "
        "and the token audience where that LMS names one."
    )


def look_at_our_keys(kit: Kit) -> Finding:
    """A token is given only to who signed with a key that they found in our key set."""
    facts = kit.facts
    if kit.tokens_for or kit.refused_scopes:
        return Finding(verdict="pass", found="They know the key that we sign with")
    if isinstance(kit.ran_into, ServiceRefusedError) and (
        find_error_code(kit.ran_into.answer) == "invalid_client" or kit.ran_into.answer.status == 401
    ):
        return Finding(
            verdict="fail",
            found="They did not take our signature",
            means="Nothing that needs a token works. Grades wait here, and nothing is lost.",
            fix=f"The LMS must be able to fetch {facts.public_url}/lti/jwks. {facts.remedy('key_set')}",
        )
    return Finding(verdict="not_checked", found="The token endpoint did not get as far as our signature")
