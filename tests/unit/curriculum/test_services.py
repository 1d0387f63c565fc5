"""Offers, and what learners' pages read."""

from collections.abc import Callable
from uuid import UUID

import pytest

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.errors import NotPublishedError, OpenSlotsError
from lms_plugin.curriculum.keys import (
    get_lesson_keys,
    get_lesson_questions,
    get_quiz_keys,
    get_quiz_questions,
    get_quiz_references,
)
from lms_plugin.curriculum.services import (
    current_publication,
    find_offer,
    get_activity,
    get_course_view,
    get_lesson,
    get_quiz,
    list_courses,
    offer_course,
    publish_course,
    resolve_activity,
)
from lms_plugin.errors import NotFoundError

from .conftest import LESSON, MODULE, NOW, QUIZ, CourseFolder

COURSE = "social-media"
SLOTS = {"hospital.policy_link": "https://example.org/policy", "hospital.privacy_contact": "Privacy office, 555-0100"}


@pytest.fixture
def publication(app: object, folder: CourseFolder) -> UUID:
    done = publish_course(folder.load(), note="", now=NOW)
    db.session.commit()
    return done.publication_id


@pytest.fixture
def offered(publication: UUID, tenant: UUID) -> UUID:
    offer_course(tenant, COURSE, SLOTS, now=NOW)
    db.session.commit()
    return tenant


def test_course_in_its_order(publication: UUID) -> None:
    course = get_course_view(publication)
    assert (course.key, course.title, course.number, course.timezone) == (
        COURSE,
        "Social media in health care",
        1,
        "America/Chicago",
    )
    [module] = course.modules
    assert (module.minutes, module.completion["lessons"], len(module.objectives)) == (30, "all", 3)
    assert [(s.kind, s.key, s.minutes, s.question_count) for s in module.contents] == [
        ("lesson", "what-counts", 6, 1),
        ("quiz", "m02-quiz", None, 5),
    ]
    assert course.steps() == module.contents


def test_lesson_blocks(publication: UUID) -> None:
    lesson = get_lesson(get_course_view(publication).steps()[0].digest)
    assert [block.kind for block in lesson.blocks] == [
        "text", "heading", "text", "callout", "text", "check", "on_shift", "text",
    ]  # fmt: skip
    heading, check = lesson.blocks[1], lesson.blocks[5]
    assert (heading.title, heading.level) == ("The fact of being a patient", 2)
    assert check.id == "check-board-in-focus"
    assert check.question is not None
    assert check.question["options"][0] == {"key": "board", "text": "The names on the board", "exclusive": False}
    assert [reference.key for reference in lesson.references] == ["safeharbor", "ncsbn"]
    assert [term.term for term in lesson.terms] == ["protected health information"]


def test_quiz_in_the_order_of_its_sections(publication: UUID) -> None:
    quiz = get_quiz(get_course_view(publication).steps()[1].digest)
    assert [question["key"] for question in quiz.questions] == [
        "snake-bite-post", "enough-before-video", "closed-group", "name-the-abbreviation", "days-to-tell",
    ]  # fmt: skip
    assert (quiz.pass_mark, quiz.policy.cool_down, quiz.policy.retake, quiz.grade.send) == (80, 600, "missed", "score")
    assert quiz.question("closed-group")["label_true"] == "True"
    with pytest.raises(KeyError):
        quiz.question("nothing")


def test_keys_join_to_whole_questions(publication: UUID, folder: CourseFolder) -> None:
    lesson, quiz = get_course_view(publication).steps()
    written = folder.load().find_questions()
    found = {**get_lesson_questions(lesson.digest), **get_quiz_questions(quiz.digest)}
    assert found == written
    assert set(get_lesson_keys(lesson.digest)) == {"board-in-focus"}
    assert get_quiz_keys(quiz.digest)["closed-group"]["answer"] is True
    assert [r.key for r in get_quiz_references(quiz.digest)] == ["safeharbor", "authorisation", "ncsbn"]


def test_retired_questions_are_not_asked_but_kept(app: object, folder: CourseFolder) -> None:
    folder.replace(QUIZ, "answer: true", "answer: true\n    retired: true")
    done = publish_course(folder.load(), note="", now=NOW)
    step = get_course_view(done.publication_id).steps()[1]
    assert "closed-group" not in [question["key"] for question in get_quiz(step.digest).questions]
    assert step.question_count == 4
    assert "closed-group" not in get_quiz(step.digest).sections[0].questions


def test_what_is_not_there_is_not_found(app: object) -> None:
    for read in (get_lesson, get_quiz, get_lesson_keys, get_quiz_keys):
        with pytest.raises(NotFoundError):
            read("0" * 64)
    for find in (get_course_view, get_activity):
        with pytest.raises(NotFoundError):
            find(new_id())


def test_a_lesson_is_no_quiz(publication: UUID) -> None:
    with pytest.raises(NotFoundError):
        get_quiz(get_course_view(publication).steps()[0].digest)


def test_offer_needs_every_required_slot_that_is_used(publication: UUID, tenant: UUID) -> None:
    with pytest.raises(OpenSlotsError) as caught:
        offer_course(tenant, COURSE, {"hospital.policy_link": "http://x", "hospital.moto": "y"}, now=NOW)
    said = str(caught.value)
    assert "There is no slot hospital.moto." in said
    assert "The value of hospital.policy_link must be an address that begins with https://." in said
    assert "hospital.privacy_contact has no value (Privacy office and telephone)." in said
    assert "hospital.motto has no value" not in said


def test_unpublished_courses_are_not_offered(tenant: UUID) -> None:
    with pytest.raises(NotPublishedError):
        offer_course(tenant, "nothing", {}, now=NOW)


def test_offering_again_changes_the_words_that_are_given(offered: UUID) -> None:
    offer_course(offered, COURSE, {"hospital.policy_link": "https://example.org/new"}, now=NOW)
    offer = find_offer(offered, COURSE)
    assert offer is not None
    assert offer.slots == {**SLOTS, "hospital.policy_link": "https://example.org/new"}


def test_learners_get_the_newest_publication(offered: UUID, folder: CourseFolder, publication: UUID) -> None:
    first = current_publication(offered, COURSE)
    assert first is not None
    assert first.publication_id == publication
    assert first.slots == {**SLOTS, "hospital.motto": "What we stand for"}
    folder.replace(LESSON, "shows why", "shows how")
    second = publish_course(folder.load(), note="", now=NOW)
    newest = current_publication(offered, COURSE)
    assert newest is not None
    assert newest.publication_id == second.publication_id


def test_a_pinned_offer_stays(offered: UUID, folder: CourseFolder, publication: UUID) -> None:
    offer = find_offer(offered, COURSE)
    assert offer is not None
    offer.publication_id = publication
    folder.replace(LESSON, "shows why", "shows how")
    publish_course(folder.load(), note="", now=NOW)
    current = current_publication(offered, COURSE)
    assert current is not None
    assert current.publication_id == publication


def test_a_closed_or_foreign_offer_leads_nowhere(offered: UUID) -> None:
    assert current_publication(new_id(), COURSE) is None
    assert current_publication(offered, "other") is None
    offer = find_offer(offered, COURSE)
    assert offer is not None
    offer.state = "closed"
    assert current_publication(offered, COURSE) is None


def test_a_new_open_slot_holds_the_offer_back(offered: UUID, folder: CourseFolder, publication: UUID) -> None:
    folder.replace("course.yaml", "What we stand for, required: false", "What we stand for")
    folder.replace(LESSON, "This lesson shows why.", "This lesson shows why {{hospital.motto}}.")
    done = publish_course(folder.load(), note="", now=NOW)
    assert done.held_back == (offered,)
    current = current_publication(offered, COURSE)
    assert current is not None
    assert current.publication_id == publication
    offer_course(offered, COURSE, {"hospital.motto": "Care"}, now=NOW)
    current = current_publication(offered, COURSE)
    assert current is not None
    assert current.publication_id == done.publication_id


def test_one_statement_for_the_current_publication(
    offered: UUID, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    current_publication(offered, COURSE)
    assert count_statements(lambda: current_publication(offered, COURSE)) == 1


def test_content_is_read_once(offered: UUID, count_statements: Callable[[Callable[[], object]], int]) -> None:
    offer = current_publication(offered, COURSE)
    assert offer is not None
    course = get_course_view(offer.publication_id)

    def read() -> None:
        get_course_view(offer.publication_id)
        lesson, quiz = course.steps()
        get_lesson(lesson.digest), get_quiz(quiz.digest), get_lesson_keys(lesson.digest), get_activity(quiz.activity_id)

    read()
    assert count_statements(read) == 0


@pytest.mark.parametrize(
    ("custom", "kind"),
    [
        ({"course": COURSE, "module": "m02-patient-information"}, "module"),
        ({"course": COURSE, "module": "m02-patient-information", "lesson": "what-counts"}, "lesson"),
        ({"course": COURSE, "lesson": "what-counts", "quiz": "m02-quiz"}, "quiz"),
        ({"course": COURSE, "quiz": "m03-quiz", "module": "m02-patient-information"}, None),
        ({"course": COURSE}, None),
        ({"course": "other", "quiz": "m02-quiz"}, None),
        ({"quiz": "m02-quiz"}, None),
        ({}, None),
    ],
)
def test_custom_parameters_lead_to_an_activity(offered: UUID, custom: dict[str, str], kind: str | None) -> None:
    found = resolve_activity(offered, custom)
    assert (get_activity(found).kind if found else None) == kind


def test_activities_survive_publications(offered: UUID, folder: CourseFolder) -> None:
    before = resolve_activity(offered, {"course": COURSE, "quiz": "m02-quiz"})
    folder.replace(f"{MODULE}/module.yaml", "minutes: 30", "minutes: 31")
    publish_course(folder.load(), note="", now=NOW)
    assert resolve_activity(offered, {"course": COURSE, "quiz": "m02-quiz"}) == before
    assert before is not None
    assert (get_activity(before).course_key, get_activity(before).key) == (COURSE, "m02-quiz")


def test_course_lists(offered: UUID) -> None:
    [line] = list_courses()
    assert (line.key, line.publication, line.offers) == (COURSE, 1, 1)


def test_a_quiz_beside_the_modules(app: object, folder: CourseFolder) -> None:
    folder.write(
        "quizzes/extra.yaml",
        "title: Extra\npurpose: practice\nsections: [{key: a, questions: [closed-group]}]\n"
        "questions: [{key: spare, type: true_false, stem: Is it?, answer: true}]\n",
    )
    course = get_course_view(publish_course(folder.load(), note="", now=NOW).publication_id)
    assert [(step.key, step.question_count) for step in course.quizzes] == [("extra", 1)]
    assert [q["key"] for q in get_quiz(course.quizzes[0].digest).questions] == ["closed-group"]
    assert get_quiz(course.quizzes[0].digest).policy.show.feedback == "per_question"
    assert get_quiz(course.quizzes[0].digest).grade.send == "none"


def test_a_check_may_use_a_question_of_a_quiz(app: object, folder: CourseFolder) -> None:
    folder.replace(LESSON, "| Post |", "```check\nuse: closed-group\n```\n\n| Post |")
    lesson = get_course_view(publish_course(folder.load(), note="", now=NOW).publication_id).steps()[0]
    assert lesson.question_count == 2
    assert set(get_lesson_questions(lesson.digest)) == {"closed-group", "board-in-focus"}
