"""PostgreSQL stopped and started under load: no request hangs, and the service is back by itself."""

import os
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
import requests

from house import Database, Person, Server, enlace

LONGEST = 5
BACK = 2
READERS = 8
PATHS = ["/es/directory/us", "/api/v1/posts?sending_state=MX", "/es/find?nationality=MX&place=US-AZ", "/es/posts/mx-us-tucson", "/readyz"]


def postgres(verb):
    subprocess.run(os.environ[f"ENLACE_TEST_PG_{verb}"], shell=True, check=True, timeout=60, stdout=subprocess.DEVNULL)


class Load:
    """Readers and one writer who never stop asking; each answer with its time."""

    def __init__(self, server, officer):
        self.answers = []
        self.hung = []
        self._going = True
        works = [lambda path=PATHS[number % len(PATHS)]: Person(server.url).get(path, timeout=15) for number in range(READERS)]
        token = officer.get("/es/posts/mx-us-tucson").text.split('name="csrf" value="')[1].split('"')[0]
        works.append(lambda: officer.post("/es/desk/posts/mx-us-tucson/verification", data={"csrf": token}, timeout=15))
        self._threads = [threading.Thread(target=self._ask, args=(work, number == READERS), daemon=True) for number, work in enumerate(works)]

    def _ask(self, work, writes):
        while self._going:
            begun = time.monotonic()
            try:
                status = work().status_code
            except requests.RequestException as error:
                status = str(error)
            self.answers.append((begun, time.monotonic(), status, writes))
            time.sleep(0.6 if writes else 0.01)  # The writer stays below the limit of forms a minute.

    def between(self, start, end, writes=None):
        return [answer for answer in self.answers if start <= answer[0] < end and writes in (None, answer[3])]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._going = False
        for thread in self._threads:
            thread.join(20)


@pytest.fixture
def restartable(tmp_path):
    return Database.empty("postgres", tmp_path, server=os.environ["ENLACE_TEST_POSTGRES_RESTARTABLE"])


@contextmanager
def house_under_load(database):
    # Without the page cache, so that every request needs the database.
    with Server(database, "demo", "--no-page-cache") as server:
        officer = Person(server.url).sign_in("enlace.mx@demo.enlace.example")
        with Load(server, officer) as load:
            until(lambda: len(load.answers) > 30)
            yield server, load


def until(condition, within=20):
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def check(load, database, back):
    """`back` is when PostgreSQL took connections again."""
    until(lambda: load.between(back + BACK, time.monotonic(), writes=True) and time.monotonic() > back + BACK + 1)
    load.__exit__()
    slowest = max(load.answers, key=lambda answer: answer[1] - answer[0])
    assert slowest[1] - slowest[0] < LONGEST, f"answered {slowest[2]} after {slowest[1] - slowest[0]:.1f} s"
    assert {status for _, _, status, _ in load.answers} <= {200, 303, 503}
    late = [answer for answer in load.between(back + BACK, time.monotonic()) if answer[2] not in (200, 303)]
    assert not late, f"{len(late)} requests still refused {late[0][0] - back:.1f} s after the database was back"
    answered = sum(1 for answer in load.answers if answer[2] == 303)
    assert database.value("SELECT count(*) FROM verification") >= answered > 0
    assert "The chain is whole." in enlace("audit", "verify", "--database", database.url).stdout


def test_a_stop_costs_clear_refusals_and_a_start_brings_the_service_back(restartable):
    with house_under_load(restartable) as (server, load):
        postgres("STOP")
        stopped = time.monotonic()
        try:
            until(lambda: {status for *_, status, _ in load.between(stopped, time.monotonic())} >= {503})
            until(lambda: time.monotonic() > stopped + 3)
            page = server.get("/es/posts/mx-us-tucson")
            assert page.status_code == 503 and page.headers["retry-after"] and 'lang="es"' in page.text
            problem = server.get("/api/v1/posts", headers={"Accept-Language": "en"})
            assert problem.headers["content-type"] == "application/problem+json" and problem.json()["status"] == 503
            assert server.get("/healthz").status_code == 200 and server.get("/readyz").status_code == 503
        finally:
            postgres("START")
        back = time.monotonic()
        check(load, restartable, back)


def test_a_restart_under_load_hangs_nobody(restartable):
    with house_under_load(restartable) as (_, load):
        for _ in range(3):
            postgres("RESTART")
            back = time.monotonic()
            until(lambda: load.between(back, time.monotonic(), writes=True))
        check(load, restartable, back)


def test_pages_are_kept_again_after_the_database_is_back(restartable):
    with Server(restartable) as server:
        officer = Person(server.url).sign_in("enlace.mx@demo.enlace.example")
        postgres("RESTART")
        until(lambda: server.get("/readyz").status_code == 200)
        form = officer.get("/es/posts/mx-us-tucson").text.split('name="csrf" value="')[1].split('"')[0]
        # Another process's change, told by a connection that had to be made again.
        with Server(restartable) as other:
            server.get("/es/posts/mx-us-tucson")
            assert officer.elsewhere(other.url).post("/es/desk/posts/mx-us-tucson/verification", data={"csrf": form}).status_code == 303
            until(lambda: "Sin verificar" not in server.get("/es/posts/mx-us-tucson").text and server.get("/api/v1/posts/mx-us-tucson").json()["verified_on"], within=2)
