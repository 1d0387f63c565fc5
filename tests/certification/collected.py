"""The rows of the table of cases, and the tests that stand for them, by the ids that pytest gives them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
GROUPS: Final = ("CB", "CT", "CS", "VX", "JA", "JF", "TM", "NS", "ID", "MC", "DR", "RP", "SE", "LG", "KY", "HD")
ROW = re.compile(r"[A-Z]{2}\d{2}\Z")
LISTED = re.compile(r"^\| ([A-Z]{2}\d{2}) \|", re.MULTILINE)


def listed_rows(table: Path) -> list[str]:
    """The ids of our groups in the table, in its order."""
    return [name for name in LISTED.findall(table.read_text(encoding="utf-8")) if name[:2] in GROUPS]


def row_of(node: str) -> str | None:
    """The row that a test stands for: the first part of its id that is one ("KY11-list", "sqlite-NS16")."""
    _, _, parameters = node.partition("[")
    return next((part for part in parameters.rstrip("]").split("-") if ROW.match(part)), None)


def collect() -> list[str]:
    """The node ids of this folder's tests, as pytest itself collects them."""
    command = [sys.executable, "-m", "pytest", str(HERE), "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parents[1], check=False)
    if done.returncode:
        raise RuntimeError(f"pytest could not collect: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return [line for line in done.stdout.splitlines() if "::" in line]
