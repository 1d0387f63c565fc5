"""Reading a hospital's own list of people and units from a CSV file, whatever program wrote it. No I/O.

Which column is which is found by its heading. A row that cannot be used is left out with the reason; the rest stands.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from lms_plugin.errors import InvalidInputError

MAX_ROWS = 50_000
MAX_FIELD = 200
MAX_COLUMNS = 500
EARLIEST = date(1940, 1, 1)

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "emailaddress", "mail", "workemail"),
    "number": (
        *("staffnumber", "staffno", "staffid", "sourcedid", "personnumber", "personsourcedid", "lispersonsourcedid"),
        *("employeeid", "employeenumber", "employeeno", "personnelnumber", "userid", "number", "id"),
    ),
    "unit": ("unit", "department", "dept", "ward", "unitname", "departmentname", "team"),
    "job_role": ("role", "jobrole", "job", "jobtitle", "title", "position", "profession"),
    "manager": ("manager", "managername", "supervisor", "reportsto", "lead"),
    "hired_on": ("hiredate", "hiredon", "hired", "dateofhire", "startdate", "employedsince", "datehired"),
}
TEMPLATE = (
    "staff number,email,unit,role,manager,hire date\r\n88214,name@hospital.example,4 West,Nurse,A. Name,2024-03-01\r\n"
)
DATES = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%m/%d/%Y", "%d.%m.%Y"),
    *("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y"),
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class UnreadableListError(InvalidInputError):
    """The file is no list that we can read; the message says what we expected."""

    title = "We could not read this list"
    remedy = "Nothing was changed. Save the list as CSV with a first line of headings, and upload it again."


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A line of the list. `match` names the person (`number:…` or `email:…`), `also` by e-mail where both are there.

    With a `problem` the row is left out.
    """

    line: int
    match: str
    also: str | None = None
    unit: str | None
    job_role: str | None
    manager: str | None
    hired_on: str | None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnitList:
    """The list as read: its rows, and by what it names people."""

    rows: tuple[UnitRow, ...]
    by: str


def read_unit_list(content: bytes) -> UnitList:
    """The rows of a CSV file in UTF-8 or Windows-1252, separated by commas, semicolons or tabs.

    Raises UnreadableListError.
    """
    if not content.strip():
        raise UnreadableListError("No file was chosen, or it is empty.")
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        columns = _find_columns(next(reader, []))
        rows = tuple(_mark_twins(_read_rows(reader, columns)))
    except csv.Error as error:
        raise UnreadableListError(f"Line {reader.line_num} is not CSV.") from error
    if not rows:
        raise UnreadableListError("The file has headings and no rows.")
    return UnitList(rows=rows, by="staff number" if "number" in columns else "e-mail")


def _decode(content: bytes) -> str:
    """Windows-1252 holds Latin-1's letters, and every byte means something there but five."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").replace("\x00", "")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\x00" in text:
        raise UnreadableListError("This is not a text file. A spreadsheet has to be saved as CSV first.")
    return text


def _delimiter(text: str) -> str:
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=heading.count)


def _find_columns(heading: Sequence[str]) -> dict[str, int]:
    names = [re.sub(r"[^a-z]", "", each.lower()) for each in heading[:MAX_COLUMNS]]
    columns = {}
    for field, known in HEADINGS.items():
        found = [names.index(each) for each in known if each in names]
        if found:
            columns[field] = found[0]
    if "unit" not in columns or not columns.keys() & {"email", "number"}:
        there = ", ".join(f"“{each.strip()[:30]}”" for each in heading[:8] if each.strip()) or "none"
        raise UnreadableListError(
            f"We need a column “unit”, and “staff number” or “email”. The headings we found: {there}."
        )
    return columns


def _read_rows(reader: Iterator[list[str]], columns: Mapping[str, int]) -> Iterator[UnitRow]:
    count = 0
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise UnreadableListError(f"The file has more than {MAX_ROWS} rows. Upload it in parts.")
        typed = {field: cells[place].strip() for field, place in columns.items() if place < len(cells)}
        yield _read_row(number, typed)


def _read_row(line: int, typed: Mapping[str, str]) -> UnitRow:
    number, email = typed.get("number", ""), typed.get("email", "")
    hired = typed.get("hired_on", "")
    hired_on = read_date(hired)
    problem = _problem(number, email, typed)
    if not problem and hired and hired_on is None:
        problem = f"“{hired[:30]}” is no date that we know"
    return UnitRow(
        line=line,
        match=f"number:{number.lower()}"[:MAX_FIELD] if number else f"email:{email.lower()}"[:MAX_FIELD],
        also=f"email:{email.lower()}"[:MAX_FIELD] if number and _EMAIL.fullmatch(email) else None,
        unit=typed.get("unit", "")[:MAX_FIELD] or None,
        job_role=typed.get("job_role", "")[:MAX_FIELD] or None,
        manager=typed.get("manager", "")[:MAX_FIELD] or None,
        hired_on=hired_on.isoformat() if hired_on else None,
        problem=problem,
    )


def _problem(number: str, email: str, typed: Mapping[str, str]) -> str | None:
    if not (number or email):
        return "No staff number and no e-mail"
    if number and len(number.split()) > 1:
        return "Spaces in the number"
    if not number and not _EMAIL.fullmatch(email):
        return "This is no e-mail address"
    if not typed.get("unit"):
        return "No unit"
    return "A cell is too long" if any(len(each) > MAX_FIELD - 10 for each in typed.values()) else None


def _mark_twins(rows: Iterator[UnitRow]) -> list[UnitRow]:
    """Of several rows for one person none is better than the others; the same row again is no harm."""
    found = list(rows)
    first: dict[str, UnitRow] = {}
    clashing: dict[str, int] = {}
    for row in found:
        other = first.setdefault(row.match, row)
        if not row.problem and _facts(other) != _facts(row):
            clashing.setdefault(row.match, other.line)
    kept: list[UnitRow] = []
    for row in found:
        if row.problem:
            kept.append(row)
        elif row.match in clashing:
            kept.append(_with(row, f"Named twice, with different facts (first in row {clashing[row.match]})"))
        elif first[row.match] is row:
            kept.append(row)
        else:
            kept.append(_with(row, f"The same as row {first[row.match].line}"))
    return kept


def _facts(row: UnitRow) -> tuple[str | None, ...]:
    return row.unit, row.job_role, row.manager, row.hired_on


def _with(row: UnitRow, problem: str) -> UnitRow:
    return replace(row, problem=problem)


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """A day in one of the usual forms; with slashes the month comes first, as in US English, unless it cannot."""
    if not text:
        return None
    text = text.replace(",", " ").replace("T00:00:00", "").strip()
    text = re.sub(r"\s+(00:00(:00)?|12:00:00 AM)$", "", " ".join(text.split()))
    for form in (*DATES, "%d/%m/%Y"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if found >= EARLIEST else None
    return None
