"""What the types with options share: rules for the list, and its order on the page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedOption
from lms_plugin.questions.specs import OptionSpec, Problem, repeated


def option_problems(options: Sequence[OptionSpec]) -> Iterator[Problem]:
    """Keys and texts that stand twice."""
    for index, key in repeated(option.key for option in options):
        yield Problem(("options", index, "key"), f"option key '{key}' is used twice", "Give each option its own key")
    for index, _ in repeated(" ".join(option.text.casefold().split()) for option in options):
        yield Problem(("options", index, "text"), "this text stands in another option too", "Change or remove one")


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


def option_keys(shown: Mapping[str, Any]) -> list[str]:
    """The keys in a shown part, in file order."""
    return [option["key"] for option in shown["options"]]


def rendered_options(shown: Mapping[str, Any], ranking: Ranking | None) -> tuple[RenderedOption, ...]:
    """The options as they stand on the page: pinned ones first and last, the others by rank."""
    options = {option["key"]: option for option in shown["options"]}
    free = [key for key, option in options.items() if "pin" not in option]
    if ranking is not None:
        free = ranking.order(shown["key"], free)
    order = [
        *(key for key, option in options.items() if option.get("pin") == "first"),
        *free,
        *(key for key, option in options.items() if option.get("pin") == "last"),
    ]
    return tuple(RenderedOption(key, options[key]["text"], options[key].get("exclusive", False)) for key in order)
