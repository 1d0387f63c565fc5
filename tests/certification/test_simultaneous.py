"""NS16: one token posted by twelve threads at once over HTTP opens one session, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.certification.rows import assert_refused, count_rows, has_session, row
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page
from tests.unit.launches import desk


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    with House(database_url, tmp_path) as house:
        desk.launch(house, house.browser())
        yield house


@pytest.mark.parametrize("requests", [row("NS16", 12)])
def test_posted_by_many_at_once(house: House, requests: int) -> None:
    first = house.browser()
    begun = desk.begin(house, first)
    token = house.platform.platform.sign(desk.claims_for(house, begun.nonce))
    before = count_rows(house)["launch_sessions"]
    together = Barrier(requests)
    browsers = [house.browser() for _ in range(requests)]

    def post(browser: Browser) -> Page:
        browser.cookies = dict(first.cookies)
        together.wait(20)
        return desk.post_launch(house, browser, {"state": begun.state, "id_token": token})

    with ThreadPoolExecutor(requests) as pool:
        pages = list(pool.map(post, browsers))
    accepted = [page for page in pages if page.status == 303]
    assert len(accepted) == 1
    for page, browser in zip(pages, browsers, strict=True):
        if page.status == 303:
            assert has_session(browser)
        else:
            assert_refused(page, browser, "replayed")
    assert count_rows(house)["launch_sessions"] == before + 1
