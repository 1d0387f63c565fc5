"""Looking through what is offered, twenty at a time."""

import pytest

from lms_plugin.placing.browsing import PER_PAGE, Search, look, read_search
from lms_plugin.placing.catalogue import Item, Shelf

MODULES = tuple(Item(kind="module", course="c", key=f"m{n}", title=f"Module {n}") for n in range(45))
LESSON = Item(kind="lesson", course="d", key="l", title="Closed groups", module_title="Patient information")
SHELVES = (Shelf("First course", 1, MODULES), Shelf("Second course", 3, (LESSON,)))


def test_twenty_a_page_and_the_last_page_for_more() -> None:
    pages = [look(SHELVES, Search(page=page)) for page in (1, 2, 3, 9)]
    assert [len(page.ids) for page in pages] == [PER_PAGE, PER_PAGE, 6, 6]
    assert {(page.found, page.total, page.pages) for page in pages} == {(46, 46, 3)}
    assert [shelf.title for shelf in pages[2].shelves] == ["First course", "Second course"]
    assert frozenset().union(*(page.ids for page in pages)) == {item.id for item in (*MODULES, LESSON)}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search("closed"), 1),
        (Search("PATIENT groups"), 1),
        (Search("second"), 1),
        (Search("module 44"), 1),
        (Search("zebra"), 0),
        (Search(kind="lesson"), 1),
        (Search("closed", "module"), 0),
    ],
)
def test_every_word_in_the_titles(search: Search, found: int) -> None:
    assert look(SHELVES, search).found == found


@pytest.mark.parametrize(
    ("form", "search"),
    [
        ({}, Search()),
        ({"q": " a ", "kind": "quiz", "page": "3", "go": "add"}, Search("a", "quiz", 3)),
        ({"q": "a", "page": "3", "go": "search"}, Search("a")),
        ({"q": "a", "page": "3", "go": "kind:lesson"}, Search("a", "lesson")),
        ({"q": "a", "kind": "quiz", "page": "3", "go": "page:2"}, Search("a", "quiz", 2)),
        ({"q": "a", "kind": "quiz", "go": "all"}, Search()),
        ({"kind": "secret", "page": "-1"}, Search()),
        ({"go": "page:²"}, Search()),
    ],
)
def test_the_button_that_was_pressed(form: dict[str, str], search: Search) -> None:
    assert read_search(form) == search
