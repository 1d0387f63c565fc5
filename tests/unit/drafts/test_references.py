"""References of a hospital's own course: edited entry by entry, and nothing else of the file changes."""

from functools import partial
from typing import Any

import pytest
from flask import Flask

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.lists import edit_list
from lms_plugin.curriculum.blocks.shapes import REFERENCE
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.errors import ChangedSinceError, DraftNotFoundError, EntryUsedError
from lms_plugin.drafts.files import add_draft, change_text, get_draft
from lms_plugin.drafts.keyed_lists import REFERENCES, digest_of_entry
from lms_plugin.drafts.services import new_quiz, open_shelf
from tests.functional.learning.school import NOW, open_school, write_course
from tests.unit.drafts.desk import author_of

FILE = """# Checked by the library.
- {key: hipaa, text: "45 CFR 164.514(b)(2), Safe Harbor.", checked: 2026-11-01}   # law
# A white paper.
- key: ncsbn
  text: >-
    NCSBN (2011). White Paper.
  checked: 2026-11-01

- {key: who, text: 'WHO (2009). Hand hygiene.', url: https://www.who.int/x, checked: 2026-10-01}
"""


def data() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_yaml(FILE).data
    return found


def test_untouched_entries_keep_their_bytes() -> None:
    assert edit_list(FILE, data(), REFERENCE) is FILE
    changed = [each | ({"checked": "2027-01-02"} if each["key"] == "ncsbn" else {}) for each in data()]
    assert edit_list(FILE, changed, REFERENCE) == FILE.replace("  checked: 2026-11-01\n\n", "  checked: 2027-01-02\n\n")
    added = [*data(), {"key": "new", "text": "New.", "checked": "2027-01-02"}]
    assert edit_list(FILE, added, REFERENCE) == FILE + "- {key: new, text: New., checked: 2027-01-02}\n"


@pytest.mark.parametrize("place", range(3))
def test_an_entry_taken_out_leaves_the_others_alone(place: int) -> None:
    rest = [each for number, each in enumerate(data()) if number != place]
    edited = edit_list(FILE, rest, REFERENCE)
    assert read_yaml(edited).data == rest
    gone = f"key: {data()[place]['key']},"
    kept = [line for line in FILE.splitlines() if line.startswith("- {") and gone not in line]
    assert [line for line in edited.splitlines() if line.startswith("- {")] == kept


@pytest.mark.parametrize("text", ["", "[]\n", "# None yet.\n[]\n", "[{key: a, text: A., checked: 2026-11-01}]\n"])
def test_a_list_without_lines_gets_some(text: str) -> None:
    items = [*(read_yaml(text).data or []), {"key": "b", "text": "Two\nlines.\n", "checked": "2026-11-01"}]
    edited = edit_list(text, items, REFERENCE)
    assert read_yaml(edited).data == items
    assert edited.startswith("# None yet.") == text.startswith("#")
    assert read_yaml(edit_list(edited, [], REFERENCE)).data == []


@pytest.fixture
def dana(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Person:
    folder = tmp_path_factory.mktemp("courses")
    return author_of(open_school(write_course(folder, quizzes={"check": ("purpose: practice\n", 2)})))


@pytest.fixture
def shelf(dana: Person) -> str:
    return open_shelf(dana, name="A hospital", language="en-US", timezone="America/Chicago", now=NOW)


def test_a_reference_is_written_changed_and_removed(dana: Person, shelf: str) -> None:
    fields = {"text": "WHO (2009). Hand hygiene.", "url": None, "checked": "2026-11-26"}
    key = REFERENCES.save(dana, shelf, None, fields, now=NOW)
    assert key == "who-2009-hand-hygiene"
    assert REFERENCES.save(dana, shelf, None, fields, now=NOW) == f"{key}-2"
    base = digest_of_entry(REFERENCES.entries(dana.tenant_id, shelf)[0])
    REFERENCES.save(dana, shelf, key, {"url": "https://www.who.int/"}, base=base, now=NOW)
    with pytest.raises(ChangedSinceError):
        REFERENCES.save(dana, shelf, key, {"url": None}, base=base, now=NOW)
    REFERENCES.remove(dana, shelf, f"{key}-2", now=NOW)
    [entry] = REFERENCES.entries(dana.tenant_id, shelf)
    assert entry == {"key": key, "text": fields["text"], "url": "https://www.who.int/", "checked": "2026-11-26"}
    for act in (
        lambda: REFERENCES.remove(dana, shelf, "nothing", now=NOW),
        lambda: REFERENCES.save(dana, shelf, "nothing", fields, now=NOW),
    ):
        with pytest.raises(DraftNotFoundError):
            act()


CITING = ("references: [other, who]\n", "references:\n      - other\n      - who\n", "stem: As in [@who].\n")


def test_what_is_cited_stays(dana: Person, shelf: str) -> None:
    add_draft(dana, shelf, REFERENCES.path, FILE, now=NOW)
    path = new_quiz(dana, shelf, title="Q", purpose="practice", now=NOW)
    for text in CITING:
        whole = f"title: Who\npurpose: practice\nquestions:\n  - key: q\n    {text}"
        change_text(dana, shelf, path, "x", partial(_instead, whole), now=NOW)
        assert {"who"} == REFERENCES.used_keys(dana.tenant_id, shelf) & {"who", "hipaa", "ncsbn"}, text
        with pytest.raises(EntryUsedError):
            REFERENCES.remove(dana, shelf, "who", now=NOW)
    REFERENCES.remove(dana, shelf, "hipaa", now=NOW)
    assert "hipaa" not in get_draft(dana.tenant_id, shelf, REFERENCES.path).text


def _instead(text: str, before: str) -> str:
    return text
