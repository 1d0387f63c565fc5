"""From a validation error of a spec to words for the person who wrote the file."""

from collections.abc import Hashable, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.policies import LATER_WORDS
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.yaml_files import Place
from lms_plugin.questions.registry import LATER_TYPES, SUPPORTED_TYPES
from lms_plugin.questions.specs import Problem, Spec

T = TypeVar("T")
Words = tuple[str, str]

# What to write, by what pydantic or one of our own validators missed.
_WANTED = {
    "bool_type": "Write true or false",
    "string_type": "Put it in quotes",
    "int_type": "Write a whole number",
    "tuple_type": "Write a list: [a, b], or a line with a dash for each",
    "model_type": "Write fields: name: value",
    "dict_type": "Write fields: name: value",
    "model_attributes_type": "Write fields: name: value",
    "exact": "Write a number such as 2, 0.5 or 1/3",
    "date": "Write a date such as 2026-11-30",
    "date_rule": "Write 2026-11-30, 2026-11-30T17:00-06:00 or {days: 30, after: first_launch}",
    "duration": "Write a length of time such as 30s, 10m, 24h or 7d",
    "attempts": "Write a number from 1 to 100, or unlimited",
    "https": "Write an address that begins with https://",
    "zone": "Write a timezone such as America/Chicago",
    "tolerance": "Write a number from 0, or a percentage such as 4%",
}
_SIZES = {"too_short", "too_long", "string_too_short", "string_too_long"}
_LIMITS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "greater_than": ("gt", "more than"),
}


def validate(kind: type[T], source: Source, errors: list[ContentError]) -> T | None:
    """The source's data as `kind`, or None with every fault added to `errors`."""
    try:
        return cast("T", _adapter(cast("Hashable", kind)).validate_python(source.text.data))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            errors.extend(_explain(kind, source, detail))
        return None


@lru_cache(maxsize=32)
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("Any", kind))


def _explain(kind: Any, source: Source, detail: ErrorDetails) -> Iterator[ContentError]:
    at = _place(source.text.data, detail["loc"], absent=detail["type"] == "missing")
    if detail["type"] == "union_tag_invalid":
        at = (*at, "type")
    if detail["type"] == "problems":
        problems: Sequence[Problem] = detail["ctx"]["problems"]
        for item in problems:
            where = None if item.within is None else (*at, *item.at[: item.within])
            yield source.error((*at, *item.at), item.problem, item.fix, where)
        return
    if detail["type"] == "extra_forbidden":
        problem, fix = _unknown_field(str(at[-1]), _models(kind, detail["loc"][:-1]))
    else:
        problem, fix = _words(detail, str(at[-1]) if at and isinstance(at[-1], str) else "")
    yield source.error(at, problem, fix)


def _place(data: Any, loc: Sequence[str | int], *, absent: bool) -> Place:
    """The place in the data: pydantic's own path, without the names of the types it tried."""
    found: list[str | int] = []
    for number, step in enumerate(loc):
        inside = isinstance(data, dict) and step in data
        if inside or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            found.append(step)
            data = data[step]
        elif absent and number == len(loc) - 1:
            found.append(step)
    return tuple(found)


def _inside(annotation: Any) -> list[type[Spec]]:
    """The specs that a field's annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return [annotation]
    return [spec for part in get_args(annotation) for spec in _inside(part)]


def _models(kind: Any, loc: Sequence[str | int]) -> list[type[Spec]]:
    """The specs that stand at a path, narrowed by the type names in it."""
    models = _inside(kind) or ([kind] if isinstance(kind, type) else [])
    for step in loc:
        fields = [model.model_fields[step] for model in models if step in model.model_fields]
        typed = [model for model in models if _type_word(model) == step]
        if typed:  # before fields: a type has a field that is called as another type is
            models = typed
        elif fields:
            models = [spec for field in fields for spec in _inside(field.annotation)]
    return models


def _type_word(model: type[Spec]) -> str:
    field = model.model_fields.get("type")
    args = get_args(field.annotation) if field and get_origin(field.annotation) is Literal else ()
    return str(args[0]) if args else ""


def _unknown_field(name: str, models: Sequence[type[Spec]]) -> Words:
    if any(name in model.later for model in models):
        return f"'{name}' is not supported yet", "Remove it"
    known = [field.alias or key for model in models for key, field in model.model_fields.items()]
    near = get_close_matches(name, known, 1)
    fix = f"Did you mean '{near[0]}'?" if near else f"Known fields: {', '.join(known)}"
    return f"unknown field '{name[:60]}'", fix


def _words(detail: ErrorDetails, name: str) -> Words:
    """Problem and fix for everything but unknown fields and a spec's own rules."""
    kind, value, ctx = detail["type"], detail["input"], detail.get("ctx", {})
    if kind.startswith("union_tag"):
        return _unknown_type(value)
    if kind == "missing":
        return f"{name} is missing", "Add it"
    if kind == "empty" or value is None:
        return f"{name} is empty" if name else "there is nothing here", "Write something, or leave the field out"
    if kind == "literal_error":
        return _unknown_word(name, value, ctx["expected"])
    if kind == "string_pattern_mismatch":
        return _pattern(name, value)
    if kind in _SIZES:
        return _size(name, ctx)
    if kind in _LIMITS:
        limit, word = _LIMITS[kind]
        return f"{name} is {value}", f"Write {word} {ctx[limit]}"
    return f"{name or 'this'} is {_said(value)}", _WANTED.get(kind, "Correct it")


def _said(value: object) -> str:
    """A value as the file's author sees it."""
    if isinstance(value, str):
        short = value if len(value) <= 60 else value[:59] + "…"
        return f'the text "{short}"'
    if isinstance(value, bool):
        return str(value).casefold()
    if isinstance(value, list | tuple):
        return "a list"
    return "a group of fields" if isinstance(value, dict) else f"the number {str(value)[:60]}"


def _unknown_type(value: object) -> Words:
    supported = f"Supported: {', '.join(SUPPORTED_TYPES)}"
    word = value.get("type") if isinstance(value, dict) else None
    if word is None:
        return "type is missing", supported
    if isinstance(word, str) and word in LATER_TYPES:
        return f"question type '{word}' is not supported yet", supported
    near = get_close_matches(str(word), SUPPORTED_TYPES, 1)
    return f"unknown question type '{str(word)[:60]}'", f"Did you mean '{near[0]}'?" if near else supported


def _unknown_word(name: str, value: object, expected: str) -> Words:
    words = expected.replace(" or ", ", ").replace("'", "")
    if isinstance(value, str) and value in LATER_WORDS.get(name, ()):
        return f"{name}: {value} is not supported yet", f"Supported: {words}"
    near = get_close_matches(str(value), words.split(", "), 1)
    return f"{name} is {_said(value)}", f"Did you mean '{near[0]}'?" if near else f"Write one of: {words}"


def _pattern(name: str, value: object) -> Words:
    if name == "language":
        return f"language is {_said(value)}", "Write a tag such as en-US"
    return (
        f"{name or 'this key'} is {_said(value)}",
        "Use small letters, digits and single hyphens, at most 64 characters",
    )


def _size(name: str, ctx: dict[str, Any]) -> Words:
    limit = ctx.get("min_length", ctx.get("max_length"))
    bound = "too short" if "min_length" in ctx else "too long"
    return f"{name or 'this'} is {bound}", f"{'At least' if 'min_length' in ctx else 'At most'} {limit}"
