"""Questions that are added get keys of their own, those within a case too."""

from lms_plugin.drafts.services import with_free_keys

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
