"""The gradebook, as JSON and as a page: empty at first, and only what came over LTI later."""

import json

import pytest

from .tool import Visitor, score


def test_begins_empty_with_a_row_for_each_learner_and_column(visitor: Visitor) -> None:
    answer = visitor.ask("GET", "/api/gradebook")
    rows = json.loads(answer.data)
    assert answer.headers["Content-Type"] == "application/json"
    assert [(row["user"], row["line_item"]) for row in rows] == [
        (user, visitor.line_item(link)) for user in ("amara", "bertil") for link in ("1", "2")
    ]
    assert rows[1] == {
        "user": "amara",
        "line_item": visitor.line_item("2"),
        "label": "Patient information online",
        "score": None,
        "maximum": 50,
        "activity_progress": None,
        "grading_progress": None,
        "timestamp": None,
    }


def test_shows_what_was_received(visitor: Visitor) -> None:
    visitor.post_score(visitor.token(), score())
    row = visitor.gradebook()
    assert (row["score"], row["maximum"]) == (93.75, 100)
    assert (row["activity_progress"], row["grading_progress"]) == ("Completed", "FullyGraded")
    assert row["timestamp"] == score()["timestamp"]
    assert visitor.gradebook("bertil")["score"] is None


def test_page_follows(visitor: Visitor) -> None:
    empty = visitor.ask("GET", "/gradebook").data.decode()
    assert "no grade has come in yet" in empty
    assert empty.count("Nothing yet") == 2
    visitor.post_score(visitor.token(), score())
    page = visitor.ask("GET", "/gradebook").data.decode()
    assert '<td class="r">93.75</td>' in page
    assert "final, “7.5 of 8”" in page
    assert "Live · last grade came in at" in page


def test_page_says_when_a_grade_was_erased(visitor: Visitor) -> None:
    visitor.post_score(visitor.token(), score(gradingProgress="Pending"))
    assert "not final, “7.5 of 8”, no grade now" in visitor.ask("GET", "/gradebook").data.decode()


def test_older_days_show_the_date(visitor: Visitor) -> None:
    visitor.running.platform.clock = lambda: 1_700_000_000
    visitor.post_score(visitor_token_at(visitor), score())
    visitor.running.platform.clock = lambda: 1_700_000_000 + 3 * 86_400
    assert "November 1" in visitor.ask("GET", "/gradebook").data.decode()


def visitor_token_at(visitor: Visitor) -> str:
    now = int(visitor.running.platform.clock())
    answer = visitor.ask_token(visitor.tool.key.sign(visitor.assertion(iat=now - 5, exp=now + 60)))
    return str(json.loads(answer.data)["access_token"])


@pytest.mark.parametrize("wish", ["down", "refuse", "keys", "clear"])
def test_buttons_answer_303_and_say_what_happened(visitor: Visitor, wish: str) -> None:
    answer = visitor.ask("POST", "/trouble", form={"do": wish})
    assert (answer.status, answer.headers["Location"]) == (303, f"/gradebook?done={wish}")
    assert 'role="status"><div class="note' in visitor.ask("GET", f"/gradebook?done={wish}").data.decode()


def test_buttons_do_what_they_say(visitor: Visitor) -> None:
    token, platform = visitor.token(), visitor.running.platform
    visitor.ask("POST", "/trouble", form={"do": "refuse"})
    assert "scores: answering 503" in visitor.ask("GET", "/gradebook").data.decode()
    assert [visitor.post_score(token, score()).status for _ in range(2)] == [503, 200]
    visitor.ask("POST", "/trouble", form={"do": "keys"})
    assert len(platform.keys.published()) == 2
    visitor.ask("POST", "/trouble", form={"do": "down"})
    (down,) = platform.trouble.now()
    assert 55 < (platform.trouble.seconds_left(down) or 0) <= 60
    assert "all services: not answering, until" in visitor.ask("GET", "/gradebook").data.decode()
    visitor.ask("POST", "/trouble", form={"do": "clear"})
    assert platform.trouble.now() == []


@pytest.mark.parametrize("form", [{"do": "dance"}, {}])
def test_no_such_button(visitor: Visitor, form: dict[str, str]) -> None:
    assert visitor.ask("POST", "/trouble", form=form).status == 400
