"""A copied course works on its first launch: same content, fresh progress, its own columns; and can be taken back."""

from typing import Any

import pytest
from sqlalchemy import select

from lms_plugin.core.db.base import db
from lms_plugin.grades.models import LineItem, Result
from lms_plugin.roster.models import Context, ResourceLink
from tests.functional.placing.places import COURSE, QUIZ, visit
from tests.functional.placing.test_choosing import choose
from tests.functional.test_the_whole_way import answer_all
from tests.harness.house import House

QUIZ_TITLE = "Module quiz: patient information online"


def teach(house: House) -> None:
    """In course 7 Dana chose the quiz for link 77, and Amara has a result there."""
    dana, amara = house.browser(), house.browser()
    choose(dana, visit(house, dana, "dana"), QUIZ)
    check = answer_all(amara, visit(house, amara, "amara"), wrong=2)
    amara.submit(check, check.form("/submit"))


def ask(house: House, statement: Any) -> list[Any]:
    with house.app.app_context():
        found = list(db.session.execute(statement).all())
        db.session.remove()
        return found


def context(house: House, lti_id: str) -> Any:
    return ask(house, select(Context.id, Context.copied_from).where(Context.lti_id == lti_id))[0]


@pytest.mark.parametrize(
    "custom",
    [
        pytest.param({"context_history": "7", "link_history": "77"}, id="both"),
        pytest.param({"ResourceLink.id.history": "900,77", "Context.id.history": "9,7"}, id="tool-level"),
        pytest.param({"link_history": "77"}, id="link"),
        pytest.param({"context_history": "7", "link_history": "$ResourceLink.id.history"}, id="course-and-title"),
    ],
)
def test_a_chosen_link_is_found_again(house: House, custom: dict[str, str]) -> None:
    teach(house)
    before = ask(house, select(Result.context_id, Result.user_id, Result.score_ppm, Result.revision))
    amara = house.browser()
    opened = visit(house, amara, "amara", course="8", link="88", custom=custom)
    assert QUIZ_TITLE in opened.text
    assert "Your tries" not in opened.text
    assert [row.origin for row in ask(house, select(ResourceLink.origin).where(ResourceLink.lti_id == "88"))] == [
        "copied"
    ]
    columns = ask(house, select(LineItem.context_id, LineItem.state).order_by(LineItem.id))
    assert len({row.context_id for row in columns}) == 2
    assert ask(house, select(Result.context_id, Result.user_id, Result.score_ppm, Result.revision)) == before


def test_custom_parameters_alone_lead_there_too(house: House) -> None:
    amara = house.browser()
    opened = visit(house, amara, "amara", course="8", link="88", custom={"course": COURSE, "quiz": "m02-quiz"})
    assert QUIZ_TITLE in opened.text


def test_the_educator_sees_what_was_copied_and_takes_it_back(house: House) -> None:
    teach(house)
    dana, amara = house.browser(), house.browser()
    custom = {"context_history": "7", "link_history": "77"}
    people = visit(house, dana, "dana", course="8", link="88", custom=custom)
    assert "This course was copied from Course 7. 1 link was set up from it." in people.text
    copied = dana.get(people.link("Look them over"))
    assert f"Opens {QUIZ_TITLE}" in copied.text
    undone = dana.submit(copied, copied.form("/copied"))
    assert "Taken back." in undone.text
    assert "not set up yet" in visit(house, amara, "amara", course="8", link="88", custom=custom).text
    states = ask(house, select(LineItem.state).join(Context, Context.id == LineItem.context_id))
    assert sorted(row.state for row in states) == ["active", "gone"]
    again = visit(house, dana, "dana", course="8", link="88", custom=custom)
    choose(dana, again, QUIZ)
    assert QUIZ_TITLE in visit(house, amara, "amara", course="8", link="88", custom=custom).text


def test_a_placed_link_can_be_taken_back_and_stays_so(sqlite_house: House) -> None:
    dana = sqlite_house.browser()
    own = {"course": COURSE, "quiz": "m02-quiz"}
    visit(sqlite_house, dana, "dana", custom=own)
    custom = own | {"context_history": "7", "link_history": "77"}
    people = visit(sqlite_house, dana, "dana", course="8", link="88", custom=custom)
    copied = dana.get(people.link("Look them over"))
    dana.submit(copied, copied.form("/copied"), link="all")
    again = visit(sqlite_house, dana, "dana", course="8", link="88", custom=custom)
    assert "What should this link open?" in again.text


def test_histories_of_another_hospital_lead_nowhere(sqlite_house: House) -> None:
    """The same registration serves two hospitals (hosted Canvas): ids of one mean nothing in the other."""
    from lms_plugin.platforms.models import Registration
    from lms_plugin.platforms.services import add_deployment, add_tenant

    teach(sqlite_house)
    with sqlite_house.app.app_context():
        registration = db.session.scalars(select(Registration)).one()
        other = add_tenant("Another hospital", timezone="UTC")
        add_deployment(registration.id, "2", tenant_id=other.id)
        db.session.commit()
        db.session.remove()
    custom = {"context_history": "7", "link_history": "77"}
    amara = sqlite_house.browser()
    page = visit(sqlite_house, amara, "amara", course="8", link="88", custom=custom, deployment_id="2")
    assert "not set up yet" in page.text
    assert context(sqlite_house, "8").copied_from is None


def test_a_copied_course_stays_at_two_statements(sqlite_house: House) -> None:
    teach(sqlite_house)
    custom = {"context_history": "7", "link_history": "77"}
    amara = sqlite_house.browser()
    visit(sqlite_house, amara, "amara", course="8", link="88", custom=custom)
    with sqlite_house.statements() as seen:
        visit(sqlite_house, amara, "amara", course="8", link="88", custom=custom)
    launch = seen[: 1 + next(n for n, each in enumerate(seen) if each.startswith("INSERT INTO launch_sessions"))]
    assert len(launch) == 2, launch
