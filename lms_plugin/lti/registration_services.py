"""What we ask a platform for, in words: what we do with it, and what it means where the platform does not offer it."""

from dataclasses import dataclass

from lms_plugin.lti.ags import RESULT_SCOPE, SCORE_SCOPE
from lms_plugin.lti.launch import DEEP_LINKING_MESSAGE
from lms_plugin.lti.registration_configuration import PlatformConfiguration
from lms_plugin.lti.registration_message import COLUMN_READ_SCOPE, COLUMN_SCOPE, ROSTER_SCOPE


@dataclass(frozen=True)
class Wanted:
    """Something we ask for. `lost` says what does not work without it."""

    key: str
    title: str
    used: str
    lost: str
    scopes: tuple[str, ...] = ()
    message: str | None = None


WANTED = (
    Wanted(
        "picker",
        "Picking content",
        "Teachers choose modules, lessons and quizzes from a list.",
        "teachers place one link to this tool and choose its content when they first open it.",
        message=DEEP_LINKING_MESSAGE,
    ),
    Wanted(
        "grades",
        "Sending grades",
        "We send the score of each finished activity, and nothing else, to its own column.",
        "no score can reach your gradebook.",
        scopes=(SCORE_SCOPE,),
    ),
    Wanted(
        "results",
        "Reading our grades back",
        "We compare your gradebook with what we sent, and tell the educator of a difference. We do not change it.",
        "we cannot tell whether a score has arrived as we sent it.",
        scopes=(RESULT_SCOPE,),
    ),
    Wanted(
        "columns",
        "Grade columns",
        "We make columns for our own activities. We never change or delete one that we did not make.",
        "we use the columns that your LMS makes by itself.",
        scopes=(COLUMN_SCOPE, COLUMN_READ_SCOPE),
    ),
    Wanted(
        "roster",
        "Who takes part in a course",
        "Educators see who has not begun yet, and who has left.",
        "educators see only people who have opened the tool once.",
        scopes=(ROSTER_SCOPE,),
    ),
)


def split_offered(configuration: PlatformConfiguration) -> tuple[list[Wanted], list[Wanted]]:
    """What the platform offers of what we want, and what it does not."""
    offered: list[Wanted] = []
    missing: list[Wanted] = []
    for wanted in WANTED:
        (offered if _is_offered(wanted, configuration) else missing).append(wanted)
    return offered, missing


def find_not_granted(asked: tuple[str, ...], granted: tuple[str, ...] | None) -> list[Wanted]:
    """What was asked for and is not among what the platform says it granted; nothing where it does not say."""
    if granted is None:
        return []
    lost = set(asked) - set(granted)
    return [wanted for wanted in WANTED if wanted.scopes and wanted.scopes[0] in lost]


def _is_offered(wanted: Wanted, configuration: PlatformConfiguration) -> bool:
    if wanted.message is not None:
        return configuration.placements_of(wanted.message) is not None
    return any(configuration.offers_scope(scope) for scope in wanted.scopes)
