"""The Questions pages of a quiz of 30 questions that 2 000 people handed in: server time of each page.

`python -m tests.benchmarks.bench_questions`
"""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from lms_plugin.core.db.base import db
from tests.benchmarks.bench_scores import makers, open_app
from tests.functional.learning.school import NOW, Desk, open_school, seat_by_hand, write_course
from tests.harness.crowd import add_tries

PEOPLE, QUESTIONS, ROUNDS = 2_000, 30, 5


def answers(number: int) -> Mapping[str, object]:
    """Somewhat different people: the question's number and the person's decide."""
    choices = ("good", "good", "bad", "good", "other")
    return {
        f"quiz-{place}": {"choice": choices[(number * place + number // 7) % 5]} for place in range(1, QUESTIONS + 1)
    }


def measure(url: str, folder: Path) -> dict[str, float]:
    """Seconds of each page, the median of a few rounds once warm."""
    app = open_app(url, folder)
    seat_by_hand(app)
    with app.app_context():
        school = open_school(
            write_course(folder / "courses", quizzes={"quiz": ("purpose: practice\n", QUESTIONS)}), slots={}
        )
        step = school.quiz
        add_tries(school.people["amara"], school.context_id, school.course.publication_id, step, PEOPLE, answers, NOW)
        desk = Desk(app, school.viewer("dana", school.module.activity_id, "instructor"))
        found = {}
        for name, path in (("table", ""), ("one question", "/quiz-7")):
            address = f"/questions/{step.activity_id}{path}"
            times = []
            for _ in range(ROUNDS + 1):
                start = time.perf_counter()
                assert desk.get(address).status_code == 200
                times.append(time.perf_counter() - start)
            found[name] = median(times[1:])
        db.session.remove()
        db.engine.dispose()
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, makers(Path(folder)) as found:
        for engine, maker in found.items():
            place = Path(folder) / engine
            place.mkdir(exist_ok=True)
            for name, seconds in measure(maker.make(), place).items():
                print(f"{engine}: {name}, {PEOPLE} people, {QUESTIONS} questions: {seconds:.2f} s")


if __name__ == "__main__":
    main()
