"""The run of the rows as a Markdown table by group: `python -m tests.certification.table [options of pytest]`.

A row has passed where each of its tests has; one that was skipped has not.
"""

import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.certification.collected import GROUPS, HERE, row_of


def read_results(report: Path) -> dict[str, bool]:
    """Whether each row that was tested has passed, from pytest's own JUnit report."""
    verdicts: dict[str, list[bool]] = defaultdict(list)
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - a file that we have just written
        if name := row_of(case.get("name", "")):
            verdicts[name].append(not any(case.find(kind) is not None for kind in ("failure", "error", "skipped")))
    return {name: all(each) for name, each in verdicts.items()}


def write_table(results: dict[str, bool]) -> str:
    """Rows, passed and failed of each group, and the failed ones by name."""
    lines = ["| group | rows | passed | failed |", "|---|---|---|---|"]
    total = [0, 0]
    for group in GROUPS:
        verdicts = [passed for name, passed in results.items() if name.startswith(group)]
        total = [total[0] + len(verdicts), total[1] + sum(verdicts)]
        lines.append(f"| {group} | {len(verdicts)} | {sum(verdicts)} | {len(verdicts) - sum(verdicts)} |")
    lines.append(f"| all | {total[0]} | {total[1]} | {total[0] - total[1]} |")
    failed = sorted(name for name, passed in results.items() if not passed and name[:2] in GROUPS)
    return "\n".join([*lines, *(["", f"Failed: {', '.join(failed)}"] if failed else [])]) + "\n"


def main(options: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", str(HERE), "-q", f"--junit-xml={report}", *options]
        done = subprocess.run(command, cwd=HERE.parents[1], stdout=sys.stderr, check=False)
        if not report.exists():
            return done.returncode
        sys.stdout.write(write_table(read_results(report)))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
