"""One town for each engine: nothing that is tried there may change it."""

from collections.abc import Iterator

import pytest

from tests.certification.other_platform import OtherPlatform
from tests.functional.access.town import Town, build
from tests.harness.databases import DatabaseMaker
from tests.harness.house import House


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    maker: DatabaseMaker = request.getfixturevalue(f"{request.param}_maker")
    with House(maker.make(), tmp_path_factory.mktemp("town")) as house, OtherPlatform(house, apart=True) as other:
        yield build(house, other)
