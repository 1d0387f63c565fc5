"""One tool for each file and each peer, on SQLite: no test here depends on the engine."""

from collections.abc import Iterator

import pytest

from tests.conftest import skip
from tests.harness.databases import DatabaseMaker
from tests.harness.house import House
from tests.peers.peer import SITES, Peer, find_python


@pytest.fixture(scope="module", params=list(SITES))
def peer(
    request: pytest.FixtureRequest, sqlite_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Peer]:
    """Each peer in turn; a file about one of them parametrizes this itself."""
    name: str = request.param
    python = find_python(name)
    if python is None:
        skip(f"{name} is not installed in .peers/ (make peers)")
        return
    folder = tmp_path_factory.mktemp(name)
    with House(sqlite_maker.make(), folder) as house, Peer(name, python, house, folder) as peer:
        yield peer
