"""The hospital's own list of units: kept as uploaded, shown as what it would change, written when confirmed, undone.

Facts belong to the hospital and are found by staff number or e-mail, so that they wait for people who come later. Of
people who are not in the uploader's course nothing is shown but what the file itself says.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Date, String, Uuid, delete, literal, select, update

from lms_plugin.core.db.base import db, table_of
from lms_plugin.core.db.json_rows import is_among, json_rows, write_rows, write_values
from lms_plugin.core.db.upsert import insert_into
from lms_plugin.core.web.viewer import label_of
from lms_plugin.errors import ConflictError, NotFoundError
from lms_plugin.roster.models import FactUpload, Membership, PersonFact, User
from lms_plugin.roster.unit_list import UnitList, UnitRow

Kind = Literal["same", "moves", "changes", "new", "waiting", "left_out"]

FIELDS = ("unit", "job_role", "manager", "hired_on")
KEPT = timedelta(days=1)

_fact = table_of(PersonFact)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What becomes of a row. `before` are the facts that it replaces, of people in this course alone."""

    row: UnitRow
    kind: Kind
    label: str
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    writes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that confirming would do; `digest` changes with it."""

    changes: tuple[Change, ...]
    counts: Mapping[str, int]
    digest: str

    @property
    def updating(self) -> int:
        """How many people's facts would be written."""
        return sum(1 for change in self.changes if change.writes)


def keep_upload(
    found: UnitList,
    content: bytes,
    *,
    tenant_id: UUID,
    context_id: UUID,
    user_id: UUID,
    file_name: str,
    all_or_nothing: bool,
    now: datetime,
) -> FactUpload:
    """Keep a list until it is confirmed. The same person's earlier lists that were not are forgotten."""
    db.session.execute(
        delete(FactUpload).where(
            FactUpload.tenant_id == tenant_id, FactUpload.user_id == user_id, FactUpload.state == "preview"
        )
    )
    upload = FactUpload(
        tenant_id=tenant_id,
        context_id=context_id,
        user_id=user_id,
        file_name=file_name[:200],
        digest=sha256(content).hexdigest(),
        all_or_nothing=all_or_nothing,
        rows=[asdict(row) for row in found.rows],
        before=None,
        made_at=now,
        applied_at=None,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def get_upload(upload_id: UUID, *, tenant_id: UUID, context_id: UUID) -> FactUpload:
    """An upload made in this course. Raises NotFoundError."""
    upload = db.session.get(FactUpload, upload_id)
    if upload is None or (upload.tenant_id, upload.context_id) != (tenant_id, context_id):
        raise NotFoundError("This list is not there any more.")
    return upload


def find_last_applied(*, tenant_id: UUID, context_id: UUID) -> FactUpload | None:
    """The hospital's last list that was written, where it was uploaded in this course and can be undone."""
    upload = db.session.scalar(
        select(FactUpload)
        .where(FactUpload.tenant_id == tenant_id, FactUpload.state.in_(("applied", "undone")))
        .order_by(FactUpload.applied_at.desc())
        .limit(1)
    )
    is_ours = upload is not None and upload.context_id == context_id and upload.state == "applied"
    return upload if is_ours else None


def make_plan(upload: FactUpload) -> Plan:
    """What confirming this upload would do now. Two statements."""
    rows = [UnitRow(**each) for each in upload.rows]
    known = _read_facts(upload.tenant_id, [key for row in rows for key in _keys(row)])
    people = _read_people(upload.context_id)
    changes = tuple(_plan_row(row, known, people) for row in rows)
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    told = json.dumps([(each.kind, each.writes, dict(each.after)) for each in changes])
    return Plan(changes=changes, counts=counts, digest=sha256(told.encode()).hexdigest())


def _keys(row: UnitRow) -> tuple[str, ...]:
    return (row.match, row.also) if row.also else (row.match,)


def _read_facts(tenant_id: UUID, keys: Iterable[str]) -> dict[str, dict[str, str | None]]:
    statement = select(_fact).where(_fact.c.tenant_id == tenant_id, is_among(_fact.c.match))
    found = db.session.execute(statement, {"values": write_values(dict.fromkeys(keys))})
    return {row.match: _as_texts(row) for row in found}


def _as_texts(row: Any) -> dict[str, str | None]:
    return {
        "unit": row.unit,
        "job_role": row.job_role,
        "manager": row.manager,
        "hired_on": row.hired_on.isoformat() if row.hired_on else None,
    }


def _read_people(context_id: UUID) -> dict[str, str]:
    """The people of the course by each way in which a list may name them."""
    rows = db.session.execute(
        select(User.name, User.sub, User.email, User.person_number)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.context_id == context_id)
    )
    people = {}
    for row in rows:
        label = label_of(row.name, row.sub)
        if row.email:
            people[f"email:{row.email.lower()}"] = label
        if row.person_number:
            people[f"number:{row.person_number.lower()}"] = label
    return people


def _plan_row(row: UnitRow, known: Mapping[str, Mapping[str, str | None]], people: Mapping[str, str]) -> Change:
    keys = _keys(row)
    label = next((people[key] for key in keys if key in people), None)
    before = next((known[key] for key in keys if key in known), {})
    after = _lay_over(row, before)
    writes = () if row.problem else tuple(key for key in keys if known.get(key) != after)
    return Change(
        row=row,
        kind=_kind(row, before, after, is_here=label is not None),
        label=label or _describe(row),
        before=before if label is not None else {},
        after=after if label is not None else {field: getattr(row, field) for field in FIELDS},
        writes=writes,
    )


def _lay_over(row: UnitRow, before: Mapping[str, str | None]) -> dict[str, str | None]:
    """The facts with this row: an empty cell leaves what is known as it is."""
    return {field: getattr(row, field) or before.get(field) for field in FIELDS}


def _kind(row: UnitRow, before: Mapping[str, Any], after: Mapping[str, Any], *, is_here: bool) -> Kind:
    if row.problem:
        return "left_out"
    if not is_here:
        return "waiting"
    if not before:
        return "new"
    if before["unit"] != after["unit"]:
        return "moves"
    return "same" if before == after else "changes"


def _describe(row: UnitRow) -> str:
    kind, _, value = row.match.partition(":")
    return (f"Staff number {value}" if kind == "number" else value) if value else f"Row {row.line}"


def apply_upload(upload: FactUpload, *, digest: str, now: datetime) -> None:
    """Write what the plan of this digest says, all in the caller's transaction.

    Raises ConflictError where the plan is another one by now, where the list was written before, or where rows were
    left out of a list that is to be written whole or not at all.
    """
    if upload.state != "preview":
        raise ConflictError("This list was dealt with before.")
    plan = make_plan(upload)
    if plan.digest != digest:
        raise ConflictError("What this list would change is not what you were shown.")
    if upload.all_or_nothing and plan.counts.get("left_out"):
        raise ConflictError("Some rows do not fit, and you asked for all of them or none. Nothing was changed.")
    keys = [key for change in plan.changes for key in change.writes]
    known = _read_facts(upload.tenant_id, keys)
    upload.before = [{"match": key, "facts": known.get(key)} for key in keys]
    after = {key: _after(change, known) for change in plan.changes for key in change.writes}
    _write_facts(upload.tenant_id, after, upload.id)
    upload.state, upload.applied_at, upload.rows = "applied", now, []
    db.session.flush()


def _after(change: Change, known: Mapping[str, Mapping[str, str | None]]) -> dict[str, str | None]:
    before = next((known[key] for key in _keys(change.row) if key in known), {})
    return _lay_over(change.row, before)


def _write_facts(tenant_id: UUID, facts: Mapping[str, Mapping[str, str | None]], source: UUID | None) -> None:
    if not facts:
        return
    rows = json_rows("facts", {"match": String(), **dict.fromkeys(FIELDS, String()), "hired_on": Date()})
    values = select(
        literal(tenant_id, Uuid()), rows.c.match, *(rows.c[name] for name in FIELDS), literal(source, Uuid())
    ).where(rows.c.match.is_not(None))
    statement = insert_into(_fact).from_select(["tenant_id", "match", *FIELDS, "source"], values)
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "match"],
        set_={name: statement.excluded[name] for name in (*FIELDS, "source")},
    )
    parameter = write_rows([{"match": key, **each} for key, each in sorted(facts.items())])
    db.session.execute(statement, {"rows": parameter})


def undo_upload(upload: FactUpload) -> None:
    """Put back what this list replaced, but for what was changed again since. Raises ConflictError where it was."""
    if upload.state != "applied":
        raise ConflictError("This list was undone before.")
    of_this = (PersonFact.tenant_id == upload.tenant_id, PersonFact.source == upload.id)
    still = set(db.session.scalars(select(PersonFact.match).where(*of_this)))
    before = {each["match"]: each["facts"] for each in upload.before or [] if each["match"] in still}
    db.session.execute(delete(PersonFact).where(*of_this))
    _write_facts(upload.tenant_id, {key: facts for key, facts in before.items() if facts}, None)
    upload.state, upload.before = "undone", None
    db.session.flush()


def forget_uploads(*, now: datetime) -> None:
    """Forget lists that nobody confirmed within a day."""
    old = FactUpload.made_at < now - KEPT
    db.session.execute(delete(FactUpload).where(old, FactUpload.state == "preview"))
    db.session.execute(update(FactUpload).where(old, FactUpload.state == "undone").values(rows=[], before=None))
