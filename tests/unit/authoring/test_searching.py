"""Looking for questions: every word, the kind, a tag, an objective; and what a copy keeps in another course."""

import pytest

from lms_plugin.authoring.glancing import glance
from lms_plugin.authoring.searching import Search, Source, by_id, find
from lms_plugin.authoring.taking import Names, as_taken

BANK = """title: Words
questions:
  - key: hands
    type: single_choice
    tags: [Hygiene, "a, b"]
    objective: wash
    references: [who, cdc]
    edition: 3
    stem: When do you clean your hands?
    options:
      - {key: before, text: Before each contact, correct: true, feedback: Germs travel.}
      - {key: never, text: Never}
  - key: gloves
    type: true_false
    tags:
      - hygiene
      - basics
    stem: |
      Gloves replace
      washing: correct or not.
    answer: false
  - key: old
    type: true_false
    retired: true
    stem: Gloves are old.
    answer: false
"""
HEAD = "title: Quiz\npurpose: practice\nquestions:\n"
QUIZ = HEAD + "  - {key: flow, type: true_false, stem: Gloves in brackets., answer: true}\n"
SOURCES = [Source("own", "banks/words.yaml", BANK), Source("own", "quizzes/quiz.yaml", QUIZ)]


@pytest.mark.parametrize(
    ("search", "keys"),
    [
        (Search(), ["hands", "gloves", "flow"]),
        (Search(words="GLOVES"), ["gloves", "flow"]),
        (Search(words="washing replace"), ["gloves"]),
        (Search(words="contact germs"), ["hands"]),
        (Search(words="stem"), []),
        (Search(words="feedback"), []),
        (Search(words="correct"), ["gloves"]),
        (Search(words="true"), []),
        (Search(kind="true_false"), ["gloves", "flow"]),
        (Search(tag="hygiene"), ["hands", "gloves"]),
        (Search(tag="a, b"), ["hands"]),
        (Search(tag="hyg"), []),
        (Search(objective="Wash"), ["hands"]),
        (Search(where="own/quizzes/quiz.yaml"), ["flow"]),
        (Search(words="gloves", kind="single_choice"), []),
    ],
)
def test_a_question_is_found_by_all_that_is_said(search: Search, keys: list[str]) -> None:
    assert [each.block.key for each in find(SOURCES, search)] == keys


def test_what_cannot_be_read_is_left_out_or_empty() -> None:
    assert find([Source("own", "banks/x.yaml", "title: [")], Search()) == []
    assert glance("  - key: a\n    tags: [\n").tags == frozenset()


def test_a_copy_keeps_what_its_course_can_name() -> None:
    found = find(SOURCES, Search(tag="basics")) + find(SOURCES, Search(objective="wash"))
    assert set(by_id(SOURCES, [each.id for each in found])) == {each.id for each in found}
    gloves, hands = found
    assert as_taken(gloves, Names(frozenset(), frozenset())) == (gloves.block.data, False)
    taken, is_less = as_taken(hands, Names(frozenset(), frozenset({"who"})))
    assert is_less
    assert taken == {
        **{name: value for name, value in hands.block.data.items() if name != "objective"},
        "references": ["who"],
        "edition": 1,
    }
