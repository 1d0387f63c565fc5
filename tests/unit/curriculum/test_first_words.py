"""What a question is known by in lists, whatever its kind and state."""

from typing import Any

import pytest

from lms_plugin.curriculum.first_words import first_words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"stem": "Which glove?", "title": "Never mind"}, "Which glove?"),
        ({"stem": "", "title": "A fall at night", "stimulus": "She fell."}, "A fall at night"),
        ({"stimulus": "She fell.", "stages": []}, "She fell."),
        ({"stem": 12}, "12"),
        ({"key": "a"}, ""),
        (None, ""),
        ("only words", ""),
    ],
)
def test_the_first_words_there_are(data: Any, words: str) -> None:
    assert first_words(data) == words
