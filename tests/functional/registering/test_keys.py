"""Our keys change during a run of launches, placements and scores; a platform that keeps our key set sees no break."""

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from lms_plugin.core.db.base import db
from lms_plugin.demo.platform.tool_keys import ToolKeys
from lms_plugin.grades.models import Send
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.platforms.keys import public_key_set
from lms_plugin.platforms.models import ToolKey
from lms_plugin.platforms.rotation import KEEP_PUBLISHED, replace_keys, rotate_by_age, rotate_key
from tests.functional.placing.test_placing import QUIZ, add
from tests.functional.test_the_whole_way import answer_all
from tests.harness.databases import SECRETS
from tests.harness.house import House

SECRET = SECRETS["KEY_SECRET"]


class StrictToolKeys(ToolKeys):
    """A platform that reads our key set when it pleases (once a day), and never because it meets an unknown key."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.read()

    def read(self) -> None:
        self._keys = {(self._url, kid): key for kid, key in self._fetch(self._url).items()}

    def find(self, url: str, kid: str) -> object | None:
        return self._keys.get((url, kid))


def be_strict(house: House) -> StrictToolKeys:
    keys = StrictToolKeys(house.platform.settings.tool_jwks_url)
    house.platform.platform.tool_keys = keys
    return keys


def rotate(house: House) -> str:
    with house.app.app_context():
        kid = rotate_key(SECRET, now=datetime.now(UTC)).kid
        db.session.commit()
        db.session.remove()
    return kid


def let_a_day_pass(house: House, kid: str) -> None:
    """The next key's time to sign has come; the tool's own clock cannot be moved."""
    with house.app.app_context():
        db.session.execute(update(ToolKey).where(ToolKey.kid == kid).values(signs_from=datetime.now(UTC)))
        db.session.commit()
        db.session.remove()


def retire_what_is_due(house: House) -> list[str]:
    with house.app.app_context():
        rotate_by_age(SECRET, days=0, now=datetime.now(UTC) + KEEP_PUBLISHED + timedelta(minutes=1))
        db.session.commit()
        published = [key["kid"] for key in public_key_set()["keys"]]
        db.session.remove()
    return published


def place(house: House) -> str:
    """A deep-linking answer that we sign; the link that came of it."""
    dana = house.browser()
    course = add(dana, house.choose(dana), item=[QUIZ], **{f"points:{QUIZ}": 20})
    assert "1 activity was added to the course." in course.text
    return course.url.split("link=")[1].split("&")[0]


def earn(house: House, sub: str, link: str) -> None:
    """A launch and a grade."""
    browser = house.browser()
    check = answer_all(browser, house.launch(browser, sub, link), wrong=2)
    browser.submit(check, check.form("/submit"))


def send(house: House) -> None:
    """What a worker does that has just started: it has no access token, so it signs for one."""
    house.app.extensions["tokens"] = AccessTokens(house.app.extensions["outbound"])
    house.deliver()


def outcomes(house: House) -> set[str]:
    with house.app.app_context():
        found = set(db.session.scalars(select(Send.outcome)))
        db.session.remove()
    return found


def test_keys_rotate_during_a_run_with_no_failure(house: House) -> None:
    """Each new link is a new column, which gets the grades of both people once somebody has opened it."""
    strict = be_strict(house)

    def go_round() -> None:
        house.launch(house.browser(), "amara", place(house))
        send(house)

    link = place(house)
    earn(house, "amara", link)
    earn(house, "bertil", link)
    send(house)
    following = rotate(house)
    go_round()  # published, not known to the platform, not used
    strict.read()
    go_round()
    let_a_day_pass(house, following)
    go_round()
    strict.read()
    go_round()
    assert retire_what_is_due(house) == [following]
    go_round()
    strict.read()
    go_round()
    assert outcomes(house) == {"accepted"}
    rows = house.browser().get(f"{house.platform.url}/api/gradebook").json()
    assert [row["score"] for row in rows if row["score"] is not None] == [16] * 14


def test_a_platform_that_lags_takes_the_grade_after_a_leak(sqlite_house: House) -> None:
    """`keys rotate --now`: refused until the platform reads our key set anew; then the score goes, unasked."""
    strict = be_strict(sqlite_house)
    link = place(sqlite_house)
    with sqlite_house.app.app_context():
        replace_keys(SECRET, now=datetime.now(UTC))
        db.session.commit()
        db.session.remove()
    earn(sqlite_house, "amara", link)
    send(sqlite_house)
    assert outcomes(sqlite_house) == {"credentials"}
    strict.read()
    for _ in range(50):  # the worker leaves the platform alone for some seconds first
        send(sqlite_house)
        if "accepted" in outcomes(sqlite_house):
            break
        time.sleep(0.2)
    assert outcomes(sqlite_house) == {"credentials", "accepted"}
