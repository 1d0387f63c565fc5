"""Who is in which course: people enrolled one by one or by the thousand, suspended, removed, and since when.

A person who is removed keeps the row, with the status Deleted, so that a roster of differences can say so.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms_plugin.demo.platform.people import LEARNER, Person, find_person
from lms_plugin.demo.platform.store import Store

ACTIVE, INACTIVE, DELETED = "Active", "Inactive", "Deleted"
STATUSES = (ACTIVE, INACTIVE, DELETED)
CHANGE = "(SELECT coalesce(max(changed), 0) + 1 FROM member)"
MANY = (
    "INSERT OR IGNORE INTO member (course, sub, given_name, family_name, email, staff_number, roles, status, changed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 'Active', ?)"
)
ENROL = MANY.replace("'Active', ?", f"'Active', {CHANGE}")


@dataclass(frozen=True)
class Member:
    """One person in one course. `number` orders the roster; `changed` grows with each change to any member."""

    number: int
    person: Person
    status: str
    changed: int


def enrol(store: Store, course: str, people: Iterable[Person]) -> int:
    """Put people into the course, unless they are, or were, in it. How many are new."""
    with store.writing() as rows:
        return sum(rows.execute(ENROL, (course, *_values(person))).rowcount for person in people)


def enrol_many(store: Store, course: str, count: int) -> int:
    """Add `count` made-up learners, numbered on from those that were added before, in one go."""
    with store.writing() as rows:
        change = rows.execute(f"SELECT {CHANGE}").fetchone()[0]
        first = rows.execute("SELECT count(*) FROM member WHERE course = ? AND sub LIKE 'p-%'", (course,)).fetchone()[0]
        made = (_made_up(number) for number in range(first + 1, first + count + 1))
        return rows.executemany(MANY, ((course, *_values(person), change) for person in made)).rowcount


def change_member(store: Store, course: str, sub: str, changes: Mapping[str, str]) -> bool:
    """Set columns of one member; False where the person was never in the course."""
    sets = ", ".join(f"{name} = ?" for name in changes)
    sql = f"UPDATE member SET {sets}, changed = {CHANGE} WHERE course = ? AND sub = ?"  # noqa: S608 - our own names
    return store.write(sql, (*changes.values(), course, sub)) == 1


def find_member(store: Store, course: str, sub: str) -> Member | None:
    row = store.row("SELECT * FROM member WHERE course = ? AND sub = ?", (course, sub))
    return read_member(row) if row else None


def find_anyone(store: Store, sub: str) -> Person | None:
    """Whoever works here: those on the first page, and everybody whom a course knows."""
    if person := find_person(sub):
        return person
    row = store.row("SELECT * FROM member WHERE sub = ? ORDER BY number", (sub,))
    return read_member(row).person if row else None


def is_graded(store: Store, course: str, sub: str) -> bool:
    """Whether the gradebook has a row for this person: learners who are in the course."""
    member = find_member(store, course, sub)
    return member is not None and member.status == ACTIVE and member.person.is_learner


def last_change(store: Store, course: str) -> int:
    row = store.row("SELECT coalesce(max(changed), 0) AS change FROM member WHERE course = ?", (course,))
    return int(row["change"]) if row else 0


def read_member(row: sqlite3.Row) -> Member:
    known = find_person(row["sub"])
    person = Person(
        sub=row["sub"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        work=known.work if known else "",
        comes_to=known.comes_to if known else "",
        staff_number=row["staff_number"],
        roles=tuple(row["roles"].split()),
        mail=row["email"],
        mentor_of=known.mentor_of if known else (),
    )
    return Member(row["number"], person, row["status"], row["changed"])


def _made_up(number: int) -> Person:
    label = f"{number:05d}"
    return Person(f"p-{label}", "Learner", label, "", "", f"S-{label}", (LEARNER,), f"learner.{label}@example.org")


def _values(person: Person) -> tuple[str, ...]:
    roles = " ".join(person.roles)
    return (person.sub, person.given_name, person.family_name, person.email, person.staff_number, roles)
