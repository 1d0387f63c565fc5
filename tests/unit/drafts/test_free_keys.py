"""Questions that are added get keys of their own, those within a case too."""

from flask import Flask

from lms_plugin.drafts.services import add_questions, new_quiz, open_shelf, read_file, with_free_keys
from lms_plugin.drafts.taking_in import Incoming, take_in
from tests.functional.learning.school import NOW, open_school
from tests.unit.drafts.desk import author_of

CASE = {
    "key": "night",
    "type": "case",
    "stimulus": "A night.",
    "stages": [
        {"key": "first", "questions": [{"key": "judge", "type": "true_false"}, {"use": "shared"}]},
        {"key": "later", "questions": [{"key": "reply", "type": "true_false"}]},
    ],
}


def test_a_copied_case_has_questions_of_its_own() -> None:
    taken = {"night", "judge"}
    fresh = with_free_keys(CASE, taken)
    assert fresh["key"] == "night-2"
    assert [[each.get("key") for each in stage["questions"]] for stage in fresh["stages"]] == [
        ["judge-2", None],
        ["reply"],
    ]
    assert taken == {"night", "night-2", "judge", "judge-2", "reply"}


def test_a_key_is_made_of_the_words_where_there_is_none() -> None:
    taken = {"which-one"}
    assert with_free_keys({"key": "", "stem": "Which one?"}, taken)["key"] == "which-one-2"
    assert with_free_keys({"key": "free"}, taken) == {"key": "free"}


def test_a_case_that_is_brought_in_as_a_copy_gets_keys_of_its_own_inside_too(app: Flask) -> None:
    dana = author_of(open_school())
    shelf = open_shelf(dana, name="A hospital", language="en-US", timezone="America/Chicago", now=NOW)
    quiz = new_quiz(dana, shelf, title="Quiz", purpose="practice", now=NOW)
    add_questions(dana, shelf, quiz, [CASE], now=NOW)
    [case] = read_file(dana.tenant_id, shelf, quiz).blocks
    take_in(dana, shelf, quiz, [Incoming(text=case.text, data=case.data)], now=NOW)
    copy = read_file(dana.tenant_id, shelf, quiz).blocks[1]
    inside = [each.get("key") for stage in copy.data["stages"] for each in stage["questions"]]
    assert (copy.key, inside) == ("night-2", ["judge-2", None, "reply-2"])
