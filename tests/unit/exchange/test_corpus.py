"""Files that other people made, and files made to do harm: counts as stated, or a refusal in words."""

from pathlib import Path

import pytest

from lms_plugin.exchange.errors import UnreadableFileError
from lms_plugin.exchange.proposals import Proposals
from lms_plugin.exchange.reading import read_any


def _read(shared: Path, name: str) -> Proposals:
    path = shared / "corpus" / name
    return read_any(path.name, path.read_bytes())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aiken/moodle-questions.aiken.txt", "2 found: 2 kept, 0 changed, 0 drafts, 0 left out."),
        ("aiken/moodle-aiken_errors.txt", "6 found: 3 kept, 0 changed, 2 drafts, 1 left out."),
        ("aiken/qas-aiken_1.txt", "5 found: 4 kept, 0 changed, 1 draft, 0 left out."),
        ("text/respondus-sample.txt", "2 found: 2 kept, 0 changed, 0 drafts, 0 left out."),
        ("text/kahoot.csv", "5 found: 4 kept, 0 changed, 1 draft, 0 left out."),
        ("hostile/encoding/utf16.aiken.txt", "1 found: 1 kept, 0 changed, 0 drafts, 0 left out."),
        ("hostile/keys/no-answer.aiken.txt", "2 found: 1 kept, 0 changed, 1 draft, 0 left out."),
        ("hostile/keys/answer-out-of-range.aiken.txt", "1 found: 0 kept, 0 changed, 1 draft, 0 left out."),
        ("hostile/keys/lowercase.aiken.txt", "1 found: 1 kept, 0 changed, 0 drafts, 0 left out."),
        ("hostile/csv/formulas.csv", "3 found: 3 kept, 0 changed, 0 drafts, 0 left out."),
        ("hostile/csv/semicolon-latin1.csv", "1 found: 1 kept, 0 changed, 0 drafts, 0 left out."),
        ("hostile/csv/ragged.csv", "2 found: 0 kept, 0 changed, 1 draft, 1 left out."),
    ],
)
def test_each_file_gives_the_questions_that_are_in_it(shared: Path, name: str, said: str) -> None:
    assert _read(shared, name).summary() == said


@pytest.mark.parametrize(
    ("name", "keys"),
    [("aiken/qas-aiken_1.txt", "EAABA"), ("text/respondus-sample.txt", "BB"), ("text/kahoot.csv", "DAABA")],
)
def test_the_right_answers_are_those_of_the_file(shared: Path, name: str, keys: str) -> None:
    found = [row.data["options"] for row in _read(shared, name).rows if row.data is not None]

    right = [[index for index, option in enumerate(options) if option.get("correct")] for options in found]
    assert "".join("ABCDE"[index] for indexes in right for index in indexes) == keys


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("text/moodle-missingword1.txt", "GIFT file or a missing-word file; it can't be read yet"),
        ("hostile/xlsx/formula-and-external.xlsx", "No column of questions"),
        ("hostile/xlsx/huge-dimension.xlsx", "No column of questions"),
        ("hostile/xml/xxe-file.moodle.xml", "XML or HTML file; it can't be read yet"),
        ("hostile/zip/bomb-10MB.zip", "zip package; it can't be read yet"),
        ("hostile/big/braces.gift", "GIFT file"),
        ("hostile/encoding/nul-bytes.gift", "not a text file"),
        ("hostile/zip/not-a-zip.imscc", "PDF file"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(shared: Path, name: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        _read(shared, name)


def test_letters_that_were_guessed_are_said_to_be(shared: Path) -> None:
    found = _read(shared, "hostile/csv/semicolon-latin1.csv")

    assert "Windows-1252" in found.encoding
    assert found.rows[0].data is not None
    assert found.rows[0].data["stem"] == "Größe?"


def test_every_file_of_the_corpus_is_read_or_refused_in_words(shared: Path) -> None:
    refused = {}
    for path in sorted(path for path in (shared / "corpus").rglob("*") if path.is_file() and path.suffix != ".md"):
        try:
            found = read_any(path.name, path.read_bytes())
        except UnreadableFileError as error:
            refused[path.name] = str(error)
            continue
        assert all(
            row.notes and row.place and (row.data is not None or row.verdict == "left_out") for row in found.rows
        )
    assert all(words[:1].isupper() and words.endswith(".") for words in refused.values())
    assert {"peg-numerical1.gift", "multichoice.xml", "course-1.imscc", "moodle-filltheblanks.h5p"} <= set(refused)
