"""What the tests of a running server share. They are run by `make process-tests`, beside two PostgreSQL servers."""

import os

import pytest

from house import ENGINES, Database, Server
from slow import SlowClients


@pytest.fixture(scope="session", autouse=True)
def postgres():
    assert "ENLACE_TEST_POSTGRES" in os.environ, "run by Scripts/test/postgres.sh, which starts the PostgreSQL that these tests need"


@pytest.fixture(scope="session")
def demonstrations(tmp_path_factory, postgres):
    """A demonstration's database on each engine, to be copied: filling one takes longer than copying it."""
    made = {}
    for engine in ENGINES:
        made[engine] = Database.empty(engine, tmp_path_factory.mktemp("template"))
        with Server(made[engine]):
            pass
    return made


@pytest.fixture(params=ENGINES)
def database(request, demonstrations, tmp_path):
    """A demonstration's database of the test's own, on either engine."""
    return demonstrations[request.param].copy(tmp_path)


@pytest.fixture
def server(database):
    with Server(database) as server:
        yield server


@pytest.fixture(scope="module")
def demo(demonstrations, tmp_path_factory):
    """A server on SQLite that the tests of a module share, where the engine does not matter."""
    with Server(demonstrations["sqlite"].copy(tmp_path_factory.mktemp("demo"))) as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def slow_clients(request, demonstrations, tmp_path_factory):
    """Sent off before everything else where somebody will look at them, since they take a minute."""
    if not any(item.path.name == "test_slow_clients.py" for item in request.session.items):
        yield None
        return
    with Server(demonstrations["sqlite"].copy(tmp_path_factory.mktemp("slow"))) as server:
        yield SlowClients(server)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name == "test_slow_clients.py")
