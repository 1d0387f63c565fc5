"""Reading what the dates of a quiz hang on: the course's zone, the person's first launch, the due date of the LMS."""

from collections.abc import Collection
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.policies import Policy
from lms_plugin.curriculum.services import get_course_view, get_quiz
from lms_plugin.curriculum.shown import CourseView, StepView
from lms_plugin.launches.models import FirstLaunch, LaunchSession
from lms_plugin.lti.due_dates import read_due_date
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.allowances import extra_time
from lms_plugin.quizzes.dates import ALWAYS, Facts, Window, has_dates, make_window, wants_facts
from lms_plugin.quizzes.grants import policy_for
from lms_plugin.quizzes.models import Attempt
from lms_plugin.quizzes.policies import thaw
from lms_plugin.roster.models import ResourceLink


def read_window(learner: Learner, policy: Policy, activity_id: UUID, publication_id: UUID) -> Window:
    """The moments of a quiz for a person, by the policy as it holds for them. No statement where its dates hang on no
    launch."""
    if not has_dates(policy):
        return ALWAYS
    course = get_course_view(publication_id)
    zone = ZoneInfo(course.timezone)
    facts = Facts(zone=zone)
    if wants_facts(policy):
        facts = read_facts(learner, _leading_to(course, activity_id), zone)
    return make_window(policy, facts, extra_time(policy))


def widened_window(learner: Learner, attempt: Attempt) -> Window:
    """The moments that hold for a try, with the days that the person was given since it began."""
    policy = thaw(attempt.policy)
    if not has_dates(policy):
        return ALWAYS
    policy = policy_for(learner, attempt.activity_id, policy)
    return read_window(learner, policy, attempt.activity_id, attempt.publication_id)


def quiz_window(learner: Learner, quiz: StepView, publication_id: UUID) -> Window:
    """The moments of a quiz as it is now, for this person."""
    policy = get_quiz(quiz.digest).policy
    if not has_dates(policy):
        return ALWAYS
    policy = policy_for(learner, quiz.activity_id, policy)
    return read_window(learner, policy, quiz.activity_id, publication_id)


def attempt_window(learner: Learner, attempt: Attempt) -> Window:
    """The moments that hold for a try: by the policy that it began with, and by the launches as they are now."""
    return read_window(learner, thaw(attempt.policy), attempt.activity_id, attempt.publication_id)


def _leading_to(course: CourseView, activity_id: UUID) -> frozenset[UUID]:
    """The quiz and its module: a link to either leads to the quiz."""
    for module in course.modules:
        if any(step.activity_id == activity_id for step in (*module.contents, *module.retired)):
            return frozenset({activity_id, module.activity_id})
    return frozenset({activity_id})


def read_facts(learner: Learner, activity_ids: Collection[UUID], zone: ZoneInfo) -> Facts:
    """What a person's launches of these activities' links in the course say. One statement.

    Of several links' due dates the latest counts: nobody is late by a link that they did not come through.
    """
    first = (
        select(func.min(FirstLaunch.opened_at))
        .where(FirstLaunch.resource_link_id == ResourceLink.id, FirstLaunch.user_id == learner.user_id)
        .scalar_subquery()
    )
    kept = (
        select(func.min(LaunchSession.opened_at))
        .where(LaunchSession.resource_link_id == ResourceLink.id, LaunchSession.user_id == learner.user_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(ResourceLink.custom, first.label("first"), kept.label("kept")).where(
            ResourceLink.context_id == learner.context_id, ResourceLink.activity_id.in_(list(activity_ids))
        )
    ).all()
    launches = [moment for row in rows for moment in (row.first, row.kept) if moment is not None]
    dues = [due for row in rows if (due := read_due_date(row.custom)) is not None]
    return Facts(zone=zone, first_launch=min(launches, default=None), lms_due=max(dues, default=None))
