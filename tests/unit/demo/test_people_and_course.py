"""The LMS's pages: whom one can become, the course with its frame, and the policy they run under."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from lms_plugin.demo.platform.settings import PlatformSettings

from .tool import Form, StubTool, Visitor


def test_four_people_to_become(visitor: Visitor) -> None:
    page = visitor.ask("GET", "/").data.decode()
    assert [name for name in ("amara", "bertil", "dana", "rosa") if f'action="/become/{name}"' in page] == [
        "amara",
        "bertil",
        "dana",
        "rosa",
    ]


def test_becoming_someone_leads_to_the_course(visitor: Visitor) -> None:
    answer = visitor.become("amara")
    assert (answer.status, answer.headers["Location"]) == (303, "/course")
    assert "Amara Okafor" in visitor.ask("GET", "/course").data.decode()


def test_session_cookie_comes_back_from_another_site(visitor: Visitor) -> None:
    cookie = visitor.become("amara").headers["Set-Cookie"]
    assert cookie.startswith("lakeside_session=")
    for word in ("HttpOnly", "Secure", "SameSite=None", "Path=/"):
        assert word in cookie


def test_becoming_another_ends_the_first_session(visitor: Visitor) -> None:
    visitor.become("amara")
    first = visitor.cookie
    visitor.become("bertil")
    assert visitor.ask("GET", "/course", headers={"Cookie": first}).status == 303


def test_nobody_else_can_be_become(visitor: Visitor) -> None:
    assert visitor.ask("POST", "/become/chioma").status == 404


def test_get_signs_nobody_in(visitor: Visitor) -> None:
    answer = visitor.ask("GET", "/become/amara")
    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/become/amara", "/trouble", "/api/trouble"])
def test_forms_from_other_sites_are_refused(visitor: Visitor, path: str, site: str) -> None:
    assert visitor.ask("POST", path, form={"do": "down"}, headers={"Sec-Fetch-Site": site}).status == 403


@pytest.mark.parametrize("path", ["/course", "/launch/1"])
def test_without_session_one_is_sent_to_the_people(visitor: Visitor, path: str) -> None:
    answer = visitor.ask("GET", path)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


def test_other_name_of_this_machine_leads_to_ours(visitor: Visitor) -> None:
    answer = visitor.ask("GET", visitor.running.url.replace("127.0.0.1", "localhost"))
    assert (answer.status, answer.headers["Location"]) == (303, f"{visitor.running.url}/")


def test_course_frames_the_chosen_link(visitor: Visitor) -> None:
    visitor.become("amara")
    first, second = (visitor.ask("GET", path).data.decode() for path in ("/course", "/course?link=2"))
    assert 'src="/launch/1" title="Why social media matters" allowfullscreen' in first
    assert 'src="/launch/2" title="Patient information online" allowfullscreen' in second
    assert '<a href="/launch/2" target="_blank">Open in a new window</a>' in second


@pytest.mark.parametrize("path", ["/course?link=9", "/launch/9", "/nowhere"])
def test_unknown_places_are_404(visitor: Visitor, path: str) -> None:
    visitor.become("amara")
    assert visitor.ask("GET", path).status == 404


def test_course_without_links(visitor: Visitor) -> None:
    visitor.running.platform.settings = replace(visitor.running.platform.settings, links=())
    visitor.become("amara")
    assert "no activities" in visitor.ask("GET", "/course").data.decode()


def test_course_says_how_to_start_a_tool_that_is_down(visitor: Visitor) -> None:
    visitor.running.platform.settings = replace(visitor.running.platform.settings, tool_url="http://localhost:9")
    visitor.become("amara")
    page = visitor.ask("GET", "/course").data.decode()
    assert "lms-plugin demo" in page
    assert "<iframe" not in page


def test_coming_back_closes_the_frame_and_shows_the_message(visitor: Visitor) -> None:
    visitor.become("amara")
    page = visitor.ask("GET", "/course?link=1&closed=1&lti_msg=Well%20<b>done").data.decode()
    assert "<iframe" not in page
    assert "Well &lt;b&gt;done" in page
    page = visitor.ask("GET", "/course?link=1&lti_msg=not+this&lti_errormsg=It%20broke").data.decode()
    assert "An error occurred when launching the external tool: It broke" in page
    assert "not this" not in page


def test_login_initiation_is_moodles_form(visitor: Visitor, tool: StubTool) -> None:
    visitor.become("dana")
    form = Form(visitor.ask("GET", "/launch/2").data)
    hint = json.loads(form.fields.pop("lti_message_hint"))
    assert form.action == f"{tool.url}/lti/login"
    assert form.fields == {
        "iss": visitor.running.url,
        "target_link_uri": f"{tool.url}/lti/launch",
        "login_hint": "dana",
        "client_id": "lakeside-demo",
        "lti_deployment_id": "1",
    }
    assert hint["cmid"] == 2
    assert hint["launchid"].startswith("ltilaunch2_")


def test_policy_allows_nothing_inline(visitor: Visitor) -> None:
    visitor.become("amara")
    paths = ("/", "/course", "/gradebook", "/launch/1", "/auth", "/nowhere")
    for answer in (visitor.ask("GET", path) for path in paths):
        policy, page = answer.headers["Content-Security-Policy"], answer.data.decode()
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
        assert answer.headers["Cache-Control"] == "no-store"
        assert re.search(r"<style|<script>|\sstyle=|\son\w+=|javascript:", page) is None


def test_only_launch_pages_may_post_elsewhere(visitor: Visitor) -> None:
    visitor.become("amara")
    assert "form-action 'self'" in visitor.ask("GET", "/course").headers["Content-Security-Policy"]
    assert "frame-src *" in visitor.ask("GET", "/course").headers["Content-Security-Policy"]
    assert "form-action *" in visitor.ask("GET", "/launch/1").headers["Content-Security-Policy"]
    assert "frame-src 'none'" in visitor.ask("GET", "/launch/1").headers["Content-Security-Policy"]


def test_pages_use_files_that_exist(visitor: Visitor) -> None:
    for path in ("vendor/bootstrap.min.css", "lms.css", "icons.svg", "demo.js"):
        assert (Path(visitor.running.app.static_folder or "") / path).is_file()
    assert visitor.ask("GET", "/static/demo.js").status == 200


def test_profile_is_a_known_one(settings: PlatformSettings) -> None:
    with pytest.raises(ValueError, match="profile"):
        replace(settings, profile="docebo")
