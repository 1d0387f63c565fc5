"""Who is where: states, scores, the LMS's grades, filters, pages, and a constant number of statements."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from lms_plugin.analytics.matrix import PER_PAGE, read_matrix
from lms_plugin.core.db.base import db
from tests.unit.analytics.room import NOW, Room


def test_the_columns_are_the_steps_in_order(room: Room) -> None:
    found = [(column.activity_id, column.title, column.kind) for column in room.read().columns]
    assert found == [(step.activity_id, step.title, step.kind) for step in room.school.module.contents]


def test_nobody_has_begun(room: Room) -> None:
    matrix = room.read()
    assert [person.label for person in matrix.people] == ["Amara Okafor", "Ben Okafor"]
    assert {cell.state for person in matrix.people for cell in person.cells} == {"not_started"}
    assert [person.last_active for person in matrix.people] == [None, None]
    assert (matrix.counts, matrix.finished) == ({"finished": 0, "in_progress": 0, "not_started": 2}, {})
    assert (matrix.total, matrix.found, matrix.page, matrix.pages) == (2, 2, 1, 1)


@pytest.mark.parametrize("state", ["in_progress", "not_passed", "passed", "done", "not_started"])
def test_each_state(room: Room, state: str) -> None:
    amara = room.school.people["amara"]
    room.reach(amara, room.quiz, state)
    states = {activity: cell.state for activity, cell in room.cells("Amara Okafor").items()}
    assert states.pop(room.quiz) == state
    assert set(states.values()) == {"not_started"}
    assert {cell.state for cell in room.row("Ben Okafor").cells} == {"not_started"}


def test_a_quiz_shows_its_score_and_a_lesson_none(room: Room) -> None:
    amara = room.school.people["amara"]
    room.reach(amara, room.quiz, "not_passed", score_ppm=0)
    room.reach(amara, room.lesson, "done", score_ppm=1_000_000)
    scores = dict(
        zip([column.activity_id for column in room.read().columns], room.row("Amara Okafor").cells, strict=True)
    )
    assert (scores[room.quiz].score_ppm, scores[room.lesson].score_ppm) == (0, None)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (("due",), "waiting"),
        (("parked",), "refused"),
        (("accepted",), None),
        (("confirmed",), None),
        (("accepted", "parked"), "refused"),
        (("accepted", "due"), "waiting"),
        (("due", "parked"), "refused"),
        ((), None),
    ],
)
def test_whether_the_lms_has_the_grade(room: Room, states: tuple[str, ...], told: str | None) -> None:
    """Of several columns the one in trouble is told."""
    amara = room.school.people["amara"]
    for activity in (room.quiz, room.module):
        room.reach(amara, activity, "passed" if activity == room.quiz else "done", score_ppm=900_000)
        for state in states:
            room.deliver(room.column(activity), amara, state)
    row = room.row("Amara Okafor")
    cells = room.cells("Amara Okafor")
    assert (row.grade, cells[room.quiz].grade, cells[room.lesson].grade) == (told, told, None)
    assert room.row("Ben Okafor").grade is None


def test_a_column_that_is_gone_says_nothing(room: Room) -> None:
    amara = room.school.people["amara"]
    room.reach(amara, room.module, "in_progress", score_ppm=1)
    room.deliver(room.column(room.module, state="gone"), amara, "parked")
    assert room.row("Amara Okafor").grade is None


def test_last_active_is_the_latest_of_all(room: Room) -> None:
    amara = room.school.people["amara"]
    for hours, activity in ((3, room.lesson), (5, room.module), (1, room.quiz)):
        room.reach(amara, activity, "in_progress", at=NOW + timedelta(hours=hours))
    assert room.row("Amara Okafor").last_active == NOW + timedelta(hours=5)


def test_without_a_name_the_tail_of_the_platforms_id(room: Room) -> None:
    room.join("a1b2c3d4")
    assert [person.label for person in room.read().people] == ["person …3d4", "Amara Okafor", "Ben Okafor"]


def test_only_active_learners_of_this_course(room: Room) -> None:
    for person in (room.join("teacher", name="teacher", role="instructor"), room.join("left", status="inactive")):
        room.reach(person, room.module, "done")
    test = room.join("test", name="test", is_test=True)
    elsewhere = room.join("elsewhere", name="elsewhere", context_id=room.other_course())
    for person in (test, elsewhere):
        for activity in (room.module, room.quiz):
            room.reach(person, activity, "done")
    matrix = room.read()
    assert [person.label for person in matrix.people] == ["Amara Okafor", "Ben Okafor"]
    assert (matrix.total, matrix.counts["finished"], matrix.finished) == (2, 0, {})


def test_a_course_never_shows_what_was_done_in_another(room: Room) -> None:
    amara, other = room.school.people["amara"], room.other_course()
    room.enrol(amara, other)
    for activity in (room.module, room.quiz):
        room.reach(amara, activity, "done", score_ppm=900_000, context_id=other)
    matrix = room.read()
    assert {cell.state for person in matrix.people for cell in person.cells} == {"not_started"}
    assert (matrix.counts["not_started"], matrix.finished, room.row("Amara Okafor").last_active) == (2, {}, None)


def test_an_earlier_recertification_is_not_mixed_in(room: Room) -> None:
    room.reach(room.school.people["amara"], room.quiz, "passed", score_ppm=1, cycle=2)
    assert {cell.state for cell in room.row("Amara Okafor").cells} == {"not_started"}


def test_counts_and_finished(room: Room) -> None:
    amara, ben = room.school.people["amara"], room.school.people["ben"]
    room.reach(amara, room.module, "done")
    room.reach(amara, room.quiz, "passed")
    room.reach(amara, room.lesson, "done")
    room.reach(ben, room.module, "in_progress")
    room.reach(ben, room.lesson, "done")
    room.reach(ben, room.quiz, "not_passed")
    room.join("cem")
    matrix = room.read()
    assert matrix.counts == {"finished": 1, "in_progress": 1, "not_started": 1}
    assert matrix.finished == {room.quiz: 1, room.lesson: 2}


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("finished", ["Amara Okafor"]),
        ("in_progress", ["Ben Okafor"]),
        ("not_started", ["Cem Demir"]),
        ("", ["Amara Okafor", "Ben Okafor", "Cem Demir"]),
        ("nonsense", ["Amara Okafor", "Ben Okafor", "Cem Demir"]),
    ],
)
def test_filter_by_state(room: Room, state: str, shown: list[str]) -> None:
    room.join("cem", name="Cem Demir")
    room.reach(room.school.people["amara"], room.module, "done")
    room.reach(room.school.people["ben"], room.module, "in_progress")
    matrix = room.read(state=state)
    assert [person.label for person in matrix.people] == shown
    assert (matrix.found, matrix.total) == (len(shown), 3)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("amara", 1),
        ("OKAFOR", 2),
        ("kafo", 2),
        ("åsa", 1),
        ("Åsa", 1),
        ("ÖDMAN", 1),
        ("%", 0),
        ("_", 0),
        ("o'", 1),
        ("\\", 0),
        ("nobody", 0),
    ],
)
def test_filter_by_name(room: Room, name: str, shown: int) -> None:
    room.join("asa", name="Åsa Ödman")
    room.join("ana", name="Ana O'Neil")
    room.join("nameless")
    assert room.read(name=name).found == shown


def test_both_filters(room: Room) -> None:
    room.reach(room.school.people["amara"], room.module, "done")
    assert [person.label for person in room.read(name="okafor", state="not_started").people] == ["Ben Okafor"]


def test_pages(room: Room) -> None:
    for number in range(2 * PER_PAGE):
        room.join(f"p{number}", name=f"Person {number:03}")
    seen: list[str] = []
    for page, shown in ((1, PER_PAGE), (2, PER_PAGE), (3, 2)):
        matrix = room.read(page=page)
        assert (matrix.page, matrix.pages, matrix.found, len(matrix.people)) == (page, 3, 2 * PER_PAGE + 2, shown)
        seen += [person.label for person in matrix.people]
    assert seen == sorted(seen)
    assert len(set(seen)) == 2 * PER_PAGE + 2


@pytest.mark.parametrize(("asked", "got"), [(0, 1), (-5, 1), (2, 1), (10**9, 1)])
def test_a_page_that_is_not_there_is_the_nearest(room: Room, asked: int, got: int) -> None:
    assert room.read(page=asked).page == got
    assert len(room.read(page=asked).people) == 2


@pytest.mark.parametrize("people", [5, 120])
def test_a_constant_number_of_statements(room: Room, people: int) -> None:
    for number in range(people):
        person = room.join(f"p{number}", name=f"Person {number:03}")
        room.reach(person, room.module, "in_progress", score_ppm=1000 * number)
        room.reach(person, room.quiz, "not_passed", score_ppm=1000 * number)
    place, seen = room.place, []

    def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        matrix = read_matrix(room.school.context_id, place)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert matrix.total == people + 2
    assert len(seen) == 6
