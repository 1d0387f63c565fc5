"""One tool and one LMS for each file, on SQLite: no row leaves anything behind that another one could trip over."""

from collections.abc import Iterator

import pytest

from tests.certification.other_platform import OtherPlatform
from tests.harness.databases import DatabaseMaker
from tests.harness.house import House
from tests.unit.launches import desk


@pytest.fixture(scope="module")
def house(sqlite_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(sqlite_maker.make(), tmp_path_factory.mktemp("house")) as house:
        desk.launch(house, house.browser())
        yield house


@pytest.fixture(scope="module")
def other(house: House) -> Iterator[OtherPlatform]:
    with OtherPlatform(house) as other:
        yield other
