"""Templates, addresses and shipped courses compiled once a test process: each test's own application does it again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from lms_plugin.curriculum import publishing
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.objects import CompiledObject, compile_course
from tests.harness.answers import COURSES


class _Kept(BytecodeCache):
    """Compiled templates in memory. Jinja itself asks whether the source is still the same."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@contextmanager
def compiled_once() -> Iterator[None]:
    """Inside, applications share what follows from a template's text, a route's or a shipped course's alone."""
    compile_builder = Rule._compile_builder
    builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def shared(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    compiled: dict[int, tuple[Course, tuple[CompiledObject, ...]]] = {}

    def objects_of(course: Course) -> tuple[CompiledObject, ...]:
        """The course is kept as well, so that no other one gets its number."""
        if course.root.parent != COURSES:
            return compile_course(course)
        if id(course) not in compiled:
            compiled[id(course)] = (course, compile_course(course))
        return compiled[id(course)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "compile_course", objects_of)
        patch.setattr(Rule, "_compile_builder", shared)
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": _Kept()})
        yield
