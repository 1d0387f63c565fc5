"""Acts on a draft: the last one can be undone, and old ones do not pile up while somebody types."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.drafts.errors import NothingToUndoError
from lms_plugin.drafts.files import KEPT_ACTS, change_text, last_act, undo
from lms_plugin.drafts.models import DraftAct
from lms_plugin.drafts.services import new_quiz, open_shelf
from tests.functional.learning.school import open_school
from tests.unit.drafts.desk import author_of

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize("count", [1, KEPT_ACTS, KEPT_ACTS + 3])
def test_the_last_acts_are_kept(app: Flask, count: int) -> None:
    dana = author_of(open_school())
    shelf = open_shelf(dana, name="A hospital", language="en-US", timezone="America/Chicago", now=NOW)
    path = new_quiz(dana, shelf, title="Quiz", purpose="practice", now=NOW)
    for _ in range(count):
        draft = change_text(dana, shelf, path, "Changed", lambda text: f"{text}# again\n", now=NOW)
    assert db.session.scalar(select(func.count()).select_from(DraftAct)) == min(count, KEPT_ACTS)
    act = last_act(draft)
    assert act is not None
    before = act.text_before
    assert undo(dana, shelf, path, act.id, now=NOW).text == before


def test_nobody_undoes_what_another_did(app: Flask) -> None:
    school = open_school()
    dana = author_of(school)
    shelf = open_shelf(dana, name="A hospital", language="en-US", timezone="America/Chicago", now=NOW)
    path = new_quiz(dana, shelf, title="Quiz", purpose="practice", now=NOW)
    act = last_act(change_text(dana, shelf, path, "Changed", lambda text: f"{text}# again\n", now=NOW))
    assert act is not None
    other = replace(dana, user_id=school.people["amara"])
    with pytest.raises(NothingToUndoError):
        undo(other, shelf, path, act.id, now=NOW)
    assert undo(dana, shelf, path, act.id, now=NOW).text == act.text_before
