"""Answering a deep-linking request with what was chosen."""

from collections.abc import Sequence

from lms_plugin.launches.deep_linking import PlacingRequest
from lms_plugin.lti.asked import ASKED
from lms_plugin.lti.deep_linking import ContentItem, GradeColumn, sign_answer
from lms_plugin.lti.placing_habits import Habits, habits_of
from lms_plugin.placing.forms import Choice
from lms_plugin.platforms.cache import KnownRegistration
from lms_plugin.platforms.keys import SigningKey


def answer_request(
    request: PlacingRequest,
    choices: Sequence[Choice],
    *,
    registration: KnownRegistration,
    launch_url: str,
    key: SigningKey,
) -> str:
    """The signed answer. Every link has the same address, `launch_url`; custom parameters tell them apart."""
    habits = habits_of(request.family or registration.family)
    return sign_answer(
        registration,
        [_content_item(choice, launch_url, habits) for choice in choices],
        deployment_id=request.deployment_id,
        data=request.settings.data,
        key=key,
    )


def _content_item(choice: Choice, launch_url: str, habits: Habits) -> ContentItem:
    """One link. Its parameters also ask where it was copied from, should its course ever be copied."""
    item = choice.item
    column = None
    if choice.points is not None:
        column = GradeColumn(
            points=choice.points,
            label=item.label or item.title,
            resource_id=item.id,
            tag=item.tag or item.kind,
            review_url=launch_url if habits.review else None,
        )
    return ContentItem(
        title=item.title,
        url=launch_url,
        custom={**item.custom, **ASKED},
        column=column,
        opens=choice.opens,
        due=choice.due,
    )
