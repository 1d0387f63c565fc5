"""JSON that two parsers could read differently is refused."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.lti.strict_json import StrictJsonError, parse_object

plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
scalars = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | plain
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(plain, values, max_size=6), st.booleans())
def test_reads_what_any_parser_writes(value: dict[str, Any], ascii_only: bool) -> None:
    assert parse_object(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_a_refusal(data: bytes) -> None:
    with suppress(StrictJsonError):
        assert isinstance(parse_object(data), dict)


@pytest.mark.parametrize(
    "text",
    [
        '{"sub": "a", "sub": "b"}',
        '{"a": {"b": 1, "b": 1}}',
        '{"exp": NaN}',
        '{"exp": Infinity}',
        '{"exp": -Infinity}',
        '{"exp": 1e400}',
        '{"exp": -1e400}',
        '{"iat": ' + "9" * 6000 + "}",
        '{"iat": 1.' + "9" * 6000 + "}",
        '{"a": "\\ud800"}',
        '{"\\udfff": 1}',
        '{"a": "\\u0000"}',
        '{"a\\u0000": 1}',
        r'{"a": "\\\u0000"}',
        "[1]",
        '"text"',
        "7",
        "null",
        "",
        "{",
        '{"a": 1} x',
        '\ufeff{"a": 1}',
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(StrictJsonError):
        parse_object(text.encode())


def test_refuses_what_is_not_utf8() -> None:
    with pytest.raises(StrictJsonError):
        parse_object(b'{"a": "\xff"}')


def test_surrogate_pairs_are_text() -> None:
    assert parse_object(b'{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


def test_an_escaped_backslash_before_u0000_is_text() -> None:
    assert parse_object(rb'{"a": "\\u0000"}') == {"a": r"\u0000"}


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_depth_is_counted_before_parsing(brackets: str) -> None:
    opening = '{"a":' if brackets == "{}" else "["
    with pytest.raises(StrictJsonError, match="deep"):
        parse_object(('{"a":' + opening * 20_000).encode())


def test_brackets_in_text_are_no_depth() -> None:
    assert parse_object(json.dumps({"a": '\\"' + "[{" * 500}).encode())["a"].endswith("[{")


def test_nesting_up_to_the_limit() -> None:
    text = '{"a":' * 31 + "[]" + "}" * 31
    assert parse_object(text.encode())
    with pytest.raises(StrictJsonError, match="deep"):
        parse_object(('{"a":' + text + "}").encode())
