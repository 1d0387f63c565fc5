"""YAML as plain data with lines."""

from decimal import Decimal

import pytest

from lms_plugin.curriculum.yaml_files import UnreadableError, read_yaml


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("-3", -3),
        ("1.50", Decimal("1.50")),
        ("1e3", Decimal("1e3")),
        ("1/3", "1/3"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("2026-11-01", "2026-11-01"),
        ("true", True),
        ("True", "True"),
        ("yes", "yes"),
        ("null", None),
        ("", None),
        ('"1"', "1"),
        ("|\n  a\n  b", "a\nb"),
    ],
)
def test_what_a_value_means(written: str, value: object) -> None:
    found = read_yaml(f"a: {written}").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_lines_of_fields_and_items() -> None:
    text = read_yaml("a:\n  - x\n  - key: b\n    c: |\n      1\n", offset=10)
    assert text.line(("a",)) == 11
    assert text.line(("a", 1)) == 13
    assert text.line(("a", 1, "c")) == 14
    assert text.line(("a", 1, "missing", "deeper")) == 13
    assert text.line(()) == 11


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("a: 1\nb: 2\na: 3", 3),
        ("a: *b", 1),
        ("a: [1", 1),
        ('a: 1\nb: "x', 2),
        ("a: @x", 1),
        ("- a\nb: c", 2),
        ("%YAML 1.1\n---\na: b", 2),
        ("? [a]\n: b", 1),
        ('a: "\\UFFFFFFFF"', 1),
        ("a: - b", 1),
    ],
)
def test_what_is_refused(written: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_yaml(written)
    assert caught.value.line == line
    assert caught.value.problem.startswith("not readable as YAML")
