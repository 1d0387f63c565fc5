"""After every run, also one that was cut off, the LMS has exactly the line items that it had before."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from lms_plugin.core.db.base import db
from lms_plugin.core.jobs.models import Job
from lms_plugin.demo.platform import columns
from lms_plugin.demo.platform.columns import NewColumn
from lms_plugin.preflight import checking
from lms_plugin.preflight.columns import CLEAN_KIND, remember
from lms_plugin.preflight.kit import Memory
from lms_plugin.preflight.models import TestColumn
from tests.functional.preflight.checks import check, come_in, line_items, registration_id
from tests.harness.house import House


class KilledError(BaseException):
    """The process ends here, as far as the code can tell."""


def remembered(house: House) -> int:
    with house.app.app_context():
        count = db.session.scalar(select(func.count()).select_from(TestColumn))
        db.session.remove()
        return count or 0


def grow_old(house: House, by: timedelta = timedelta(minutes=5)) -> None:
    """Some time passes."""
    with house.app.app_context():
        for row in db.session.scalars(select(TestColumn)):
            row.made_at -= by
        db.session.execute(update(Job).where(Job.kind == CLEAN_KIND).values(due_at=Job.asked_at, tries=0))
        db.session.commit()
        db.session.remove()


def at(monkeypatch: pytest.MonkeyPatch, moment: str, happen: Callable[[], None], *, before: bool = False) -> None:
    """Let something happen when a run notes this of its column."""

    def remember_and(registration: UUID) -> Memory:
        memory = remember(registration)
        note: Callable[..., Any] = getattr(memory, moment)

        def noting(*arguments: str) -> Any:
            if before:
                happen()
            answer = note(*arguments)
            happen()
            return answer

        return replace(memory, **{moment: noting})

    monkeypatch.setattr(checking, "remember", remember_and)


def kill() -> None:
    raise KilledError


def test_an_answer_is_lost(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The column is made and we are not told: it is found by its mark, in the same run."""
    come_in(house)
    before = line_items(house)
    at(monkeypatch, "intend", lambda: house.trouble("lost_answers", path="lineitems", times=1))
    steps = check(house, person="amara")
    assert (steps["column"].verdict, steps["clean_up"].verdict) == ("fail", "pass")
    assert "1 temporary column was removed" in steps["clean_up"].found
    assert line_items(house) == before
    assert remembered(house) == 0


@pytest.mark.parametrize(("moment", "before"), [("intend", False), ("made", True), ("made", False)])
def test_killed_and_checked_again(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, moment: str, before: bool
) -> None:
    come_in(sqlite_house)
    found = line_items(sqlite_house)
    with monkeypatch.context() as patch:
        at(patch, moment, kill, before=before)
        with pytest.raises(KilledError):
            check(sqlite_house, person="amara")
    assert remembered(sqlite_house) == 1
    grow_old(sqlite_house, timedelta(hours=2))
    assert check(sqlite_house, person="amara")["clean_up"].verdict == "pass"
    assert line_items(sqlite_house) == found
    assert remembered(sqlite_house) == 0


def test_killed_in_earnest_and_cleaned_by_the_worker(house: House) -> None:
    come_in(house)
    found = line_items(house)
    house.trouble("slow", path="scores", seconds=30, times=1)
    arguments = ["platforms", "check", str(registration_id(house)), "--person", "amara"]
    process = subprocess.Popen(
        [sys.executable, "-m", "lms_plugin.cli", *arguments], env=house.environment(), stdout=subprocess.DEVNULL
    )
    while not house.platform.platform.requests["scores"]:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert len(line_items(house)) == len(found) + 1
    grow_old(house)
    house.work()
    assert line_items(house) == found
    assert remembered(house) == 0


def test_removing_fails_at_first(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(sqlite_house)
    before = line_items(sqlite_house)
    with monkeypatch.context() as patch:
        at(patch, "made", lambda: sqlite_house.trouble("down", path="lineitems"))
        said = check(sqlite_house, person="amara")["clean_up"]
    assert (said.verdict, "Connection check" in said.means) == ("fail", True)
    sqlite_house.trouble("down", on=False)
    grow_old(sqlite_house)
    sqlite_house.trouble("status", status=403, path="lineitems")
    left = line_items(sqlite_house)
    again = check(sqlite_house, person="amara")
    assert (again["column"].verdict, again["clean_up"].verdict) == ("fail", "fail")
    assert line_items(sqlite_house) == left, "no second one is made before the first is gone"
    sqlite_house.trouble("status", on=False)
    assert "2 temporary columns were removed" in check(sqlite_house)["clean_up"].found
    assert line_items(sqlite_house) == before


def test_a_run_leaves_the_column_of_another_run_alone(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both go on at the same time: nothing is a leftover that is so young."""
    come_in(sqlite_house)
    with monkeypatch.context() as patch:
        at(patch, "made", kill)
        with pytest.raises(KilledError):
            check(sqlite_house)
    young = line_items(sqlite_house)
    assert "1 temporary column was removed" in check(sqlite_house)["clean_up"].found
    assert line_items(sqlite_house) == young


def test_a_column_that_was_there_is_never_removed(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An LMS that answers with an old column instead of a new one."""
    come_in(sqlite_house)
    store = sqlite_house.platform.platform.store
    columns.add_column(store, NewColumn("Connection check (temporary)", 100, tag="connection-check-0"))
    before = line_items(sqlite_house)

    def add(*_: object, **__: object) -> columns.Column:
        return columns.list_columns(store)[0]

    monkeypatch.setattr(columns, "add_column", add)
    said = check(sqlite_house, person="amara")
    assert (said["column"].verdict, "left it alone" in said["column"].found) == ("fail", True)
    assert said["score"].verdict == "not_checked"
    grow_old(sqlite_house)
    sqlite_house.work()
    assert line_items(sqlite_house) == before


def test_a_fault_of_ours_leaves_nothing(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(sqlite_house)
    before = line_items(sqlite_house)

    def break_down() -> None:
        raise ZeroDivisionError

    at(monkeypatch, "made", break_down)
    with pytest.raises(ZeroDivisionError):
        check(sqlite_house)
    assert line_items(sqlite_house) == before


def test_a_column_that_never_came_is_forgotten(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(sqlite_house)
    with monkeypatch.context() as patch:
        at(patch, "intend", kill)
        with pytest.raises(KilledError):
            check(sqlite_house)
    grow_old(sqlite_house)
    sqlite_house.work()
    assert remembered(sqlite_house) == 1, "it may still come"
    grow_old(sqlite_house, timedelta(hours=2))
    sqlite_house.work()
    assert remembered(sqlite_house) == 0
