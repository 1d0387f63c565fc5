"""What must hold for cases across the files of a course: what they use is there, and nothing of them is asked alone."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from lms_plugin.curriculum.cases import UseSpec
from lms_plugin.curriculum.course import Bank, Course, Quiz
from lms_plugin.curriculum.errors import ContentError


def unknown(kind: str, key: str, known: Collection[str]) -> tuple[str, str]:
    """The words for a name that nothing has."""
    near = get_close_matches(key, known, 1)
    if near:
        return f"no {kind} '{key}'", f"Did you mean '{near[0]}'?"
    some = ", ".join(sorted(known)[:12]) or "none"
    return f"no {kind} '{key}'", f"Known: {some}{', …' if len(known) > 12 else ''}"


def case_faults(quiz: Quiz, course: Course) -> Iterator[ContentError]:
    """What is wrong with the cases that a quiz holds or asks."""
    yield from unknown_uses(quiz, course)
    yield from _asked_alone(quiz, course)
    yield from _asked_twice(quiz, course)


def unknown_uses(file: Quiz | Bank, course: Course) -> Iterator[ContentError]:
    """Questions that cases of a file use and that are nowhere."""
    questions = course.find_questions()
    for at, case in file.cases():
        for place, member in case.members():
            if isinstance(member, UseSpec) and member.use not in questions:
                yield file.source.error((*at, *place, "use"), *unknown("question", member.use, questions))


def _asked_alone(quiz: Quiz, course: Course) -> Iterator[ContentError]:
    """A section takes a case whole: a question of a case says nothing without its situation."""
    homes = {
        member.key: case.key
        for case in course.find_cases().values()
        for _, member in case.members()
        if not isinstance(member, UseSpec)
    }
    for i, section in enumerate(quiz.spec.sections):
        for j, key in enumerate(section.questions):
            if key in homes:
                problem = f"question '{key}' belongs to case '{homes[key]}'"
                yield quiz.source.error(("sections", i, "questions", j), problem, f"Name the case: {homes[key]}")


def _asked_twice(quiz: Quiz, course: Course) -> Iterator[ContentError]:
    """A question that a case uses must not stand in the quiz a second time."""
    named = [key for section in quiz.spec.sections for key in section.questions]
    own = [written.spec.key for written in quiz.written()]
    seen = set(named if quiz.spec.sections else own)
    for at, case in quiz.cases():
        if quiz.spec.sections and case.key not in named:
            continue
        for place, member in case.members():
            if isinstance(member, UseSpec) and member.use in seen:
                problem = f"question '{member.use}' is asked twice in this quiz"
                yield quiz.source.error((*at, *place, "use"), problem, "Take it out of one of the two places")
            if isinstance(member, UseSpec):
                seen.add(member.use)
