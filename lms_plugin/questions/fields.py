"""What fields of a spec are made of: keys, texts, lists, days; and the strict frozen base of all specs."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

Json = dict[str, Any]
Response = dict[str, Any]
T = TypeVar("T")


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _stripped(value: str) -> str:
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise PydanticCustomError("empty", "is empty")
    return text


def _as_date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("date", "is not a date") from None


def none_if(neutral: object) -> AfterValidator:
    """What says nothing is held as None, so that writing a default out changes no hash."""
    return AfterValidator(lambda value: None if value == neutral else value)


KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
LONGEST_KEY = 64
Key = Annotated[str, StringConstraints(pattern=rf"^{KEY}$", max_length=LONGEST_KEY)]
Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_stripped)]
Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(_stripped)]
Day = Annotated[date, BeforeValidator(_as_date), PlainSerializer(date.isoformat, return_type=str)]
Many = Annotated[tuple[T, ...], BeforeValidator(_as_tuple)]
Bloom = Literal["remember", "understand", "apply", "analyze", "evaluate", "create"]


def is_key(text: str) -> bool:
    """Whether a text can be a key."""
    return len(text) <= LONGEST_KEY and re.fullmatch(KEY, text) is not None


class Problem(NamedTuple):
    """A fault of a spec that its field types do not catch: where in it, what, and what to do.

    The line is that of `at`. A message names the things around it; with `within`, only those of its first steps.
    """

    at: tuple[str | int, ...]
    problem: str
    fix: str
    within: int | None = None


class Spec(BaseModel):
    """Base of everything that is read from files: frozen, strict, unknown fields refused.

    `later` names fields of the format that this version refuses because nothing would act on them.
    A field that is added to a spec some day has the default None: None is left out of JSON and so of the hash.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, serialize_by_alias=True)
    later: ClassVar[frozenset[str]] = frozenset()

    def problems(self) -> Iterator[Problem]:
        """What is wrong although every field is of its type."""
        yield from ()

    @model_validator(mode="after")
    def _refuse_problems(self) -> Self:
        if found := tuple(self.problems()):
            text = " ".join(f"{item.problem}. {item.fix}" for item in found)
            raise PydanticCustomError("problems", "{text}", {"text": text, "problems": found})
        return self

    def to_json(self) -> Json:
        """As JSON, defaults filled in, None left out, exact numbers as their shortest text."""
        return self.model_dump(mode="json", exclude_none=True)
