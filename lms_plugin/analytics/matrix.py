"""People × activities of one course: a page of people in a constant number of statements, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from lms_plugin.analytics.cells import Cell, GradeState, describe_cell, describe_grade
from lms_plugin.core.db.base import db
from lms_plugin.core.web.viewer import label_of
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.progress.models import Progress
from lms_plugin.progress.places import Place
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import Membership, PersonFact, User

PER_PAGE = 50
FILTERS = {
    "finished": ("passed", "done"),
    "in_progress": ("in_progress", "not_passed"),
    "not_started": ("not_started",),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """An activity of the matrix."""

    activity_id: UUID
    title: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row: `cells` in the order of the columns; `grade` is of the module as a whole."""

    user_id: UUID
    label: str
    unit: str | None
    last_active: datetime | None
    grade: GradeState | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """One page of the matrix. `found` counts the people under the filter, `total` all learners of the course.

    `units` are those of its learners, as the hospital's own list has them.
    """

    columns: tuple[Column, ...]
    people: tuple[Person, ...]
    counts: Mapping[str, int]
    finished: Mapping[UUID, int]
    units: tuple[str, ...]
    found: int
    page: int

    @property
    def total(self) -> int:
        """All learners of the course."""
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        """How many pages there are under the filter; at least one."""
        return max(1, -(-self.found // PER_PAGE))


def columns_of(place: Place) -> tuple[Column, ...]:
    """The steps behind the launched link."""
    return tuple(Column(activity_id=step.activity_id, title=step.title, kind=step.kind) for step in place.steps)


def _whole(place: Place) -> UUID:
    """The activity whose state says whether somebody is finished: the module, or the one step of the link."""
    return place.module.activity_id if place.module is not None else place.activity.id


_by_number, _by_email = aliased(PersonFact), aliased(PersonFact)
_UNIT = func.coalesce(_by_number.unit, _by_email.unit)


def _with_unit(statement: Any) -> Any:
    """Join what the hospital's own list says of people, by their number or else by their e-mail."""
    number, email = "number:" + func.lower(User.person_number), "email:" + func.lower(User.email)
    return statement.outerjoin(
        _by_number, and_(_by_number.tenant_id == User.tenant_id, _by_number.match == number)
    ).outerjoin(_by_email, and_(_by_email.tenant_id == User.tenant_id, _by_email.match == email))


def _learners(context_id: UUID, whole: UUID) -> Select[*tuple[Any, ...]]:
    """The active learners of a course with the state of the whole, one row each, launched or not."""
    return (
        select(User.id, User.name, User.sub, func.coalesce(Progress.state, "not_started").label("state"))
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .outerjoin(
            Progress,
            and_(
                Progress.context_id == Membership.context_id,
                Progress.user_id == Membership.user_id,
                Progress.activity_id == whole,
                Progress.cycle == 1,
            ),
        )
        .where(
            Membership.context_id == context_id,
            *_counts(),
        )
    )


def _counts() -> tuple[ColumnElement[bool], ...]:
    """Who is in reports: active learners, neither observers nor test users."""
    return (
        Membership.role == "learner",
        Membership.standing == "learner",
        Membership.status == "active",
        User.is_test.is_(False),
    )


def _count_by_state(context_id: UUID, whole: UUID) -> dict[str, int]:
    learners = _learners(context_id, whole).subquery()
    rows = db.session.execute(select(learners.c.state, func.count()).group_by(learners.c.state)).all()
    by_state = {row[0]: row[1] for row in rows}
    return {name: sum(by_state.get(state, 0) for state in states) for name, states in FILTERS.items()}


def _count_finished(context_id: UUID, columns: Sequence[Column]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Progress.activity_id, func.count())
        .join(Membership, and_(Membership.context_id == Progress.context_id, Membership.user_id == Progress.user_id))
        .join(User, User.id == Progress.user_id)
        .where(
            Progress.context_id == context_id,
            Progress.activity_id.in_([column.activity_id for column in columns]),
            Progress.cycle == 1,
            Progress.state.in_(FILTERS["finished"]),
            *_counts(),
        )
        .group_by(Progress.activity_id)
    ).all()
    return {row[0]: row[1] for row in rows}


def _read_units(context_id: UUID) -> tuple[str, ...]:
    rows = db.session.scalars(
        _with_unit(select(_UNIT).select_from(Membership).join(User, User.id == Membership.user_id))
        .where(Membership.context_id == context_id, Membership.role == "learner", Membership.status == "active")
        .where(User.is_test.is_(False), _UNIT.is_not(None))
        .distinct()
    )
    return tuple(sorted(rows, key=str.casefold))


def _filter(learners: Select[*tuple[Any, ...]], name: str, state: str, unit: str) -> Select[*tuple[Any, ...]]:
    if name:
        # SQLite's lower() knows ASCII alone, so a name is looked for in every usual spelling.
        spellings = {name, name.lower(), name.upper(), name.title()}
        found = [User.name.contains(each, autoescape=True) for each in spellings]
        learners = learners.where(or_(func.lower(User.name).contains(name.lower(), autoescape=True), *found))
    if unit:
        learners = _with_unit(learners).where(unit == _UNIT)
    if state in FILTERS:
        learners = learners.where(func.coalesce(Progress.state, "not_started").in_(FILTERS[state]))
    return learners


def _read_cells(context_id: UUID, people: Sequence[UUID], columns: Sequence[Column]) -> dict[tuple[UUID, UUID], Any]:
    """Progress, score and delivery of these people in these activities, by (person, activity)."""
    rows = db.session.execute(
        select(
            Progress.user_id,
            Progress.activity_id,
            Progress.state,
            Progress.position,
            Progress.updated_at,
            Result.score_ppm,
            Attempt.late,
            # Of several columns the one in trouble: in the alphabet, parked and due come after accepted.
            func.max(Delivery.state).label("delivery"),
        )
        .outerjoin(
            Result,
            and_(
                Result.context_id == Progress.context_id,
                Result.activity_id == Progress.activity_id,
                Result.user_id == Progress.user_id,
                Result.cycle == Progress.cycle,
            ),
        )
        .outerjoin(Attempt, Attempt.id == Result.attempt_id)
        .outerjoin(
            LineItem,
            and_(
                LineItem.context_id == Progress.context_id,
                LineItem.activity_id == Progress.activity_id,
                LineItem.state == "active",
            ),
        )
        .outerjoin(Delivery, and_(Delivery.line_item_id == LineItem.id, Delivery.user_id == Progress.user_id))
        .where(
            Progress.context_id == context_id,
            Progress.cycle == 1,
            Progress.activity_id.in_([column.activity_id for column in columns]),
            Progress.user_id.in_(people),
        )
        .group_by(
            Progress.user_id,
            Progress.activity_id,
            Progress.state,
            Progress.position,
            Progress.updated_at,
            Result.score_ppm,
            Attempt.late,
        )
    ).all()
    return {(row.user_id, row.activity_id): row for row in rows}


def read_matrix(
    context_id: UUID, place: Place, *, page: int = 1, name: str = "", state: str = "", unit: str = ""
) -> Matrix:
    """One page of the matrix of a course: six statements.

    `name` filters by a part of the name, `state` by a key of FILTERS, `unit` by the whole of its name; unknown states
    filter nothing.
    """
    columns, whole = columns_of(place), _whole(place)
    learners = _filter(_learners(context_id, whole), name, state, unit)
    found = db.session.scalar(select(func.count()).select_from(learners.subquery())) or 0
    page = max(1, min(page, -(-found // PER_PAGE) or 1))
    order = (func.lower(func.coalesce(User.name, "")), User.id)
    if not unit:
        learners = _with_unit(learners)
    learners = learners.add_columns(_UNIT.label("unit"))
    shown = db.session.execute(learners.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    cells = _read_cells(context_id, [row.id for row in shown], [*columns, Column(activity_id=whole, title="", kind="")])
    return Matrix(
        columns=columns,
        people=tuple(_person(row, whole, columns, cells) for row in shown),
        counts=_count_by_state(context_id, whole),
        finished=_count_finished(context_id, columns),
        units=_read_units(context_id),
        found=found,
        page=page,
    )


def _person(row: Any, whole: UUID, columns: Sequence[Column], cells: Mapping[tuple[UUID, UUID], Any]) -> Person:
    of_whole = cells.get((row.id, whole))
    own = [cell for (user_id, _), cell in cells.items() if user_id == row.id]
    return Person(
        user_id=row.id,
        unit=row.unit,
        label=label_of(row.name, row.sub),
        last_active=max((cell.updated_at for cell in own), default=None),
        grade=describe_grade(of_whole.delivery) if of_whole is not None else None,
        cells=tuple(describe_cell(column.kind, cells.get((row.id, column.activity_id))) for column in columns),
    )
