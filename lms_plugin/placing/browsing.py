"""Looking through what is offered: by words, by kind, twenty at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms_plugin.placing.catalogue import Item, Shelf

PER_PAGE = 20
KINDS = {"": "All", "module": "Modules", "lesson": "Lessons", "quiz": "Quizzes"}
LONGEST = 100


@dataclass(frozen=True)
class Search:
    """What is looked for; as typed, cut to what a title can hold."""

    words: str = ""
    kind: str = ""
    page: int = 1


@dataclass(frozen=True)
class Shown:
    """One page of what was found, still by course."""

    search: Search
    shelves: tuple[Shelf, ...]
    found: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.found // PER_PAGE))

    @property
    def ids(self) -> frozenset[str]:
        """What stands on this page."""
        return frozenset(item.id for shelf in self.shelves for item in shelf.items)


def read_search(form: Mapping[str, str]) -> Search:
    """From a query or a form. `go` is the button that was pressed: `search`, `kind:…`, `page:…`, `all`."""
    words, kind, page = form.get("q", "").strip()[:LONGEST], form.get("kind", ""), form.get("page", "1")
    act, _, value = form.get("go", "").partition(":")
    if act == "all":
        return Search()
    if act == "kind":
        kind, page = value, "1"
    elif act == "page":
        page = value
    elif act == "search":
        page = "1"
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Search(words, kind if kind in KINDS else "", number)


def look(shelves: Sequence[Shelf], search: Search) -> Shown:
    """The page that was asked for; the last one where there are not as many."""
    found = [(shelf, item) for shelf in shelves for item in shelf.items if _fits(shelf, item, search)]
    last = max(1, -(-len(found) // PER_PAGE))
    page = max(1, min(search.page, last))
    here = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Shown(
        Search(search.words, search.kind, page),
        tuple(_by_shelf(shelves, here)),
        len(found),
        sum(len(shelf.items) for shelf in shelves),
    )


def _fits(shelf: Shelf, item: Item, search: Search) -> bool:
    """Every word somewhere in the title of the item, of its module, or of its course."""
    if search.kind and item.kind != search.kind:
        return False
    text = f"{item.title} {item.module_title} {shelf.title}".casefold()
    return all(word in text for word in search.words.casefold().split())


def _by_shelf(shelves: Sequence[Shelf], found: Sequence[tuple[Shelf, Item]]) -> Iterator[Shelf]:
    for shelf in shelves:
        items = tuple(item for owner, item in found if owner is shelf)
        if items:
            yield Shelf(shelf.title, shelf.version, items)
