"""The hospital's own list of units: uploaded, shown before anything changes, written, undone."""

import pytest
from sqlalchemy import func, select

from lms_plugin.core.audit.models import AuditEvent
from lms_plugin.core.db.base import db
from lms_plugin.roster.models import FactUpload, PersonFact
from tests.functional.roster.test_roster import people
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

LIST = "email,unit,manager\n{0},4 West,S. Adeyemi\nnobody@example.org,Rehab,L. Petrov\nbad address,Rehab,\n"


def upload(house: House, browser: Browser, page: Page, text: str, **fields: str) -> Page:
    start = browser.get(people(house, browser, page).link("Units"), origin=page.url)
    form = next(each for each in start.forms if each.action.endswith("/units/"))
    return browser.upload(start, form, "list", "units.csv", text.encode(), **fields)


def amara_s_list(house: House) -> str:
    with house.app.app_context():
        from lms_plugin.roster.models import User

        email = db.session.scalar(select(User.email).where(User.sub == "amara"))
        db.session.remove()
    assert email
    return LIST.format(email.upper())


def facts(house: House) -> dict[str, str | None]:
    with house.app.app_context():
        found = {row.match: row.unit for row in db.session.execute(select(PersonFact.match, PersonFact.unit))}
        db.session.remove()
    return found


@pytest.fixture
def dana(house: House) -> Browser:
    return house.browser()


@pytest.fixture
def page(house: House, dana: Browser) -> Page:
    page = house.launch(dana, "dana")
    house.work()
    return page


def test_from_the_file_to_the_matrix_and_back(house: House, dana: Browser, page: Page) -> None:
    preview = upload(house, dana, page, amara_s_list(house))
    assert preview.status == 200, preview.text
    assert "2 people change , 1 row left out" in preview.text
    assert "Left out This is no e-mail address" in preview.text
    assert "Kept Not in this course yet. Waits until they come" in preview.text
    assert facts(house) == {}
    done = dana.submit(preview, preview.form("/units/"))
    assert "units.csv was taken in today" in done.text
    assert len(facts(house)) == 2
    matrix = people(house, dana, page, unit="4+West")
    assert "Amara Okafor" in matrix.text
    assert "Bertil" not in matrix.text
    undone = dana.submit(done, done.form("/undo"))
    assert "The last list is undone" in undone.text
    assert facts(house) == {}


def test_a_second_list_moves_people_and_its_undo_moves_them_back(house: House, dana: Browser, page: Page) -> None:
    first = upload(house, dana, page, amara_s_list(house))
    dana.submit(first, first.form("/units/"))
    second = upload(house, dana, page, amara_s_list(house).replace("4 West", "Emergency"))
    assert "Moves" in second.text
    done = dana.submit(second, second.form("/units/"))
    assert set(facts(house).values()) == {"Emergency", "Rehab"}
    dana.submit(done, done.form("/undo"))
    assert set(facts(house).values()) == {"4 West", "Rehab"}


def test_facts_wait_for_who_comes_later(house: House, dana: Browser, page: Page) -> None:
    preview = upload(house, dana, page, "staff number,unit\nN-77,Pharmacy\n")
    dana.submit(preview, preview.form("/units/"))
    house.order("people", sub="nia", given_name="Nia", family_name="Obi", staff_number="n-77")
    matrix = people(house, dana, page)
    dana.submit(matrix, matrix.form("/roster/refresh"))
    house.work()
    assert "Nia Obi" in people(house, dana, page, unit="Pharmacy").text


def test_im16_all_or_nothing(house: House, dana: Browser, page: Page) -> None:
    preview = upload(house, dana, page, amara_s_list(house), all_or_nothing="y")
    assert "You asked for all rows or none" in preview.text
    answer = dana.submit(preview, preview.form("/units/"))
    assert answer.status == 409
    assert facts(house) == {}


def test_what_changed_since_it_was_shown_is_shown_anew(house: House, dana: Browser, page: Page) -> None:
    preview = upload(house, dana, page, amara_s_list(house))
    answer = dana.submit(preview, preview.form("/units/"), digest="0" * 64)
    assert answer.status == 409
    assert "not what you were shown before" in answer.text
    assert facts(house) == {}
    dana.submit(answer, answer.form("/units/"))
    twice = dana.submit(answer, answer.form("/units/"))
    assert twice.url.endswith("/units/")
    assert len(facts(house)) == 2


def test_im16_wrong_columns_and_no_file(house: House, dana: Browser, page: Page) -> None:
    for text in ("name,ward number\nx,y\n", ""):
        answer = upload(house, dana, page, text)
        assert answer.status == 400
        assert "Nothing was changed" in answer.text
    assert "staff number,email,unit" in dana.get(answer.link("Download a template"), origin=answer.url).body.decode()


def test_im16_fifty_thousand_rows(house: House, dana: Browser, page: Page) -> None:
    rest = "Unit 40,Manager Number 90,March 3 2024"
    lines = "".join(f"{number:06},{rest}\n" for number in range(50_000))
    preview = upload(house, dana, page, "staff number,unit,manager,hire date\n" + lines)
    assert preview.status == 200
    assert "Update 50000 people" in preview.body.decode()
    assert "was taken in" in dana.submit(preview, preview.form("/units/")).text
    with house.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PersonFact)) == 50_000
        db.session.remove()


def test_the_report_is_safe_in_a_spreadsheet(house: House, dana: Browser, page: Page) -> None:
    preview = upload(house, dana, page, "staff number,unit\n7,=1+1\n")
    text = dana.submit(preview, preview.form("/report.csv")).body.decode()
    assert ",'=1+1," in text


def test_ex08_taking_the_report_out_is_kept_in_the_trail(house: House, dana: Browser, page: Page) -> None:
    preview = upload(house, dana, page, "staff number,unit\n7,Ward 2\n")
    dana.submit(preview, preview.form("/report.csv"))
    with house.app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "people.exported")).one()
        assert event.subject_id in preview.url
        assert event.detail.details == {"new": {"rows": 1}}
        db.session.remove()


def test_lists_are_for_those_who_teach_this_course(house: House, dana: Browser, page: Page) -> None:
    preview = upload(house, dana, page, amara_s_list(house))
    amara = house.browser()
    home = house.launch(amara, "amara")
    launch = home.url.split("/l/")[1].split("/")[0]
    kept = preview.url.split("/units/")[1]
    for path in ("", kept, "template.csv"):
        assert amara.get(f"{house.tool_url}/l/{launch}/units/{path}", origin=home.url).status == 403
    with house.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FactUpload)) == 1
        db.session.remove()
