"""Many values in one parameter, on both engines."""

import pytest
from flask import Flask
from sqlalchemy import literal, select

from lms_plugin.core.db.base import db
from lms_plugin.core.db.json_rows import is_among, write_values


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["a", "b"], True),
        (["b"], False),
        ([], False),
        (["A", "a ", '"a"', "{a}", "a,b"], False),
        ([str(number) for number in range(10_000)] + ["a"], True),
    ],
)
def test_one_of_them(app: Flask, values: list[str], found: bool) -> None:
    statement = select(is_among(literal("a")))
    assert bool(db.session.scalar(statement, {"values": write_values(values)})) is found


@pytest.mark.parametrize("value", ["O'Neil", 'say "no"', "{}", "NULL", "back\\slash", "Åsa, é", "a\nb"])
def test_text_stays_as_it_is(app: Flask, value: str) -> None:
    statement = select(is_among(literal(value)))
    assert db.session.scalar(statement, {"values": write_values(iter([value, "other"]))})
