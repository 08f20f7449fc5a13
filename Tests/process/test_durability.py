"""SIGKILL in the middle of concurrent writes, fifty times on each engine: what was answered is there, nothing is half there."""

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from house import ENGINES, Database, Person, Server, enlace, fields

KILLS = 50
WRITERS = 6


class Writer:
    """Keeps editing a post of its own and saying that it is still correct, and remembers what the server answered."""

    def __init__(self, slug):
        self.slug = slug
        self.answered_edits = []
        self.answered_verifications = 0
        self.sent = 0

    def make_plain(self, person):
        """A card without a place is saved without the gazetteer, which takes longer to load than a server lives here."""
        form = fields(person.get(f"/es/desk/posts/{self.slug}"))
        assert person.submit(f"/es/desk/posts/{self.slug}", form, latitude="", longitude="", districts="", verified="true").status_code == 303

    def work(self, person, alive, going):
        form = fields(person.get(f"/es/desk/posts/{self.slug}"))
        going()
        while alive():
            self.sent += 1
            code = f"{self.slug[-6:]} {self.sent}"
            try:
                # Edit and verification are one change: both must be there, or neither.
                if person.submit(f"/es/desk/posts/{self.slug}", form, postal_code=code, verified="true").status_code == 303:
                    self.answered_edits.append(code)
                if person.submit(f"/es/desk/posts/{self.slug}/verification", {"csrf": form["csrf"]}).status_code == 303:
                    self.answered_verifications += 1
                form = fields(person.get(f"/es/desk/posts/{self.slug}"))
            except requests.RequestException:
                return


class Onslaught:
    """The whole of it on one engine."""

    def __init__(self, engine, folder):
        self.database = Database.empty(engine, folder)
        self.random = random.Random(engine)
        with Server(self.database, "serve") as server:
            link = enlace("user", "add", "enlace@example.mx", "--name", "Enlace", "--role", "liaison", "--delegation", "mx", "--database", self.database.url)
            self.person = Person(server.url).accept(link.stdout.split()[-1])
            slugs = [row["slug"] for row in self.database.rows(f"SELECT slug FROM post WHERE sending = 'MX' AND receiving = 'US' ORDER BY slug LIMIT {WRITERS}")]
            self.writers = [Writer(slug) for slug in slugs]
            for writer in self.writers:
                writer.make_plain(self.person)
        self.starts = []

    def run(self):
        for _ in range(KILLS):
            self.round()
        return self

    def round(self):
        begun = time.monotonic()
        server = Server(self.database, "serve").ready()
        self.starts.append(time.monotonic() - begun)
        under_way = threading.Barrier(WRITERS + 1)
        alive = threading.Event()
        alive.set()
        with ThreadPoolExecutor(WRITERS) as pool:
            works = [pool.submit(writer.work, self.person.elsewhere(server.url), alive.is_set, under_way.wait) for writer in self.writers]
            under_way.wait(30)
            time.sleep(self.random.uniform(0.02, 0.25))  # The moment of the kill is what is drawn here.
            server.kill()
            alive.clear()
        for work in works:
            work.result()
        self.check()

    def check(self):
        """What the engine itself finds, before our program has had a chance to mend anything."""
        self.database.left_alone()
        edited = self.database.rows("SELECT number, record, after_state FROM audit WHERE action = 'directory.post.edited' ORDER BY number")
        verified = self.database.rows("SELECT number, record FROM audit WHERE action = 'records.verified' ORDER BY number")
        codes = {json.loads(row["after_state"])["postalCode"]: row for row in edited}
        verified_numbers = {row["number"]: row["record"] for row in verified}
        for row in edited:
            assert verified_numbers.get(row["number"] + 1) == row["record"], f"half of the edit {row['number']} is missing"
        for state in self.database.rows("SELECT p.slug, p.id, p.postal_code, (SELECT count(*) FROM verification v WHERE v.record = p.id) AS verified FROM post p"):
            writer = next((writer for writer in self.writers if writer.slug == state["slug"]), None)
            if not writer:
                continue
            missing = [code for code in writer.answered_edits if code not in codes]
            assert not missing, f"{writer.slug}: answered and lost: {missing}"
            own = [code for code, row in codes.items() if row["record"] == state["id"]]
            assert not own or own[-1] == state["postal_code"], f"{writer.slug} is {state['postal_code']}, the trail says {own[-1]}"
            told = sum(1 for row in verified if row["record"] == state["id"])
            assert told == state["verified"], f"{writer.slug}: {state['verified']} verifications, the trail tells {told}"
            assert state["verified"] >= len(writer.answered_edits) + writer.answered_verifications


@pytest.fixture(scope="module")
def onslaughts(tmp_path_factory):
    """Both engines at once, since a start leaves half of the machine idle."""
    def run(engine):
        return Onslaught(engine, tmp_path_factory.mktemp(engine)).run()

    with ThreadPoolExecutor(len(ENGINES)) as pool:
        return {engine: pool.submit(run, engine) for engine in ENGINES}


@pytest.mark.parametrize("engine", ENGINES)
def test_no_answered_write_is_lost_and_none_is_half_there_after_fifty_kills(onslaughts, engine):
    onslaught = onslaughts[engine].result()
    assert len(onslaught.starts) == KILLS
    for writer in onslaught.writers:
        assert len(writer.answered_edits) > KILLS / 5, "too few writes were under way for the kills to mean anything"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_chain_is_whole_after_fifty_kills(onslaughts, engine):
    verdict = enlace("audit", "verify", "--database", onslaughts[engine].result().database.url)
    assert "The chain is whole." in verdict.stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_the_server_is_back_soon_after_a_kill(onslaughts, engine):
    starts = sorted(onslaughts[engine].result().starts)
    assert starts[len(starts) // 2] < 1.5
