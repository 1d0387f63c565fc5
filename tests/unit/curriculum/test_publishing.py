"""Publications: numbered, immutable, stored once by hash; what a new one may change in published questions."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.db.base import Base, db
from lms_plugin.curriculum import models
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.publishing import Publishing
from lms_plugin.curriculum.services import publish_course

from .conftest import LESSON, NOW, QUIZ, CourseFolder, shortened

pytestmark = pytest.mark.usefixtures("app")


def publish(folder: CourseFolder) -> Publishing:
    done = publish_course(folder.load(), note="", now=NOW)
    db.session.commit()
    return done


def rows(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def faults(folder: CourseFolder) -> list[str]:
    with pytest.raises(ContentErrors) as caught:
        publish_course(folder.load(), note="", now=NOW)
    db.session.rollback()
    return [shortened(folder.root, str(error)) for error in caught.value.errors]


def test_first_publication_has_number_one(folder: CourseFolder) -> None:
    done = publish(folder)
    assert (done.number, done.created, str(done)) == (1, True, "social-media: publication 1")
    assert {change.kind for change in done.changes} == set()
    assert rows(models.Activity) == 3


def test_publishing_the_same_again_changes_nothing(folder: CourseFolder) -> None:
    first = publish(folder)
    again = publish(folder)
    assert (again.publication_id, again.number, again.created) == (first.publication_id, 1, False)
    assert str(again) == "social-media: nothing to publish, still publication 1"
    assert rows(models.Publication) == 1


def test_only_what_changed_is_stored_again(folder: CourseFolder) -> None:
    publish(folder)
    before = rows(models.ContentObject)
    folder.replace(LESSON, "This lesson shows why.", "This lesson shows how.")
    done = publish(folder)
    assert (done.number, rows(models.ContentObject)) == (2, before + 1)
    assert rows(models.PublicationEntry) == 2 * before
    assert rows(models.Activity) == 3


def test_shown_part_holds_nothing_of_the_key(folder: CourseFolder) -> None:
    publish(folder)
    for shown in db.session.scalars(select(models.ContentObject.shown)):
        text = str(shown)
        for word in ("'correct'", "accept", "'feedback': 'T", "rationale", "Together they can", "For authors only"):
            assert word not in text


def test_comments_quotes_and_written_defaults_change_no_hash(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "# Keep the admission consent as a distractor.", "# Another comment.")
    folder.replace(QUIZ, "scoring: plus_minus", "edition: 1\n    \"scoring\": 'plus_minus'")
    folder.replace(QUIZ, "points: 2", "points: 2.0")
    assert not publish(folder).created


def test_better_words_are_cosmetic(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "Names are one identifier of many.", "Names are one of many identifiers.")
    done = publish(folder)
    assert [(change.key, change.kind) for change in done.changes] == [("snake-bite-post", "cosmetic")]
    assert not any("new question" in str(warning) for warning in done.warnings)


def test_another_key_is_a_key_change(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "answer: true", "answer: false")
    assert [(change.key, change.kind) for change in publish(folder).changes] == [("closed-group", "key")]


def test_a_raised_edition_is_substantive(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "type: true_false", "type: true_false\n    edition: 2")
    folder.replace(QUIZ, "Posting a patient's story in a closed", "Telling a story in a")
    assert [(change.key, change.kind) for change in publish(folder).changes] == [("closed-group", "substantive")]


def test_a_new_question_is_named(folder: CourseFolder) -> None:
    publish(folder)
    text = folder.read(QUIZ) + "  - {key: new-one, type: true_false, stem: Is it?, answer: true}\n"
    folder.write(QUIZ, text)
    assert [(change.key, change.kind) for change in publish(folder).changes] == [("new-one", "new")]


def test_an_option_may_not_vanish(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "      - {key: expiry, text: An expiry date or event, correct: true}\n", "")
    assert faults(folder) == [
        (
            "m02-quiz.yaml:31: question 'enough-before-video': option 'expiry' was published in publication 1 "
            "and is gone. Raise edition to 2 (a different question) or put it back."
        )
    ]


def test_an_option_may_not_appear(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "      - {key: purpose,", "      - {key: more, text: More}\n      - {key: purpose,")
    assert faults(folder) == [
        (
            "m02-quiz.yaml:33: question 'enough-before-video': option 'more' was not there in publication 1. "
            "Raise edition to 2 (a different question) or take it out."
        )
    ]


def test_with_a_raised_edition_options_may_change(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "      - {key: expiry, text: An expiry date or event, correct: true}\n", "    edition: 2\n")
    folder.write(
        QUIZ, folder.read(QUIZ).replace("    edition: 2\n", "").replace("points: 2", "points: 2\n    edition: 2")
    )
    assert [change.kind for change in publish(folder).changes] == ["substantive"]
    folder.replace(QUIZ, "    edition: 2\n", "")
    assert "edition was 2 in publication 2 and is 1. Write 2 or more." in faults(folder)[0]


def test_a_published_question_may_not_vanish_but_retire(folder: CourseFolder) -> None:
    publish(folder)
    text = folder.read(QUIZ)
    start, end = text.index("  - key: closed-group"), text.index("  - key: name-the-abbreviation")
    folder.write(QUIZ, text[:start].replace(", closed-group]", "]") + text[end:])
    assert faults(folder) == [
        (
            "m02-quiz.yaml:1: question 'closed-group': it was published in publication 1 and is gone. "
            "Put it back; with retired: true it is not asked any more."
        )
    ]
    folder.write(QUIZ, text.replace("answer: true", "answer: true\n    retired: true"))
    assert publish(folder).number == 2


def test_quite_other_words_under_the_same_edition_are_pointed_out(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "Posting a patient's story in a closed professional group", "Calling a patient by phone")
    warnings = " ".join(str(warning) for warning in publish(folder).warnings)
    assert "question 'closed-group': it looks like a new question. Raise edition to 2" in warnings


def test_a_moved_question_keeps_its_history(folder: CourseFolder) -> None:
    publish(folder)
    text = folder.read(QUIZ)
    start, end = text.index("  - key: closed-group"), text.index("  - key: name-the-abbreviation")
    folder.write(QUIZ, text[:start] + text[end:])
    folder.write("quizzes/extra.yaml", "title: Extra\npurpose: practice\nquestions:\n" + text[start:end])
    assert publish(folder).changes == ()


def test_a_refused_publication_leaves_nothing(folder: CourseFolder) -> None:
    publish(folder)
    folder.replace(QUIZ, "      - {key: expiry, text: An expiry date or event, correct: true}\n", "")
    objects = rows(models.ContentObject)
    faults(folder)
    assert (rows(models.Publication), rows(models.ContentObject)) == (1, objects)


def test_entries_name_every_file(app: Flask, folder: CourseFolder) -> None:
    publish(folder)
    paths = set(db.session.scalars(select(models.PublicationEntry.path)))
    files = {str(file.relative_to(folder.root)) for file in folder.root.rglob("*") if file.is_file()}
    assert paths == files
