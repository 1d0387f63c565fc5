"""The same data written in many ways: orders, indents, quotes, brackets, comments, blank lines, texts over lines."""

from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms_plugin.curriculum.blocks.scalars import literal, quoted, scalar
from lms_plugin.curriculum.blocks.shapes import Shape
from lms_plugin.curriculum.blocks.writing import flow_text
from lms_plugin.curriculum.cases import AnyItemSpec
from lms_plugin.questions.registry import TYPES
from tests.unit.questions import strategies as made
from tests.unit.questions.test_free_text import free_texts
from tests.unit.questions.test_unscored import attestations, scales

_ITEM: TypeAdapter[Any] = TypeAdapter(AnyItemSpec)
MARKS = ["# a note", "#", "# - key: not-a-question", "# questions:", '# an open "quote', "#: | [ {"]
WORDS = (
    "yes",
    "1.0",
    "null",
    "2026-11-30",
    "~",
    "12:30",
    "0x1F",
    "1_0",
    "1/3",
    "4%",
    ".5",
    "+1",
    "=",
    "<<",
    "?",
    "-",
    "",
)
SIGNS = (
    "- a",
    "a: b",
    "a #b",
    "#a",
    " a",
    "a ",
    "é",
    "'",
    '"',
    "\\",
    "{a",
    "[a]",
    "a, b",
    "a:",
    "...",
    "---",
    "!x",
    "&x",
)
LINES = ("a\nb", "a\nb\n", "\na", "- a\n- b\n", "# a\n\n\nb", " a\n  b", "a\n \nb", "a\n\n", "questions:\n- key: x\n")
RARE = ("e\u0301", "a\u00a0b", "😀", "*x", "a\tb", "a\x85b", "a\u2028b", "\ufeff", "\x07", "{{slot.key}} b")
nasty = st.one_of(
    st.sampled_from([*WORDS, *SIGNS, *LINES, *RARE]),
    st.text(st.sampled_from("ab:#-'\"\\\n {}[],&*|>%@`!?é"), max_size=12),
    made.words,
)
numbers = st.one_of(st.integers(-(10**12), 10**12), st.decimals(-1000, 1000, places=2), st.booleans(), st.none())
values = st.recursive(
    nasty | numbers,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(nasty.filter(lambda name: name != "<<"), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def cases(draw: st.DrawFn) -> Any:
    asked = draw(st.lists(made.questions, min_size=1, max_size=2, unique_by=lambda spec: spec.key))
    stages: list[dict[str, Any]] = [{"key": f"s{n}", "questions": [spec]} for n, spec in enumerate(asked)]
    stages[-1]["questions"].append({"use": "another"})
    if len(stages) > 1:
        stages[1]["reveal"] = "What then happened.\n\nAnd more."
    exhibits = [{"key": "chart", "title": "Chart", "text": draw(made.words)}]
    return _ITEM.validate_python(
        {"key": "c-1", "type": "case", "stimulus": draw(made.words), "stages": stages, "exhibits": exhibits}
    )


BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "single_choice": made.single_choices(),
    "multiple_response": made.multiple_responses(),
    "true_false": made.true_falses(),
    "matching": made.matchings(),
    "categorise": made.categorises(),
    "ordering": made.orderings(),
    "matrix": made.matrices(),
    "numeric": made.numerics(),
    "short_text": made.short_texts(),
    "cloze": made.clozes(),
    "hotspot": made.hotspots(),
    "scale": scales(),
    "free_text": free_texts(),
    "attestation": attestations(),
    "case": cases(),
}
assert set(TYPES) <= set(BY_TYPE)
specs = st.one_of(*BY_TYPE.values())


def _chance(draw: st.DrawFn, of: int) -> bool:
    return draw(st.integers(1, of)) == of


def _between(draw: st.DrawFn, column: int) -> str:
    """Blank lines and comments that may stand before a line."""
    if not _chance(draw, 4):
        return ""
    rows = ["", " " * draw(st.sampled_from([0, column, column + 1])) + draw(st.sampled_from(MARKS))]
    return "".join(row + "\n" for row in draw(st.lists(st.sampled_from(rows), max_size=3)))


def _comment(draw: st.DrawFn) -> str:
    return " " * draw(st.integers(1, 3)) + draw(st.sampled_from(MARKS)) if _chance(draw, 6) else ""


def _text(draw: st.DrawFn, text: str, column: int) -> str:
    """A text after a colon or dash at a column, its last line without an end."""
    ways = [scalar(text), quoted(text)]
    if literal(text) is not None:
        sign, rows = literal(text) or ("", [])
        deep = draw(st.integers(1, 4))
        extra = _comment(draw) if sign != "|+" else ""
        ways += ["\n".join([sign + extra, *(" " * (column + deep) + row if row else "" for row in rows)])] * 3
    if "'" not in text and "\n" not in text and "\\" not in quoted(text):
        ways.append(f"'{text}'")
    cut = text.find(" ", 1)
    if 0 < cut < len(text) - 1 and text[cut + 1] != " " and text[cut - 1] != " " and "\n" not in text:
        if "\\" not in quoted(text):  # a line of its own in quotes may stand anywhere
            ways.append(f'"{text[:cut]}\n{" " * draw(st.integers(1, column + 3))}{text[cut + 1 :]}"')
        if scalar(text) == text:
            ways.append(f"{text[:cut]}\n{' ' * (column + draw(st.integers(1, 3)))}{text[cut + 1 :]}")
    way = draw(st.sampled_from(ways))
    return way if way[:1] in ("|", ">") else way + _comment(draw)


def _flow(draw: st.DrawFn, value: Any, column: int) -> str:
    written = flow_text(value, Shape(), forced=True) or ""
    if isinstance(value, list) and value and _chance(draw, 2):
        gap = f",{_comment(draw)}\n" + " " * (column + 2)
        inner = gap.join(flow_text(item, Shape(), forced=True) or "" for item in value)
        written = f"[{_comment(draw)}\n{' ' * (column + 2)}{inner}\n{' ' * (column + 1)}]"
    return written + _comment(draw)


def after_colon(draw: st.DrawFn, value: Any, column: int) -> str:
    """A value behind the colon of a field at a column, with what stands before it and without its last line's end."""
    if isinstance(value, str):
        return " " * draw(st.integers(1, 2)) + _text(draw, value, column)
    if not isinstance(value, list | dict) or not value or _chance(draw, 3):
        return " " + _flow(draw, value, column)
    deeper = column + draw(st.sampled_from([2, 4] if isinstance(value, dict) else [0, 2, 3]))
    opened = f"{_comment(draw)}\n{_between(draw, deeper)}{' ' * deeper}"
    return opened + (mapping(draw, value, deeper) if isinstance(value, dict) else sequence(draw, value, deeper))


def mapping(draw: st.DrawFn, data: dict[str, Any], column: int) -> str:
    names = list(data)
    if _chance(draw, 3):
        names = draw(st.permutations(names))
    rows = [f"{scalar(name)}:{after_colon(draw, data[name], column)}" for name in names]
    return _joined(draw, rows, column)


def _joined(draw: st.DrawFn, rows: list[str], column: int) -> str:
    return rows[0] + "".join(f"\n{_between(draw, column)}{' ' * column}{row}" for row in rows[1:])


def item(draw: st.DrawFn, value: Any, column: int) -> str:
    gap = draw(st.integers(1, 3))
    if isinstance(value, str):
        return "-" + " " * gap + _text(draw, value, column)
    if not isinstance(value, list | dict) or not value or _chance(draw, 3):
        return "- " + _flow(draw, value, column)
    inner = column + 1 + gap
    start = "-" + (f"{_comment(draw)}\n{' ' * inner}" if _chance(draw, 6) else " " * gap)
    return start + (mapping(draw, value, inner) if isinstance(value, dict) else sequence(draw, value, inner))


def sequence(draw: st.DrawFn, items: list[Any], column: int) -> str:
    return _joined(draw, [item(draw, value, column) for value in items], column)


@st.composite
def blocks(draw: st.DrawFn, data: dict[str, Any], column: int = 2) -> str:
    """A question as a block, in any way."""
    above = "".join(f"{' ' * column}{mark}\n" for mark in draw(st.lists(st.sampled_from(MARKS), max_size=1)))
    return f"{above}{' ' * column}{item(draw, data, column)}\n"


@st.composite
def files(draw: st.DrawFn, questions: list[dict[str, Any]]) -> str:
    """A quiz file in any way, its list of questions at any place."""
    column = draw(st.sampled_from([0, 2, 4]))
    head = {"title": draw(nasty.filter(bool)), "intro": "Read:\n- key: this\n# that\n", "policy": {"attempts": 2}}
    rest = {"purpose": "practice", "sections": [{"key": "s", "questions": ["a", "b"]}]}
    parts = [mapping(draw, head, 0) + "\n", mapping(draw, rest, 0) + "\n"]
    listed = f"questions:{_comment(draw)}\n" + "".join(
        _between(draw, column) + draw(blocks(data, column)) for data in questions
    )
    parts.insert(draw(st.integers(0, 2)), listed)
    text = "".join(_between(draw, 0) + part for part in parts) + _between(draw, 0)
    return text.rstrip("\n") if _chance(draw, 5) and not text.rstrip("\n").endswith("+") else text
