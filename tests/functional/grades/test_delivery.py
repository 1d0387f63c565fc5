"""A score on its way into the gradebook, over real HTTP to an LMS with Moodle's habits."""

import re
from datetime import UTC, datetime

import pytest

from lms_plugin.demo.platform import columns
from tests.functional.grades.clinic import Clinic

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")


@pytest.mark.parametrize(("ppm", "shown"), [(833_333, 83.3333), (1_000_000, 100), (1, 0.0001), (999_999, 99.9999)])
def test_the_gradebook_shows_the_score_exactly(sqlite_clinic: Clinic, ppm: int, shown: float) -> None:
    sqlite_clinic.launch("amara")
    sqlite_clinic.earn("amara", ppm)
    assert sqlite_clinic.house.deliver() == 1
    row = sqlite_clinic.house.gradebook("amara")
    assert (row["score"], row["maximum"]) == (shown, 100)
    assert (row["activity_progress"], row["grading_progress"]) == ("Completed", "FullyGraded")


def test_gr01_gr03_gr04_gr49_the_message(clinic: Clinic) -> None:
    """GR01: the address has a query, which `/scores` goes before, or the LMS would have answered 404."""
    clinic.launch("amara")
    clinic.earn("amara", 833_333)
    before = datetime.now(UTC)
    clinic.house.deliver()
    [message] = clinic.house.platform.platform.received
    assert message.status == 200
    assert message.headers["Content-Type"].split(";")[0] == "application/vnd.ims.lis.v1.score+json"
    payload = message.json()
    assert payload.keys() == {
        "userId",
        "scoreGiven",
        "scoreMaximum",
        "activityProgress",
        "gradingProgress",
        "timestamp",
        "submission",
    }
    assert (payload["userId"], payload["scoreGiven"], payload["scoreMaximum"]) == ("amara", 83.3333, 100)
    assert STAMP.fullmatch(payload["timestamp"])
    assert datetime.fromisoformat(payload["submission"]["submittedAt"]) <= before
    assert clinic.row().state == "accepted"


def test_gr07_zero_is_sent_and_shown(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 0)
    clinic.house.deliver()
    assert clinic.grade("amara") == 0
    assert clinic.received(200)[0]["scoreGiven"] == 0


def test_gr06_two_scores_in_one_second(clinic: Clinic) -> None:
    clinic.launch("amara")
    for score in (400_000, 500_000, 600_000):
        clinic.earn("amara", score)
        clinic.house.deliver()
    clinic.deliver_until_done()
    assert clinic.grade("amara") == 60
    seconds = [int(datetime.fromisoformat(each["timestamp"]).timestamp()) for each in clinic.received(200)]
    assert seconds == sorted(set(seconds))
    assert clinic.received(409) == []


def test_gr10_nothing_goes_out_where_nothing_changed(clinic: Clinic) -> None:
    clinic.launch("amara")
    clinic.earn("amara", 700_000)
    clinic.house.deliver()
    clinic.launch("amara")
    clinic.earn("amara", 700_000)
    assert clinic.deliver() == 0
    assert len(clinic.received()) == 1


def test_gr11_every_message_is_final(clinic: Clinic) -> None:
    clinic.launch("amara", "bertil")
    for score in (100_000, 900_000):
        clinic.earn("amara", score)
        clinic.earn("bertil", score)
        clinic.deliver_until_done()
    kinds = {(each["activityProgress"], each["gradingProgress"]) for each in clinic.received()}
    assert kinds == {("Completed", "FullyGraded")}


def test_gr41_a_changed_maximum_keeps_the_percentage(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    clinic.launch("amara", "bertil")
    clinic.earn("amara", 750_000)
    clinic.house.deliver()
    store = clinic.house.platform.store
    [column] = columns.list_columns(store)
    columns.change_column(store, column, columns.NewColumn(column.label, 10, column.resource_link_id))
    clinic.earn("bertil", 750_000)
    clinic.house.deliver()
    assert (clinic.grade("amara"), clinic.grade("bertil")) == (7.5, 7.5)
    assert {each["scoreMaximum"] for each in clinic.received()} == {100}


def test_gr44_a_link_without_a_column(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    clinic.add_link("4", maximum=None)
    clinic.launch("amara", link="4")
    clinic.earn("amara", 500_000)
    assert clinic.deliver() == 0
    assert clinic.rows() == []


def test_gr45_without_the_score_scope(sqlite_clinic: Clinic) -> None:
    clinic = sqlite_clinic
    platform = clinic.house.platform.platform
    everything, platform.granted = platform.granted, frozenset()
    clinic.launch("amara")
    clinic.earn("amara", 500_000)
    assert (clinic.deliver(), clinic.rows()) == (0, [])
    platform.granted = everything
    clinic.launch("amara")
    assert clinic.deliver() == 1
    assert clinic.grade("amara") == 50


def test_gr38_two_links_one_of_them_in_trouble(clinic: Clinic) -> None:
    clinic.add_link("4")
    clinic.launch("amara")
    clinic.launch("amara", link="4")
    clinic.house.trouble("status", status=503, path="scores", times=1)
    clinic.earn("amara", 500_000)
    clinic.house.deliver()
    assert sorted(clinic.states()) == ["accepted", "due"]
    clinic.deliver_until_done()
    assert clinic.states() == ["accepted", "accepted"]
    assert len(clinic.received(200)) == 2


def test_gr37_a_column_that_was_made_anew(clinic: Clinic) -> None:
    """Somebody deletes the activity's column in the LMS, and the LMS makes another one."""
    clinic.launch("amara", "bertil")
    store = clinic.house.platform.store
    clinic.earn("amara", 500_000)
    clinic.house.deliver()
    [old] = columns.list_columns(store)
    columns.delete_column(store, old)
    clinic.earn("bertil", 600_000)
    clinic.house.deliver()
    assert sorted(clinic.states()) == ["accepted", "parked"]
    with store.writing() as rows:
        rows.execute("UPDATE line_item SET coupled_to = NULL WHERE id = ?", (old.id,))
    columns.make_coupled_columns(store, clinic.house.platform.platform.settings.links)
    clinic.launch("bertil")
    assert clinic.deliver() == 2
    assert (clinic.grade("amara"), clinic.grade("bertil")) == (50, 60)


def test_gr50_a_comment_goes_with_its_own_score(sqlite_clinic: Clinic) -> None:
    sqlite_clinic.launch("amara")
    sqlite_clinic.earn("amara", 500_000, comment="Passed on the second try")
    sqlite_clinic.house.deliver()
    assert sqlite_clinic.received()[0]["comment"] == "Passed on the second try"
