"""What must hold of `requires` and `replaced_by` across files: all of it is there, and nothing waits for itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms_plugin.curriculum.course import Course, Module, Quiz
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.requirements import Kind, RequirementSpec
from lms_plugin.curriculum.sources import Source
from lms_plugin.curriculum.yaml_files import Place

Node = tuple[str, str]  # ("done", "module m02") waits for its steps, ("open", "module m02") for what it requires


@dataclass(frozen=True)
class Need:
    """What `source` asks for at a place in it: that `target` is there, before `waiting` opens."""

    waiting: Node
    target: tuple[Kind, str]
    source: Source
    at: Place


def find_needs(course: Course) -> Iterator[Need]:
    """Every need of the course's files."""
    for module in course.modules:
        yield from _needs(("open", f"module {module.key}"), module.spec.requires, module.source, ("requires",))
        for lesson in module.lessons:
            yield from _needs(("done", f"lesson {lesson.key}"), lesson.spec.requires, lesson.source, ("requires",))
    for quiz in course.all_quizzes():
        node = ("done", f"quiz {quiz.key}")
        yield from _needs(node, quiz.spec.policy.requires, quiz.source, ("policy", "requires"))


def _needs(waiting: Node, requires: Sequence[RequirementSpec] | None, source: Source, at: Place) -> Iterator[Need]:
    for index, requirement in enumerate(requires or ()):
        for number, need in enumerate(requirement.needs):
            inner: Place = ("any", number) if requirement.any is not None else ()
            yield Need(waiting, need.target, source, (*at, index, *inner, need.target[0]))


def list_keys(course: Course) -> Mapping[Kind, frozenset[str]]:
    """The keys that may be required."""
    return {
        "lesson": frozenset(lesson.key for lesson in course.lessons()),
        "module": frozenset(course.spec.modules),
        "quiz": frozenset(quiz.key for quiz in course.all_quizzes()),
    }


def find_circles(course: Course) -> Iterator[ContentError]:
    """An error for each need that can never be met, because it waits in the end for what asks for it."""
    needs = list(find_needs(course))
    waits: dict[Node, list[Node]] = {}
    for need in needs:
        waits.setdefault(need.waiting, []).append(_done(need))
    for module in course.modules:
        for one, other in _within(module):
            waits.setdefault(one, []).append(other)
    for need in needs:
        path = _path(waits, _done(need), need.waiting)
        if path is not None:
            names = [name for _, name in (need.waiting, *path)]
            said = " → ".join(name for i, name in enumerate(names) if i == 0 or name != names[i - 1])
            yield need.source.error(need.at, f"this waits for itself: {said}", "Take one requirement out")


def _done(need: Need) -> Node:
    return "done", f"{need.target[0]} {need.target[1]}"


def _within(module: Module) -> Iterator[tuple[Node, Node]]:
    """A step waits until its module opens, and the module is done with the steps that its completion counts."""
    opened, done = ("open", f"module {module.key}"), ("done", f"module {module.key}")
    yield done, opened
    for step in module.spec.contents:
        node = ("done", f"{step.kind} {step.key}")
        yield node, opened
        rule = module.spec.completion
        if (rule.lessons if step.kind == "lesson" else rule.quizzes) != "none":
            yield done, node


def _path(waits: Mapping[Node, Iterable[Node]], start: Node, end: Node) -> list[Node] | None:
    """How one comes from `start` to `end`; None where one does not."""
    before: dict[Node, Node | None] = {start: None}
    found = [start]
    for node in found:  # grows while it is walked
        if node == end:
            path: list[Node] = []
            step: Node | None = node
            while step is not None:
                path.append(step)
                step = before[step]
            return path[::-1]
        fresh = [each for each in waits.get(node, ()) if each not in before]
        before.update(dict.fromkeys(fresh, node))
        found.extend(dict.fromkeys(fresh))
    return None


def find_replaced(course: Course) -> Iterator[tuple[Quiz, str]]:
    """Each quiz that another one replaces, with the other's key."""
    for quiz in course.all_quizzes():
        if quiz.spec.policy.replaced_by is not None:
            yield quiz, quiz.spec.policy.replaced_by
