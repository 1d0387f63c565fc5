"""A running platform, new and empty for each test, and the tool beside it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lms_plugin.demo.platform.keys import KeyRing
from lms_plugin.demo.platform.server import RunningPlatform
from lms_plugin.demo.platform.settings import Link, PlatformSettings
from lms_plugin.demo.platform.store import Store

from .tool import StubTool, Visitor, new_key

LINKS = (
    Link("1", "Why social media matters", {"course": "social-media", "module": "why", "CamelCase": "yes"}),
    Link("2", "Patient information online", {"course": "social-media", "module": "phi"}, maximum=50),
    Link("3", "2-minute review", {}, maximum=None),
)


@pytest.fixture(scope="session")
def stub() -> Iterator[StubTool]:
    with StubTool(new_key()) as tool:
        yield tool


@pytest.fixture(scope="session")
def with_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has a signing key already: making one takes longer than a test."""
    path = tmp_path_factory.mktemp("platform") / "key.db"
    KeyRing(Store(path))
    return path


@pytest.fixture
def tool(stub: StubTool) -> StubTool:
    stub.reset()
    return stub


@pytest.fixture
def settings(tool: StubTool, with_key: Path, tmp_path: Path) -> PlatformSettings:
    database = tmp_path / "platform.db"
    shutil.copy(with_key, database)
    return PlatformSettings("http://127.0.0.1", tool.url, database, LINKS)


@pytest.fixture
def running(settings: PlatformSettings) -> Iterator[RunningPlatform]:
    """With Moodle's habits."""
    with RunningPlatform(settings) as platform:
        yield platform


@pytest.fixture
def strict(settings: PlatformSettings, tool: StubTool) -> Iterator[Visitor]:
    """At a platform that keeps to the specification."""
    with RunningPlatform(replace(settings, profile="specification")) as platform:
        visitor = Visitor(platform, tool)
        yield visitor
        visitor.close()


@pytest.fixture
def visitor(running: RunningPlatform, tool: StubTool) -> Iterator[Visitor]:
    visitor = Visitor(running, tool)
    yield visitor
    visitor.close()
