"""One town for each engine: nothing that is tried there may change it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certification.other_platform import OtherPlatform
from tests.functional.access.town import Town, build
from tests.harness.databases import DatabaseMaker
from tests.harness.house import House


def built(maker: DatabaseMaker, folder: Path) -> Iterator[Town]:
    with House(maker.make(), folder) as house, OtherPlatform(house, apart=True) as other:
        yield build(house, other)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from built(request.getfixturevalue(f"{request.param}_maker"), tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def sqlite_town(sqlite_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Where the engine does not matter: headers and methods."""
    yield from built(sqlite_maker, tmp_path_factory.mktemp("sqlite-town"))
