"""matrix: a table of rows and columns; one column is chosen in each row, or as many as fit."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Len
from pydantic import BeforeValidator

from lms_plugin.questions.answers import fields_of, known_key
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.kernels import all_or_nothing, parts
from lms_plugin.questions.links import LinkSpec, link_problems
from lms_plugin.questions.marks import UNANSWERED, Mark, verdict
from lms_plugin.questions.options import keys_of, list_problems
from lms_plugin.questions.pairing import ROW_SHOWN, as_list
from lms_plugin.questions.part_kernel import credit_parts, linked, part_state
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedOption, RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Key, Many, Problem, QuestionSpec, Response, Spec, Text

Floor = Literal["column", "row", "question"]
Cell = tuple[str, str]


class ColumnSpec(Spec):
    """A column of the table."""

    key: Key
    text: Text


class MatrixRowSpec(Spec):
    """A row; `correct` names the columns that are right in it."""

    key: Key
    text: Text
    correct: Annotated[Many[Key], BeforeValidator(as_list), Len(0, 8)] = ()
    feedback: Text | None = None


class MatrixSpec(QuestionSpec):
    """Response: `{"cells": {"fever": ["flu"]}}`, sorted; rows left blank are left out.

    `scoring` is `per_part` where one column is chosen a row, `plus_minus` where many are, unless the file says
    otherwise.
    """

    shown_fields: ClassVar[frozenset[str]] = frozenset({"choose", "columns", "rows"})
    split_lists: ClassVar[Mapping[str, frozenset[str]]] = {"rows": ROW_SHOWN}
    worded: ClassVar[Mapping[str, str]] = {"part": "rows"}

    type: Literal["matrix"]
    choose: Literal["one", "many"]
    scoring: Literal["per_part", "plus_minus", "all_or_nothing", "linked"] | None = None
    floor: Floor | None = None
    links: Many[LinkSpec] = ()
    columns: Annotated[Many[ColumnSpec], Len(2, 8)]
    rows: Annotated[Many[MatrixRowSpec], Len(2, 20)]

    @property
    def rule(self) -> str:
        """The scoring that holds."""
        return self.scoring or ("per_part" if self.choose == "one" else "plus_minus")

    @property
    def right(self) -> frozenset[Cell]:
        """The right cells, as row and column."""
        return frozenset((row.key, column) for row in self.rows for column in row.correct)

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        yield from list_problems("columns", "column", self.columns)
        yield from list_problems("rows", "row", self.rows)
        known = [column.key for column in self.columns]
        for index, row in enumerate(self.rows):
            for key in sorted(set(row.correct) - set(known)):
                yield Problem(("rows", index, "correct"), f"no column '{key}'", f"Columns: {', '.join(known)}")
            if self.choose == "one" and len(set(row.correct)) != 1:
                problem = f"{len(set(row.correct)) or 'no'} columns are correct"
                yield Problem(("rows", index), problem, "Name one, or write choose: many")
        yield from self._rule_problems()

    def _rule_problems(self) -> Iterator[Problem]:
        rules = ("per_part", "all_or_nothing", "linked") if self.choose == "one" else ("plus_minus", "all_or_nothing")
        if self.rule not in rules:
            problem = f"{self.rule} has no meaning with choose: {self.choose}"
            yield Problem(("scoring",), problem, f"Write one of: {', '.join(rules)}")
        if bool(self.links) is not (self.rule == "linked"):
            yield Problem(("links",), "links and scoring: linked go together", "Write both, or neither")
        yield from link_problems(self.links, [row.key for row in self.rows], "row")
        if self.floor is not None and self.rule != "plus_minus":
            yield Problem(("floor",), "floor has no meaning here", "It belongs to scoring: plus_minus. Remove it")
        if self.choose == "many" and not self.right:
            yield Problem(("rows",), "no cell is correct", "Name the columns that are right in a row")
        elif self.rule == "plus_minus":
            # Where nothing is right, a wrong tick could not cost anything, and more than the key would earn all.
            yield from self._empty_groups()

    def _empty_groups(self) -> Iterator[Problem]:
        if self.floor == "question":
            return
        place = 0 if self.floor == "row" else 1
        name, noun = ("rows", "row") if place == 0 else ("columns", "column")
        keys = [row.key for row in self.rows] if place == 0 else [column.key for column in self.columns]
        filled = {cell[place] for cell in self.right}
        for index, key in enumerate(keys):
            if key not in filled:
                problem = f"nothing in this {noun} is correct, so a wrong tick in it would cost nothing"
                yield Problem((name, index), problem, "Write floor: question")

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"cells"}).get("cells", {})
        if not isinstance(given, dict):
            raise ResponseError("This answer must say what is chosen in each row.")
        rows, columns = keys_of(shown, "rows"), keys_of(shown, "columns")
        cells = {}
        for row, chosen in given.items():
            if not isinstance(chosen, list):
                raise ResponseError("What is chosen in a row must be a list of columns.")
            cells[known_key(row, rows)] = sorted({known_key(key, columns) for key in chosen})
        if shown["choose"] == "one" and any(len(chosen) > 1 for chosen in cells.values()):
            raise ResponseError("Choose one in each row.")
        cells = {row: chosen for row, chosen in sorted(cells.items()) if chosen}
        return {"cells": cells} if cells else {}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        columns, rows = (
            tuple(RenderedOption(item["key"], item["text"]) for item in shown[name]) for name in ("columns", "rows")
        )
        return RenderedQuestion(**basics(shown), options=columns, rows=rows, several=shown["choose"] == "many")

    def mark(self, response: Response | None) -> Mark:
        if not response:
            return UNANSWERED
        given: Mapping[str, list[str]] = response["cells"]
        words = [f"part:{row.key}" for row in self.rows if row.key in given and row.feedback is not None]
        credit, states = self._one(given) if self.choose == "one" else self._many(given)
        return Mark(credit=credit, answered=True, parts=states, feedback=(verdict(credit), *words))

    def _one(self, given: Mapping[str, list[str]]) -> tuple[Fraction, Mapping[str, str]]:
        states = {row.key: part_state(given.get(row.key, [None])[0], frozenset(row.correct)) for row in self.rows}
        if self.rule == "linked":
            return linked(states, {link.anchor: link.parts for link in self.links}), states
        return credit_parts("all_or_nothing" if self.rule == "all_or_nothing" else "per_part", states), states

    def _many(self, given: Mapping[str, list[str]]) -> tuple[Fraction, Mapping[str, str]]:
        chosen = frozenset((row, column) for row, columns in given.items() for column in columns)
        every = {(row.key, column.key) for row in self.rows for column in self.columns}
        taken, right, known = ({":".join(cell) for cell in cells} for cells in (chosen, self.right, every))
        if self.rule == "all_or_nothing":
            credit = all_or_nothing(taken, right)
        else:
            credit = credit_cells(self.floor or "column", chosen, self.right)
        return credit, parts(taken, right, known)

    def full_response(self) -> Response:
        return {"cells": dict(sorted((row.key, sorted(set(row.correct))) for row in self.rows if row.correct))}

    def right_for(self, row: str) -> frozenset[str]:
        return frozenset(column for key, column in self.right if key == row)

    def derived(self) -> Json:
        return {"rule": self.rule}

    def deciding(self) -> Json:
        right = sorted(":".join(cell) for cell in self.right)
        floor = self.floor or "column" if self.rule == "plus_minus" else ""
        links = sorted([link.anchor, *sorted(link.parts)] for link in self.links)
        rules = {"choose": self.choose, "scoring": self.rule, "floor": floor, "links": links}
        return super().deciding() | rules | {"right": right}


def credit_cells(floor: Floor, chosen: frozenset[Cell], right: frozenset[Cell]) -> Fraction:
    """Right cells less wrong ones, never below 0 in a column, a row or the whole question, over all right cells."""

    def group(cell: Cell) -> str:
        return {"row": cell[0], "column": cell[1], "question": ""}[floor]

    earned: dict[str, int] = {}
    for cell in chosen:
        earned[group(cell)] = earned.get(group(cell), 0) + (1 if cell in right else -1)
    return Fraction(sum(max(0, points) for points in earned.values()), len(right))
