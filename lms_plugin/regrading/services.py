"""Regrading a question: propose, preview, apply, undo. Services flush; the caller commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms_plugin.core.audit.services import Person, record_event
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.core.web.viewer import label_of
from lms_plugin.curriculum.changes import change_kind
from lms_plugin.curriculum.models import Publication
from lms_plugin.curriculum.publishing import newest_publication, published_questions
from lms_plugin.curriculum.services import find_offer
from lms_plugin.progress.stems import headline
from lms_plugin.quizzes.models import Attempt, MarkRow
from lms_plugin.regrading.errors import (
    ChangedMeanwhileError,
    NoReasonError,
    NothingToRegradeError,
    QuestionNotFoundError,
    RegradeNotFoundError,
)
from lms_plugin.regrading.models import Regrade
from lms_plugin.regrading.planning import Change, Plan, make_plan, settled
from lms_plugin.regrading.previews import Preview, make_preview
from lms_plugin.regrading.proposals import Proposal, RuleName
from lms_plugin.regrading.reading import HANDED_IN, of_tenant, read_attempts, read_rounds, regraded
from lms_plugin.regrading.rulings import copy_of
from lms_plugin.regrading.writing import write_plan
from lms_plugin.roster.models import User

MOST_WORDS = 500


@dataclass(frozen=True, kw_only=True)
class KeyChange:
    """A question whose key differs between two publications, and how many attempts at it were handed in."""

    question: str
    stem: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class PastRegrade:
    """A regrade that was applied, and the name of who did it."""

    regrade: Regrade
    maker: str


def propose(
    tenant_id: UUID,
    course_key: str,
    question: str,
    *,
    rule: RuleName,
    never_lower: bool = False,
    target: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    publications: Collection[UUID] = (),
) -> Proposal:
    """A proposal for a question as the `target` publication has it, the newest unless it is named.

    Raises QuestionNotFoundError. Nothing is written.
    """
    if find_offer(tenant_id, course_key) is None:
        raise QuestionNotFoundError
    newest = newest_publication(course_key)
    publication = newest if target is None else db.session.get(Publication, target)
    if publication is None or publication.course_key != course_key:
        raise QuestionNotFoundError
    published = published_questions(publication.id).get(question)
    if published is None:
        raise QuestionNotFoundError
    return Proposal(
        tenant_id=tenant_id,
        course_key=course_key,
        rule=rule,
        never_lower=never_lower,
        target=publication.id,
        spec=published.spec,
        since=since,
        until=until,
        publications=frozenset(publications),
    )


def preview(proposal: Proposal, *, now: datetime) -> Preview:
    """What applying the proposal would change, computed without writing."""
    return make_preview(proposal, now=now)


def apply(proposal: Proposal, digest: str, reason: str, regrader: Person, *, now: datetime) -> Regrade:
    """Do what the preview with this digest said, in the caller's transaction. The same applied twice is applied once.

    Raises NoReasonError, ChangedMeanwhileError (what the preview read is not so any more) and NothingToRegradeError.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > MOST_WORDS:
        raise NoReasonError(f"A reason has 1 to {MOST_WORDS} characters.")
    found = make_preview(proposal, now=now, locked=True)
    done = select(Regrade).where(Regrade.tenant_id == proposal.tenant_id, Regrade.digest == digest)
    before = db.session.scalar(done)
    if before is not None:
        return before
    if found.digest != digest:
        raise ChangedMeanwhileError
    if not found.plan.changes:
        raise NothingToRegradeError
    regrade = _record(found, reason, regrader, now)
    for change in found.plan.changes:
        change.new.regrade_id, change.new.marker_id = regrade.id, regrader.user_id
        change.new.reason, change.new.marked_at = reason, now
    _note("question.regraded", regrade, regrader, found.plan, now, {"reason": reason})
    write_plan(found.plan, now=now)
    return regrade


def undo(regrade_id: UUID, regrader: Person, *, now: datetime) -> Regrade:
    """Put back the marks that a regrade replaced, with scores and grades; done twice it is done once.

    A mark that was changed again since stays. Progress that was passed meanwhile stays passed. Raises
    RegradeNotFoundError.
    """
    regrade = get_regrade(regrader.tenant_id, regrade_id)
    own = of_tenant(regrade.tenant_id, regrade.course_key).where(Attempt.id.in_(_ids(regrade_id)))
    attempts = read_attempts(regrade.tenant_id, regrade.course_key, own, locked=True)
    db.session.refresh(regrade)
    if regrade.undone_at is not None:
        return regrade
    plan = make_plan(regrade.tenant_id, attempts, _restorations(regrade, attempts, own, now), now)
    regrade.undone_by, regrade.undone_at = regrader.user_id, now
    _note("question.regrade_undone", regrade, regrader, plan, now, {})
    if plan.changes:
        write_plan(plan, now=now)
    return regrade


def get_regrade(tenant_id: UUID, regrade_id: UUID) -> Regrade:
    """A regrade of this hospital. Raises RegradeNotFoundError."""
    regrade = db.session.get(Regrade, regrade_id)
    if regrade is None or regrade.tenant_id != tenant_id:
        raise RegradeNotFoundError
    return regrade


def list_regrades(tenant_id: UUID, course_key: str) -> list[PastRegrade]:
    """What was regraded in a course, newest first."""
    statement = (
        select(Regrade, User.name, User.sub)
        .join(User, User.id == Regrade.made_by)
        .where(Regrade.tenant_id == tenant_id, Regrade.course_key == course_key)
        .order_by(Regrade.made_at.desc())
    )
    return [PastRegrade(regrade=row[0], maker=label_of(row[1], row[2])) for row in db.session.execute(statement)]


def question_words(course_key: str) -> Mapping[str, str]:
    """What the questions of the newest publication ask, each in one line, by key."""
    newest = newest_publication(course_key)
    found = published_questions(newest.id) if newest is not None else {}
    return {key: headline(question.spec.stem) for key, question in found.items()}


def find_key_changes(tenant_id: UUID, course_key: str, old: UUID, new: UUID) -> list[KeyChange]:
    """The questions whose key differs between two publications with the edition the same, and whom that touches."""
    before, after = published_questions(old), published_questions(new)
    changed = {
        key: found.spec
        for key, found in after.items()
        if key in before and change_kind(before[key].spec, found.spec) == "key"
    }
    counts = count_marked(tenant_id, course_key, {key: spec.edition for key, spec in changed.items()})
    return [KeyChange(question=key, stem=changed[key].stem, attempts=count) for key, count in sorted(counts.items())]


def count_marked(tenant_id: UUID, course_key: str, editions: Mapping[str, int]) -> Mapping[str, int]:
    """How many attempts were handed in with each of these questions, in this edition of it."""
    counts = dict.fromkeys(editions, 0)
    statement = of_tenant(tenant_id, course_key).where(Attempt.state.in_(HANDED_IN))
    for paper in db.session.scalars(statement.with_only_columns(Attempt.paper)) if editions else ():
        for item in paper["questions"]:
            if editions.get(item["key"]) == item["edition"]:
                counts[item["key"]] += 1
    return counts


def _ids(regrade_id: UUID) -> Any:
    return regraded(regrade_id).with_only_columns(Attempt.id)


def _restorations(regrade: Regrade, attempts: Sequence[Attempt], own: Any, now: datetime) -> list[Change]:
    """For each mark of the regrade that still counts, the one it replaced, as the next round."""
    rounds = read_rounds(own.with_only_columns(Attempt.id))
    changes = []
    for attempt in attempts:
        rows = rounds.get(attempt.id, {}).get(regrade.question_key, [])
        if not rows or rows[-1].regrade_id != regrade.id or len(rows) < 2:
            continue
        old, new = rows[-1], _restored(rows, regrade.id, now)
        marks = {key: each[-1] for key, each in rounds[attempt.id].items()} | {regrade.question_key: new}
        changes.append(Change(before=attempt, after=settled(attempt, marks.values()), old=old, new=new))
    return changes


def _restored(rows: Sequence[MarkRow], regrade_id: UUID, now: datetime) -> MarkRow:
    """The mark that the regrade replaced, as the next round.

    A person may have marked an answer to a dropped question since: that mark stays, and is worth its points again.
    """
    first = next(place for place, row in enumerate(rows) if row.regrade_id == regrade_id)
    current, replaced = rows[-1], rows[first - 1]
    restored: MarkRow = copy_of(replaced, round=current.round + 1, marked_at=now)
    if current is not rows[first] and current.ruling == "drop":
        points = {name: getattr(replaced, name) for name in ("points_num", "points_den", "ruling", "regrade_id")}
        restored = copy_of(current, **points, round=current.round + 1, marked_at=now)
    return restored


def _record(found: Preview, reason: str, regrader: Person, now: datetime) -> Regrade:
    proposal = found.proposal
    regrade = Regrade(
        id=new_id(),
        tenant_id=proposal.tenant_id,
        course_key=proposal.course_key,
        question_key=proposal.question,
        rule=proposal.rule,
        never_lower=proposal.never_lower,
        scope=proposal.to_json(),
        figures=asdict(found.figures),
        reason=reason,
        digest=found.digest,
        made_by=regrader.user_id,
        made_at=now,
    )
    db.session.add(regrade)
    db.session.flush()
    return regrade


def _note(verb: str, regrade: Regrade, regrader: Person, plan: Plan, now: datetime, more: Mapping[str, Any]) -> None:
    """In the trail: of each attempt the credit and the score before and after, by whom and why."""
    details: dict[str, Any] = {
        "question": f"{regrade.course_key}/{regrade.question_key}",
        "rule": regrade.rule,
        "old": {str(each.before.id): [_text(each.old.credit), each.before.score_ppm] for each in plan.changes},
        "new": {str(each.before.id): [_text(each.new.credit), each.after.score_ppm] for each in plan.changes},
        **more,
    }
    record_event(
        verb,
        actor=regrader.actor,
        subject_kind="regrade",
        subject_id=regrade.id,
        details=details,
        tenant_id=regrade.tenant_id,
        now=now,
    )


def _text(credit: Any) -> str | None:
    return None if credit is None else str(credit)
