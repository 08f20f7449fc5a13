"""Several processes that start at once on an empty database make one content, and none of them stumbles."""

import pytest

from house import ENGINES, Database, Server, enlace

TOGETHER = 4


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_processes_that_start_together_make_one_content(engine, command, tmp_path):
    database = Database.empty(engine, tmp_path)
    servers = [Server(database, command) for _ in range(TOGETHER)]
    try:
        for server in servers:
            server.ready()
            assert server.process.poll() is None
        totals = {server.get("/api/v1/posts").json()["total"] for server in servers}
        assert len(totals) == 1 and totals.pop() == database.value("SELECT count(*) FROM post") > 500
        assert database.value("SELECT count(*) FROM audit WHERE action = 'directory.post.found'") == database.value("SELECT count(*) FROM post WHERE is_demonstration = FALSE")
        assert database.value("SELECT count(*) FROM person") == (8 if command == "demo" else 0)
        assert database.value("SELECT count(*) FROM delegation WHERE kind = 'member'") == 11
        told = [server.log for server in servers]
        assert sum("posts of public sources were added" in log for log in told) == 1
        assert not [log for log in told if "error" in log.lower() or "warning" in log.lower()], told
    finally:
        for server in servers:
            server.kill()
    assert "The chain is whole." in enlace("audit", "verify", "--database", database.url).stdout
    assert enlace("migrate", "--database", database.url).stdout == "up to date\n"
