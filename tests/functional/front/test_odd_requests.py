"""Requests that no browser makes: none of them is a fault of ours, and none makes us send back what it brought."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from lms_plugin.lti.login import LOGIN_PARAMETERS
from tests.harness.house import House
from tests.unit.launches import desk


@pytest.mark.parametrize(
    "path", ["/l/%00/session", "/l/a%00/", "/l/%ED%A0%80/session", "/open/%00", "/l/" + "f" * 5000 + "/"]
)
def test_an_address_with_what_no_database_stores(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Cookie": "__Host-browser=x; __Secure-launch=x"})
    assert answer.status_code in (401, 403)


@pytest.mark.parametrize("value", ["b" * 5000, "b b", "é", '"a;b"'])
def test_a_browser_cookie_that_is_none_of_ours_is_replaced(sqlite_house: House, value: str) -> None:
    house, browser = sqlite_house, sqlite_house.browser()
    begun = desk.begin(house, browser)
    token = house.platform.platform.sign(desk.claims_for(house, begun.nonce))
    login = next(f"{name}={kept}" for (_, _, name), kept in browser.cookies.items() if name.startswith("__Host-login-"))
    with house.app.test_client(use_cookies=False) as client:
        cookies = f"{login}; __Host-browser={value}".encode().decode("latin-1")
        fields = {"state": begun.state, "id_token": token}
        answer = client.post("/lti/launch", base_url=house.tool_url, data=fields, headers={"Cookie": cookies})
    assert answer.status_code == 303
    (kept,) = (each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-browser="))
    assert len(kept.split(";")[0]) == len("__Host-browser=") + 43


def test_a_first_login_passes_on_what_a_login_has_and_nothing_else(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    form = desk.login_form(sqlite_house) | {"made_up": "x" * 100_000, "redirect_uri": "https://evil.example/"}
    page = browser.post(f"{sqlite_house.tool_url}/lti/login", form, follow=False)
    names = {pair.split("=")[0] for pair in page.headers["location"].split("?")[1].split("&")}
    assert names == {*LOGIN_PARAMETERS, "cookie_asked"}


@pytest.mark.parametrize("mimetype", ["multipart/form-data; boundary=x", "application/json", "text/plain"])
def test_a_login_is_a_link_or_a_plain_form(sqlite_house: House, mimetype: str) -> None:
    with sqlite_house.app.test_client() as client:
        answer = client.post("/lti/login", base_url=sqlite_house.tool_url, data=b"--x--", content_type=mimetype)
    assert answer.status_code == 400
    assert "not_a_form" in answer.text


def test_made_up_methods_share_one_figure(app: Flask) -> None:
    for number in range(3):
        ours = {"Sec-Fetch-Site": "same-origin"}
        assert app.test_client().open("/healthz", method=f"MADEUP{number}", headers=ours).status_code == 405
    methods = {
        sample.labels.get("method", "")
        for metric in REGISTRY.collect()
        if metric.name == "lms_plugin_requests"
        for sample in metric.samples
    }
    assert "other" in methods
    assert not [name for name in methods if name.startswith("MADEUP")]
