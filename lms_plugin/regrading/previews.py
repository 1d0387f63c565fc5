"""A preview: what a proposal would change for whom, computed without writing, with a hash over all that it read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from lms_plugin.quizzes.models import MarkRow
from lms_plugin.quizzes.submission import place_of
from lms_plugin.regrading.planning import Change, Plan, is_lower, make_plan, settled
from lms_plugin.regrading.proposals import Proposal
from lms_plugin.regrading.reading import Key, Material, Sent, count_open, read_material, read_sent
from lms_plugin.regrading.rulings import rule_mark


@dataclass(frozen=True, kw_only=True)
class Line:
    """One attempt that changes. Scores are millionths, None while something waits to be marked.

    `sent` is what the LMS took last of the quiz's own grade, else of its module's: None where it has no column for it.
    """

    name: str
    context: str
    number: int
    old_credit: Fraction | None
    new_credit: Fraction | None
    is_dropped: bool
    old_ppm: int | None
    new_ppm: int | None
    old_passed: bool | None
    new_passed: bool | None
    newly_passes: bool
    newly_fails: bool
    sent: Sent | None

    @property
    def falls(self) -> bool:
        """The score goes down."""
        return self.old_ppm is not None and self.new_ppm is not None and self.new_ppm < self.old_ppm


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`people` have a mark that changes; `grades` go to the LMS; `answering` have the question before them now.

    `kept` attempts stay as they are because their score would fall.
    """

    people: int
    rise: int
    fall: int
    newly_pass: int
    newly_fail: int
    grades: int
    contexts: int
    kept: int
    answering: int

    @property
    def changed(self) -> int:
        """People whose score is another one."""
        return self.rise + self.fall


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Newly passing first, then scores that fall, then by name."""

    proposal: Proposal
    lines: Sequence[Line]
    figures: Figures
    digest: str
    plan: Plan


def make_preview(proposal: Proposal, *, now: datetime, locked: bool = False) -> Preview:
    """Read, and compute what would change. `locked` is for applying it in this transaction."""
    material = read_material(proposal, locked=locked)
    changes, kept = _changes(proposal, material)
    plan = make_plan(proposal.tenant_id, material.attempts, changes, now)
    sent = read_sent(proposal)
    lines = [_line(change, plan, material, sent) for change in changes]
    lines.sort(key=lambda line: (not line.newly_passes, not line.falls, line.name, line.context, line.number))
    return Preview(
        proposal=proposal,
        lines=lines,
        figures=_figures(plan, lines, sent, kept=kept, answering=count_open(proposal)),
        digest=_digest(proposal, material, plan),
        plan=plan,
    )


def _changes(proposal: Proposal, material: Material) -> tuple[list[Change], int]:
    changes, kept = [], 0
    for attempt in material.attempts:
        if attempt.id not in material.whose:
            continue
        rounds, answer = material.rounds[attempt.id], material.answers.get(attempt.id)
        value = answer.value if answer is not None else None
        new = rule_mark(proposal.rule, rounds[proposal.question], proposal.spec, value)
        if new is None:
            continue
        before = {key: each[-1] for key, each in rounds.items()}
        after: Mapping[str, MarkRow] = before | {proposal.question: new}
        if proposal.never_lower and is_lower(before.values(), after.values()):
            kept += 1
            continue
        old = before[proposal.question]
        changes.append(Change(before=attempt, after=settled(attempt, after.values()), old=old, new=new))
    return changes, kept


def _line(change: Change, plan: Plan, material: Material, sent: Mapping[Key, Sent]) -> Line:
    whose, person = material.whose[change.before.id], plan.people[change.key]
    return Line(
        name=whose.label,
        context=whose.context,
        number=change.before.number,
        old_credit=change.old.credit,
        new_credit=change.new.credit,
        is_dropped=change.new.ruling == "drop",
        old_ppm=change.before.score_ppm,
        new_ppm=change.after.score_ppm,
        old_passed=change.before.passed,
        new_passed=change.after.passed,
        newly_passes=person.newly_passes,
        newly_fails=person.newly_fails,
        sent=sent.get(change.key) or sent.get(_of_module(change)),
    )


def _of_module(change: Change) -> Key:
    """The person's grade for the module that the quiz stands in."""
    context_id, activity_id, user_id, cycle = change.key
    module = (place_of(change.before) or (None, None))[0]
    return context_id, module.activity_id if module is not None else activity_id, user_id, cycle


def _figures(plan: Plan, lines: Sequence[Line], sent: Mapping[Key, Sent], *, kept: int, answering: int) -> Figures:
    scores = [(change.before.user_id, change.before.score_ppm, change.after.score_ppm) for change in plan.changes]
    fall = {who for who, old, new in scores if old is not None and new is not None and new < old}
    rise = {who for who, old, new in scores if new is not None and (old is None or new > old)} - fall
    return Figures(
        people=len({who for who, _, _ in scores}),
        rise=len(rise),
        fall=len(fall),
        newly_pass=sum(each.newly_passes for each in plan.people.values()),
        newly_fail=sum(each.newly_fails for each in plan.people.values()),
        grades=sum(grade.key in sent and grade.new not in (None, grade.old) for grade in plan.grades),
        contexts=len({change.before.context_id for change in plan.changes}),
        kept=kept,
        answering=answering,
    )


def _digest(proposal: Proposal, material: Material, plan: Plan) -> str:
    """Over attempts, the rounds of their marks, their answers, and what is asked for."""
    attempts = [
        [str(each.id), each.state, each.score_ppm, each.passed, str(each.earned), str(each.possible)]
        for each in material.attempts
        if not each.is_open
    ]
    marks = [
        [
            str(attempt),
            material.answers[attempt].mark if attempt in material.answers else "",
            _rounds(material, attempt),
        ]
        for attempt in sorted(material.whose)
    ]
    asked: dict[str, Any] = proposal.to_json() | {
        "question": [proposal.course_key, proposal.question, proposal.rule, proposal.never_lower],
        "marking": proposal.spec.marking_hash(),
    }
    grades = [[*map(str, grade.key), grade.old, grade.new] for grade in plan.grades]
    text = json.dumps([asked, attempts, marks, grades], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _rounds(material: Material, attempt: Any) -> list[list[Any]]:
    return [[key, rows[-1].round] for key, rows in sorted(material.rounds[attempt].items())]
