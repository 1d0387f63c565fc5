"""What follows from a text alone is compiled once a test process: each test's own application does it again.

Templates, addresses, SQL and shipped courses. The first application compiles them as every one does; those after it
take what came out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from lms_plugin.curriculum import publishing
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.objects import CompiledObject, compile_course
from tests.harness.answers import COURSES


@contextmanager
def compiled_once() -> Iterator[None]:
    """Inside, applications share what the first of them compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": _KeptTemplates()})
        _keep_addresses(patch)
        _keep_sql(patch)
        _keep_courses(patch)
        yield


class _KeptTemplates(BytecodeCache):
    """Compiled templates in memory. Jinja itself asks whether the source is still the same."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def _keep_addresses(patch: pytest.MonkeyPatch) -> None:
    """A rule's parts and the functions that build its address: most of what it takes to make an application."""
    compile_rule = Rule.compile
    kept: dict[tuple[Any, ...], tuple[dict[str, Any], dict[str, Any]]] = {}

    def compiled(rule: Rule) -> None:
        assert rule.map is not None
        domain = rule.host if rule.map.host_matching else rule.subdomain
        key = (rule.rule, domain, rule.merge_slashes, repr(rule.defaults))
        if key not in kept:
            compile_rule(rule)
            values = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters", "arguments")}
            kept[key] = values, {name: getattr(rule, name).__func__ for name in ("_build", "_build_unknown")}
        values, builders = kept[key]
        vars(rule).update({name: copy(value) for name, value in values.items()})
        vars(rule).update({name: builder.__get__(rule) for name, builder in builders.items()})

    patch.setattr(Rule, "compile", compiled)


def _keep_sql(patch: pytest.MonkeyPatch) -> None:
    """Compiled statements, by dialect. All databases of a process are of one server's version and have one schema."""
    make_engine = SQLAlchemy._make_engine
    kept: dict[type, LRUCache[Any, Any]] = {}

    def made(self: SQLAlchemy, *arguments: Any) -> Engine:
        engine = make_engine(self, *arguments)
        engine._compiled_cache = kept.setdefault(type(engine.dialect), LRUCache(5000))
        return engine

    patch.setattr(SQLAlchemy, "_make_engine", made)
    patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
    patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))


def _keep_courses(patch: pytest.MonkeyPatch) -> None:
    """Shipped courses. Each is kept beside what came of it, so that no other one gets its number."""
    kept: dict[int, tuple[Course, tuple[CompiledObject, ...]]] = {}

    def compiled(course: Course) -> tuple[CompiledObject, ...]:
        if course.root.parent != COURSES:
            return compile_course(course)
        if id(course) not in kept:
            kept[id(course)] = (course, compile_course(course))
        return kept[id(course)][1]

    patch.setattr(publishing, "compile_course", compiled)
