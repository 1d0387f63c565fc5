"""Two educators edit one quiz at once at random: nothing that one typed is lost, and each sees what the other did.

LMS_PLUGIN_TESTS_EDITING is for how many seconds they do (20), LMS_PLUGIN_TESTS_SEED makes them do the same again.
"""

import logging
import os
import time
from random import Random

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.roster.models import User
from tests.browser.conftest import MakeWalk
from tests.browser.random_educator import Educator
from tests.browser.test_writing_a_quiz import QUESTIONS, Desk, press_by_mouse, put_by_mouse
from tests.browser.two_editors import Notes, judge
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]

# What may come in between, in the words of the pages.
REFUSALS = {"Somebody changed this question meanwhile", "There is nothing to undo", "There is nothing at this address"}
LOG = logging.getLogger(__name__)
SECONDS = float(os.environ.get("LMS_PLUGIN_TESTS_EDITING", "20"))
SEED = int(os.environ.get("LMS_PLUGIN_TESTS_SEED") or time.time_ns() % 1_000_000)


def enter(make_walk: MakeWalk, sub: str) -> Page:
    """The editor's first page."""
    walk = make_walk(sub)
    walk.open()
    page = walk.open_in_window()
    page.get_by_role("link", name="Edit", exact=True).click()
    return page


def user_ids(house: House, *names: str) -> list[str]:
    with house.app.app_context():
        found = {user.sub: user.id for user in db.session.scalars(select(User))}
        db.session.remove()
    return [found[name].hex for name in names]


def test_two_educators_edit_one_quiz_at_random(make_walk: MakeWalk, sqlite_house: House) -> None:
    pages = [enter(make_walk, "dana"), enter(make_walk, "rosa")]
    desk = Desk(pages[0], put_by_mouse, press_by_mouse)
    desk.put("title", "Hands and masks")
    desk.press("Make the quiz")
    for kind in ("single_choice", "true_false"):
        desk.write(kind, QUESTIONS[kind])
    quiz = pages[0].url.split("?")[0].split("#")[0]
    path = quiz.partition("/edit/")[2].partition("/")[2].rstrip("/")
    notes = Notes(sqlite_house)
    pages[1].get_by_role("link", name="Edit", exact=True).click()
    pages[1].get_by_role("link", name="Hands and masks").click()
    pages[1].get_by_role("button", name="Add question").wait_for()
    people = [
        Educator(name, page, page.url if page is pages[1] else quiz, path, notes, Random(f"{SEED} {name}"))
        for name, page in zip(("dana", "rosa"), pages, strict=True)
    ]
    chance, end = Random(SEED), time.monotonic() + SECONDS
    while time.monotonic() < end:
        who = chance.choice(people)
        who.act()
        who.pause(0.5)
    for who in people:
        who.finish()
    changes = notes.changes()
    ids = user_ids(sqlite_house, "dana", "rosa")
    LOG.warning("seed %d, %.0f s, %d changes", SEED, SECONDS, len(changes))
    for who in people:
        counts = len(who.did), len(who.memory.typed), who.conflicts, who.stayed
        LOG.warning("%s: %d acts, %d words, %d conflicts, stayed %d times: %s", who.name, *counts, " ".join(who.did))
        LOG.warning("%s was refused: %s", who.name, who.refused)
    problems = judge(changes, dict(zip(ids, (who.memory for who in people), strict=True)))
    LOG.warning("what was lost: %s", problems)
    assert problems == []
    assert {each for who in people for each in who.refused} <= REFUSALS
    assert len(changes) > SECONDS / 4
