"""Copying a shipped course, and saving a lesson that somebody else may have saved."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.models import PublishedText
from lms_plugin.curriculum.services import current_publication, find_offer, get_course_view
from lms_plugin.drafts.copying import copy_course, list_sources
from lms_plugin.drafts.errors import DraftNotFoundError, LessonChangedSinceError, NoCopyError
from lms_plugin.drafts.files import digest_of, get_draft, list_drafts
from lms_plugin.drafts.lessons import save_lesson, split_lesson, tidy, write_lesson
from lms_plugin.drafts.media import list_media
from lms_plugin.drafts.models import DraftAct
from lms_plugin.drafts.publishing import plan, publish
from lms_plugin.drafts.states import read_state
from lms_plugin.drafts.steps import add_step
from lms_plugin.platforms.services import add_tenant
from tests.functional.learning.school import COURSE, SLOTS, open_school
from tests.functional.learning.school import publish as publish_files
from tests.harness.answers import COURSES, read_course
from tests.unit.drafts.desk import author_of

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
LESSON = "modules/m02-patient-information/lessons/closed-spaces.md"
TEXT = "---\n# Kept.\ntitle: 'One'\nobjective: goal\nminutes: 4\n---\n\nSome *words*.\n"


def test_a_copy_holds_every_text_under_its_own_name(app: Flask) -> None:
    dana = author_of(open_school())
    key = copy_course(dana, COURSE, " Ours: “the\n copy” # 1 ", now=NOW)
    shipped = read_course(COURSES / COURSE, today=NOW.date()).texts
    copied = {draft.path: draft.text for draft in list_drafts(dana.tenant_id, key)}
    assert copied.keys() == shipped.keys()
    assert {path for path in copied if copied[path] != shipped[path]} == {"course.yaml"}
    head = copied["course.yaml"]
    assert head.startswith("# Copied from “Social media in health care” (social-media-in-healthcare, publication 1)")
    assert "licence: CC-BY-4.0" in head
    assert [state.path for state in read_state(dana.tenant_id, key).files() if state.is_changed] == ["course.yaml"]
    assert db.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.verb == "course.copied")).all() == [key]
    publish(dana, key, [LESSON], note="First", now=NOW)
    offer = find_offer(dana.tenant_id, key)
    assert offer is not None
    assert offer.slots == SLOTS  # the words that the hospital gave before
    assert [
        state for state in read_state(dana.tenant_id, key).files() if state.is_changed or not state.was_published
    ] == []


def test_what_others_change_meanwhile_is_not_published_with_it(app: Flask) -> None:
    dana = author_of(open_school())
    key = copy_course(dana, COURSE, "Ours", now=NOW)
    other = LESSON.replace("closed-spaces", "first-hour")
    for path in (LESSON, other):
        text = get_draft(dana.tenant_id, key, path).text
        save_lesson(dana, key, path, f"{text}\nMore.\n", base=digest_of(text), now=NOW)
    texts = read_state(dana.tenant_id, key).texts([LESSON])
    assert texts[LESSON].endswith("More.\n")
    assert not texts[other].endswith("More.\n")


def test_pictures_come_with_it(app: Flask) -> None:
    dana = author_of(open_school())
    key = copy_course(dana, "question-gallery", "Ours", now=NOW)
    shipped = read_course(COURSES / "question-gallery", today=NOW.date())
    files = {(media.path, media.digest) for media in shipped.all_media()}
    assert {(media.path, media.digest) for media in list_media(dana.tenant_id, key)} == files
    quiz = next(state.path for state in read_state(dana.tenant_id, key).files() if "/quizzes/" in state.path)
    assert publish(dana, key, [quiz], note="First", now=NOW).created


def test_one_name_is_one_copy(app: Flask) -> None:
    dana = author_of(open_school())
    keys = [copy_course(dana, COURSE, name, now=NOW) for name in ("Ours", "Ours", "Night shift")]
    assert keys[0] == keys[1]
    assert keys[2] == f"{keys[0]}-2"
    assert all(len(key) <= 64 for key in keys)


def test_only_what_is_offered_is_copied(app: Flask) -> None:
    dana = author_of(open_school())
    key = copy_course(dana, COURSE, "Ours", now=NOW)
    stranger = replace(dana, tenant_id=add_tenant("Another hospital", timezone="UTC").id)
    assert list_sources(stranger.tenant_id) == []
    for each in (COURSE, key):
        with pytest.raises(DraftNotFoundError):
            copy_course(stranger, each, "Theirs", now=NOW)
    with pytest.raises(DraftNotFoundError):
        copy_course(dana, key, "A copy of a copy", now=NOW)


def test_a_course_of_before_texts_were_kept_has_to_be_published_again(app: Flask) -> None:
    school = open_school()
    dana = author_of(school)
    db.session.execute(delete(PublishedText))
    assert [source.has_texts for source in list_sources(dana.tenant_id) if source.key == COURSE] == [False]
    with pytest.raises(NoCopyError):
        copy_course(dana, COURSE, "Ours", now=NOW)
    publish_files(school.tenant_id, COURSES, SLOTS)
    assert copy_course(dana, COURSE, "Ours", now=NOW)


def test_a_save_on_top_of_another_is_refused_and_the_same_text_is_not(app: Flask) -> None:
    dana = author_of(open_school())
    key = copy_course(dana, COURSE, "Ours", now=NOW)
    base = get_draft(dana.tenant_id, key, LESSON).text
    save_lesson(dana, key, LESSON, f"{base}\nMine.\n", base=digest_of(base), now=NOW)
    save_lesson(dana, key, LESSON, f"{base}\nMine.\n", base=digest_of(base), now=NOW)
    with pytest.raises(LessonChangedSinceError) as caught:
        save_lesson(dana, key, LESSON, f"{base}\nTheirs.\n", base=digest_of(base), now=NOW)
    assert caught.value.theirs == f"{base}\nMine.\n"
    assert db.session.scalar(select(func.count()).select_from(DraftAct)) == 1


@pytest.mark.parametrize(
    ("fields", "body", "after"),
    [
        ({"title": "One", "minutes": 4, "review_by": None}, "\nSome *words*.", TEXT),
        ({"title": "Two"}, "\nSome *words*.\n", TEXT.replace("'One'", "Two")),
        ({"minutes": 5}, "\nOther words.\n\n\n", TEXT.replace("4", "5").replace("Some *words*", "Other words")),
        ({}, "", TEXT[: TEXT.index("\n\nSome") + 1] + "\n"),
    ],
)
def test_what_is_not_changed_keeps_its_bytes(fields: dict[str, object], body: str, after: str) -> None:
    assert write_lesson(TEXT, fields, body) == after


def test_a_lesson_goes_through_a_browser_unchanged() -> None:
    for path, text in read_course(COURSES / COURSE, today=NOW.date()).texts.items():
        if path.endswith(".md"):
            assert write_lesson(text, {}, tidy(split_lesson(text).body.replace("\n", "\r\n"))) == text
    assert tidy("e\u0301\r\na\x00b\rc\ufeff") == "é\nab\nc"


def test_a_new_lesson_is_listed_once_it_is_published(app: Flask) -> None:
    school = open_school()
    dana = author_of(school)
    key, module = copy_course(dana, COURSE, "Ours", now=NOW), school.module.key
    paths = [add_step(dana, key, module, "lesson", title, now=NOW) for title in ("Our tablet", "Our tablet", "Later")]
    quiz = add_step(dana, key, module, "quiz", "Warm-up", now=NOW)
    assert [path.rpartition("/")[2] for path in (*paths, quiz)] == [
        "our-tablet.md",
        "our-tablet-2.md",
        "later.md",
        "warm-up.yaml",
    ]
    with pytest.raises(ContentErrors) as caught:
        plan(read_state(dana.tenant_id, key), [paths[0]], now=NOW)
    assert {error.path for error in caught.value.errors} == {paths[0]}  # it is empty; the others stand in nobody's way
    base = get_draft(dana.tenant_id, key, paths[0]).text
    save_lesson(dana, key, paths[0], write_lesson(base, {}, "It is locked."), base=digest_of(base), now=NOW)
    publish(dana, key, [paths[0]], note="New", now=NOW)
    offer = current_publication(dana.tenant_id, key)
    assert offer is not None
    [now] = get_course_view(offer.publication_id).modules
    assert [step.key for step in now.contents] == [*(s.key for s in school.lessons), "our-tablet", "m02-quiz"]
    home = next(
        state for state in read_state(dana.tenant_id, key).files() if state.path == f"modules/{module}/module.yaml"
    )
    assert not home.is_changed
