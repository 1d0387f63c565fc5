"""What the types with options share: rules for the list, and its order on the page."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedOption
from lms_plugin.questions.specs import OptionSpec, Problem, repeated

# The lists of keyed items with a text that a question may have, each with the noun for one of them.
LISTS: Mapping[str, str] = {
    "options": "option",
    "targets": "target",
    "prompts": "prompt",
    "categories": "category",
    "items": "item",
    "columns": "column",
    "rows": "row",
    "gaps": "gap",
    "choices": "choice",
    "rubric": "criterion",
    "regions": "region",
}


class Listed(Protocol):
    """An item of a list that is laid out on the page."""

    @property
    def key(self) -> str: ...
    @property
    def text(self) -> str: ...


def list_problems(name: str, noun: str, items: Sequence[Listed]) -> Iterator[Problem]:
    """Keys and texts that stand twice in a list; `noun` is what one of its items is called."""
    for index, key in repeated(item.key for item in items):
        yield Problem((name, index, "key"), f"{noun} key '{key}' is used twice", f"Give each {noun} its own key")
    for index, _ in repeated(" ".join(item.text.casefold().split()) for item in items):
        yield Problem((name, index, "text"), f"this text stands in another {noun} too", "Change or remove one")


def group_problems(
    name: str, groups: Iterable[Iterable[str]], known: Collection[str], *, noun: str, done: str, where: str
) -> Iterator[Problem]:
    """Keys in groups that there are not, and keys that two groups name. `noun` is what a key stands for, `done` what a
    group does to it, `where` what a group is called."""
    seen: set[str] = set()
    for index, group in enumerate(groups):
        for key in group:
            if key not in known:
                yield Problem((name, index), f"no {noun} '{key}'", f"{noun.title()}s: {', '.join(known)}")
            elif key in seen:
                yield Problem((name, index), f"{noun} '{key}' is {done} twice", f"Name it in one {where}, once")
            seen.add(key)


def option_problems(options: Sequence[OptionSpec]) -> Iterator[Problem]:
    """Keys and texts that stand twice among the options."""
    yield from list_problems("options", "option", options)


def foreign_fields(options: Sequence[OptionSpec], fields: Mapping[str, str]) -> Iterator[Problem]:
    """Fields of an option that belong to another type. `fields` maps the name to where it belongs."""
    for index, option in enumerate(options):
        for name, home in fields.items():
            if getattr(option, name) not in (None, False):
                yield Problem(
                    ("options", index, name), f"{name} has no meaning here", f"It belongs to {home}. Remove it"
                )


def listed(keys: Sequence[str]) -> str:
    """Keys in a message: `'a', 'b'`."""
    return ", ".join(f"'{key}'" for key in keys)


def keys_of(shown: Mapping[str, Any], name: str) -> list[str]:
    """The keys of a list in a shown part, in file order."""
    return [item["key"] for item in shown[name]]


def option_keys(shown: Mapping[str, Any]) -> list[str]:
    """The keys of the options, in file order."""
    return keys_of(shown, "options")


def laid_out(shown: Mapping[str, Any], name: str, ranking: Ranking | None) -> tuple[RenderedOption, ...]:
    """A list of a shown part as it stands on the page: pinned items first and last, the others by rank."""
    items = {item["key"]: item for item in shown[name]}
    free = [key for key, item in items.items() if "pin" not in item]
    if ranking is not None:
        free = ranking.order(shown["key"], free)
    order = [
        *(key for key, item in items.items() if item.get("pin") == "first"),
        *free,
        *(key for key, item in items.items() if item.get("pin") == "last"),
    ]
    return tuple(RenderedOption(key, items[key]["text"], items[key].get("exclusive", False)) for key in order)


def rendered_options(shown: Mapping[str, Any], ranking: Ranking | None) -> tuple[RenderedOption, ...]:
    """The options as they stand on the page."""
    return laid_out(shown, "options", ranking)
