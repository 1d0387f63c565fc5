"""The rows of the table of cases, and the tests that stand for them, by the ids that pytest gives them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
GROUPS: Final = ("CB", "CT", "CS", "VX", "JA", "JF", "TM", "NS", "ID", "MC", "DR", "RP", "SE", "LG", "KY", "HD")
# Rows that are told as stories with the rest of their room, in other folders.
TOLD: Final = ("RG", "PN", "AC", "QZ", "AU", "IM", "EX", "AX")
STORIES: Final = (
    "tests/functional/access",
    "tests/functional/admin",
    "tests/functional/authoring",
    "tests/functional/launches",
    "tests/functional/learning",
    "tests/functional/placing",
    "tests/functional/roster",
    "tests/unit/analytics",
    "tests/unit/core/test_spreadsheets.py",
    "tests/unit/curriculum",
    "tests/unit/exchange",
    "tests/unit/quizzes",
    "tests/browser",
)
# What of a row has no page yet; the rest of the row is tested.
NOT_YET: Final = {
    "AC01": "certificates: none are made yet",
    "AC02": "exports of results: there is no such page yet; the list of units and its report are tested",
    "AC09": "uploaded files and certificates: none are kept yet; every other address of a launch is tested",
    "AX07": "videos: none are taken yet; an image without alternative text stops publishing, and that is tested",
}
# Rows of which nothing is built yet.
NO_PAGE: Final[dict[str, str]] = {
    "IM09": "packages of other makers, and so manifests: they are refused by their kind",
    "IM12": "SCORM packages: they are refused by their kind",
    "EX07": "a report of who was overdue on a day: there is none yet",
}
ROW = re.compile(r"[A-Z]{2}\d{2}\Z")
NAMED = re.compile(r"::test_([a-z]{2}\d{2})_")
LISTED = re.compile(r"^\| ([A-Z]{2}\d{2}) \|", re.MULTILINE)


def listed_rows(table: Path) -> list[str]:
    """The ids of our groups in the table, in its order."""
    return [name for name in LISTED.findall(table.read_text(encoding="utf-8")) if name[:2] in (*GROUPS, *TOLD)]


def row_of(node: str) -> str | None:
    """The row that a test stands for: the first part of its id that is one ("KY11-list", "sqlite-NS16").

    Or its name, where that begins with one ("test_ac22_messages_of_others").
    """
    test, _, parameters = node.partition("[")
    named = NAMED.search(test)
    in_id = next((part for part in parameters.rstrip("]").split("-") if ROW.match(part)), None)
    return in_id or (named[1].upper() if named else None)


def collect() -> list[str]:
    """The node ids of this folder's tests and of the stories, as pytest itself collects them."""
    command = [sys.executable, "-m", "pytest", str(HERE), *STORIES, "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parents[1], check=False)
    if done.returncode:
        raise RuntimeError(f"pytest could not collect: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return [line for line in done.stdout.splitlines() if "::" in line]
