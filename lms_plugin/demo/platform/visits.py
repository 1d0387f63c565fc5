"""Who is signed in at the platform, and the one-use hints given out with each launch."""

import json
import secrets
import sqlite3
from dataclasses import dataclass

from lms_plugin.demo.platform.members import find_anyone
from lms_plugin.demo.platform.people import Person
from lms_plugin.demo.platform.store import Store

CONTENT = "content"  # in place of a link: the hint was given out for adding activities
REVIEW = "review"  # in place of a link: for looking at what somebody handed in
HINT_LIFE = 24 * 3600.0  # seconds; a hint lives as long as the visit it belongs to, and visits are forgotten daily


@dataclass(frozen=True)
class Visit:
    """One person's session at the LMS, in one browser."""

    id: str
    person: Person


def begin_visit(store: Store, person: Person, now: float, *, instead_of: str = "") -> Visit:
    """Sign a person in; the browser's earlier visit ends."""
    visit = Visit(secrets.token_urlsafe(24), person)
    with store.writing() as rows:
        rows.execute("DELETE FROM visit WHERE id = ? OR began < ?", (instead_of, now - HINT_LIFE))
        rows.execute("DELETE FROM hint WHERE made < ?", (now - HINT_LIFE,))
        rows.execute("INSERT INTO visit VALUES (?, ?, ?)", (visit.id, person.sub, now))
    return visit


def find_visit(store: Store, visit_id: str) -> Visit | None:
    row = store.row("SELECT sub FROM visit WHERE id = ?", (visit_id,))
    person = find_anyone(store, row["sub"]) if row else None
    return Visit(visit_id, person) if person else None


@dataclass(frozen=True)
class Hint:
    """What a `lti_message_hint` stands for."""

    launch_id: str
    visit_id: str
    link_id: str
    used: bool
    course: str = ""
    tool: str = ""
    about: str = ""


def make_hint(
    store: Store, visit: Visit, link_id: str, now: float, *, course: str = "", tool: str = "", about: str = ""
) -> str:
    """A new hint for this visit: raw JSON text in Moodle's form, which the tool has to URL-encode."""
    launch_id = f"ltilaunch{link_id}_{secrets.randbelow(10**15)}"
    store.write(
        "INSERT INTO hint VALUES (?, ?, ?, ?, NULL, ?, ?, ?)", (launch_id, visit.id, link_id, now, course, tool, about)
    )
    course_module = int(link_id) if link_id.isascii() and link_id.isdigit() else link_id
    return json.dumps({"cmid": course_module, "launchid": launch_id}, separators=(",", ":"))


def find_hint(store: Store, text: str) -> Hint | None:
    """The hint with this text; whatever else stands in the JSON is not looked at."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    launch_id = content.get("launchid") if isinstance(content, dict) else None
    if not isinstance(launch_id, str) or not launch_id.isascii():
        return None
    row = store.row("SELECT * FROM hint WHERE launch_id = ?", (launch_id,))
    return _hint(row) if row else None


def find_request(store: Store, request_id: str, visit: Visit) -> Hint | None:
    """The deep-linking request that this visit made under this id."""
    row = store.row(
        "SELECT * FROM hint WHERE launch_id = ? AND visit_id = ? AND link_id = ?", (request_id, visit.id, CONTENT)
    )
    return _hint(row) if row else None


def spend_hint(store: Store, hint: Hint, now: float) -> bool:
    """Use the hint up. False: another request was faster."""
    changed = store.write("UPDATE hint SET used = ? WHERE launch_id = ? AND used IS NULL", (now, hint.launch_id))
    return changed == 1


def _hint(row: sqlite3.Row) -> Hint:
    place = (row["course"], row["tool"], row["about"])
    return Hint(row["launch_id"], row["visit_id"], row["link_id"], row["used"] is not None, *place)
