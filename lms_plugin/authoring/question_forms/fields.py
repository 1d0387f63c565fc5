"""What a form of a question is made of: single fields, and lists of rows with fields of their own."""

from dataclasses import dataclass
from typing import Literal

# line, text: words as typed · number: exact, such as 2, 0.5 or 1/3 · choice: one of `choices` · flag: a tick ·
# yesno: true, false or neither · one: the only row of its list that is ticked · words: a list, parted by commas ·
# letters: rows of another list, by their letters · groups: several of these, parted by semicolons ·
# numbers: a list of numbers · pairs: a line `name = number` for each · picture, objective, several: one or more of what
# the course has (its pictures, objectives, references).
Kind = Literal[
    "line",
    "text",
    "number",
    "choice",
    "flag",
    "yesno",
    "one",
    "words",
    "letters",
    "groups",
    "numbers",
    "pairs",
    "picture",
    "objective",
    "several",
]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. `name` is that of the format, with a dot where it stands in a mapping (`feedback.right`).

    `of` is the list whose rows letters stand for. `empty` is what a choice says where nothing is chosen. `apart`: shown
    behind "More", because hardly anybody needs it.
    """

    name: str
    label: str
    kind: Kind = "line"
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    of: str = ""
    empty: str = "As usual"
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A list; `noun` is what one of its rows is called. With `keyed`, a row has a key that is made from its words.

    A list of bare texts has one field, with an empty name. `shown` rows stand in an empty form.
    """

    name: str
    label: str
    noun: str
    fields: "tuple[Field | Rows, ...]"
    keyed: bool = True
    shown: int = 2
    help: str = ""
    lettered: bool = False
    apart: bool = False


Part = Field | Rows
