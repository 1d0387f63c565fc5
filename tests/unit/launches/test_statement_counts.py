"""What a launch costs: statements are counted, so that none creeps in."""

from tests.harness.house import House
from tests.unit.launches import desk


def requests(house: House) -> int:
    return sum(house.platform.platform.requests.values())


def test_a_warm_login_makes_no_statement(house: House) -> None:
    browser = house.browser()
    desk.begin(house, browser)
    with house.statements() as statements:
        desk.begin(house, browser)
        desk.begin(house, house.browser())
    assert statements == []


def test_a_warm_launch_makes_two_statements_and_no_request(house: House) -> None:
    browser = house.browser()
    desk.launch(house, browser)
    begun = desk.begin(house, browser)
    asked = requests(house)
    with house.statements() as statements:
        page = desk.launch_with(house, browser, desk.claims_for(house, begun.nonce), begun.state)
    assert page.status == 303
    read, opened = statements
    assert read.startswith("SELECT")
    assert opened.startswith("INSERT INTO launch_sessions")
    assert requests(house) == asked


def test_a_later_request_makes_one_statement_before_the_page_s_own(house: House) -> None:
    browser = house.browser()
    pages = desk.launch(house, browser)
    asked = requests(house)
    with house.statements() as statements:
        assert browser.get(f"{pages}session").json()["sub"] == "amara"
    [only] = statements
    assert only.startswith("SELECT")
    assert requests(house) == asked


def test_a_first_launch_fetches_the_key_set_once(house: House) -> None:
    for sub in ("amara", "bertil", "amara"):
        desk.launch(house, house.browser(), sub)
    assert house.platform.platform.requests["jwks"] == 1


def test_a_launch_that_finds_its_process_cold(house: House) -> None:
    """Another process began the login: registrations and keys are both unknown when the token comes."""
    browser = house.browser()
    begun = desk.begin(house, browser)
    house.app.extensions["registrations"].forget()
    page = desk.launch_with(house, browser, desk.claims_for(house, begun.nonce), begun.state)
    assert page.status == 303


def test_refused_launches_leave_no_row_but_in_the_log(house: House) -> None:
    browser = house.browser()
    desk.launch(house, browser)
    begun = desk.begin(house, browser)
    with house.statements() as statements:
        claims = desk.claims_for(house, begun.nonce) | {"sub": ""}
        assert desk.launch_with(house, browser, claims, begun.state).status == 401
    assert [each for each in statements if not each.startswith("SELECT") and "refusals" not in each] == []
