"""A quiz of 200 questions of all types in the editor, on PostgreSQL: server time of opening it, of a save, of the
publish review; and how long the Questions page of 2 000 people takes beside them.

`python -m tests.benchmarks.bench_editor`. Cold: nothing that an earlier request worked out is kept.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from lms_plugin.authoring import editing
from lms_plugin.authoring.checking import check_block
from lms_plugin.core.db.base import db
from lms_plugin.drafts.services import get_block, read_file
from tests.benchmarks.bench_questions import PEOPLE, QUESTIONS, answers
from tests.benchmarks.bench_scores import makers, open_app
from tests.functional.learning.own_quiz import quiz_text, write_quiz
from tests.functional.learning.school import NOW, Desk, School, open_school, seat_by_hand, write_course
from tests.harness.crowd import add_tries

COUNT, COLD, WARM = 200, 5, 40


Times = list[tuple[float, float]]


def timed(call: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None) -> Times:
    """Milliseconds of each round: on the clock, and of this process's own work."""
    found = []
    for _ in range(rounds):
        before()
        start, work = time.perf_counter(), time.process_time()
        call()
        found.append(((time.perf_counter() - start) * 1000, (time.process_time() - work) * 1000))
    return found


def told(name: str, times: Times, least: float) -> str:
    """Median and 95th percentile on the clock; the median of the work, and as so many times the least page's."""
    ordered, works = sorted(each for each, _ in times), sorted(work for _, work in times)
    half, most = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    work = works[len(works) // 2]
    return f"{name:38} median {half:7.1f}  p95 {most:7.1f}  work {work:7.1f} ms = {work / least:6.1f} first pages"


def page(desk: Desk, address: str) -> Callable[[], object]:
    def get() -> None:
        answer = desk.get(address)
        assert answer.status_code == 200, answer.status

    return get


def save(desk: Desk, school: School, address: str) -> Callable[[], object]:
    """Saving one question in the middle of the quiz, other words each time."""
    _, _, shelf, path = address.split("/", 3)
    key, numbers = f"q{COUNT // 2}", iter(range(10_000))

    def post() -> None:
        file = read_file(school.tenant_id, shelf, path)
        block = get_block(file, next(each.key or "" for each in file.blocks if (each.key or "").startswith(f"{key}-")))
        fields = {"base_text": block.text, "go": "text"}
        fields["as_text"] = block.text.rstrip("\n") + f"\n    note: Time {next(numbers)}\n"
        if "    note:" in block.text:
            fields["as_text"] = block.text.partition("    note:")[0] + f"    note: Time {next(numbers)}\n"
        answer = desk.post(f"{address}/questions/{block.key}", fields)
        assert answer.status_code == 303, answer.text[:500]

    return post


def forget() -> None:
    """What earlier requests worked out of the questions' texts."""
    check_block.cache_clear()
    editing.list_line.cache_clear()


def measure(app: Flask, folder: Path) -> None:
    school = open_school(
        write_course(folder / "courses", quizzes={"quiz": ("purpose: practice\n", QUESTIONS)}), slots={}
    )
    step = school.quiz
    add_tries(school.people["amara"], school.context_id, school.course.publication_id, step, PEOPLE, answers, NOW)
    address = write_quiz(school, "dana", quiz_text(COUNT))
    desk = Desk(app, school.viewer("dana", school.module.activity_id, "instructor"))
    first = timed(page(desk, "/edit/"), WARM)
    least = sorted(work for _, work in first)[WARM // 2]
    print(told("the editor's first page", first, least))
    quiz, review = page(desk, f"{address}/"), page(desk, f"{address}/publish")
    print(told(f"quiz of {COUNT} questions, cold", timed(quiz, COLD, forget), least))
    print(told(f"quiz of {COUNT} questions, warm", timed(quiz, WARM), least))
    saves = timed(save(desk, school, address), WARM)
    print(told("saving one of its questions", saves, least))
    print(told("publish review, cold", timed(review, COLD, forget), least))
    print(told("publish review, warm", timed(review, COLD), least))
    questions = timed(page(desk, f"/questions/{step.activity_id}"), COLD)
    print(told(f"Questions page, {PEOPLE} people × {QUESTIONS}", questions[1:], least))


def main() -> None:
    with tempfile.TemporaryDirectory() as name, makers(Path(name)) as found:
        if "postgresql" not in found:
            sys.exit("This needs PostgreSQL.")
        app = open_app(found["postgresql"].make(), Path(name))
        seat_by_hand(app)
        with app.app_context():
            measure(app, Path(name))
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
