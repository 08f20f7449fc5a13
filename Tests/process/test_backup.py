"""A backup is taken while people write, the machine is lost, and the backup is restored: what was answered before it began is there."""

import hashlib
import json
import os
import subprocess
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from house import ENGINES, Database, Person, Server, enlace, fields, psql

WRITERS = 4


class Writer:
    """Keeps editing one post, and remembers when each edit was answered."""

    def __init__(self, slug):
        self.slug = slug
        self.answered = []

    def make_plain(self, person):
        """A card without a place is saved without the gazetteer, which would take longer to load than these tests take."""
        form = fields(person.get(f"/es/desk/posts/{self.slug}"))
        assert person.submit(f"/es/desk/posts/{self.slug}", form, latitude="", longitude="", districts="").status_code == 303

    def work(self, person, going):
        form = fields(person.get(f"/es/desk/posts/{self.slug}"))
        number = 0
        while going.is_set():
            number += 1
            code = f"{self.slug[-6:]} {number}"
            if person.submit(f"/es/desk/posts/{self.slug}", form, postal_code=code).status_code == 303:
                self.answered.append((time.monotonic(), code))
            form = fields(person.get(f"/es/desk/posts/{self.slug}"))


class Lost:
    """A house that was backed up under load, with what had been answered by then."""

    def __init__(self, engine, folder):
        self.database = Database.empty(engine, folder)
        self.file = Path(folder) / "copy"
        with Server(self.database, "serve") as server:
            link = enlace("user", "add", "enlace@example.mx", "--name", "Enlace", "--role", "liaison", "--delegation", "mx", "--database", self.database.url)
            person = Person(server.url).accept(link.stdout.split()[-1])
            slugs = [row["slug"] for row in self.database.rows(f"SELECT slug FROM post WHERE sending = 'MX' AND receiving = 'US' ORDER BY slug LIMIT {WRITERS}")]
            self.writers = [Writer(slug) for slug in slugs]
            for writer in self.writers:
                writer.make_plain(person)
            going = threading.Event()
            going.set()
            with ThreadPoolExecutor(WRITERS) as pool:
                works = [pool.submit(writer.work, person.elsewhere(server.url), going) for writer in self.writers]
                try:
                    while min(len(writer.answered) for writer in self.writers) < 5:
                        assert not any(work.done() for work in works), [work.exception() for work in works if work.done()]
                        time.sleep(0.05)
                    self.begun = time.monotonic()
                    self.said = enlace("backup", self.file, "--database", self.database.url).stdout
                    self.ended = time.monotonic()
                    time.sleep(0.3)
                finally:
                    going.clear()
                for work in works:
                    work.result()
        self.manifest = json.loads(Path(f"{self.file}.manifest.json").read_text())


@pytest.fixture(scope="module", params=ENGINES)
def lost(request, tmp_path_factory):
    return Lost(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def restored(lost, tmp_path_factory):
    database = Database.empty(lost.database.engine, tmp_path_factory.mktemp("restored"))
    said = enlace("restore", lost.file, "--database", database.url).stdout
    assert "The chain is whole." in said and lost.manifest["newestAuditHash"] in said
    return database


def test_the_backup_says_what_it_holds(lost):
    assert "The backup is whole." in lost.said
    assert hashlib.sha256(lost.file.read_bytes()).hexdigest() == lost.manifest["sha256"]
    assert lost.file.stat().st_size == lost.manifest["bytes"]
    assert lost.file.stat().st_mode & 0o077 == 0, "others may read it"
    assert sorted(path.name for path in lost.file.parent.iterdir() if path.name.startswith("copy")) == ["copy", "copy.manifest.json"]
    [newest] = lost.database.rows(f"SELECT hash FROM audit WHERE number = {lost.manifest['auditRecords']}")
    assert newest["hash"] == lost.manifest["newestAuditHash"]
    assert enlace("backup", "--verify", lost.file).stdout.endswith("The backup is whole.\n")


def test_people_could_write_meanwhile(lost):
    during = [at for writer in lost.writers for at, _ in writer.answered if lost.begun < at < lost.ended]
    assert during, "nobody was answered while the backup was made"


def test_every_write_answered_before_the_backup_began_is_there(lost, restored):
    kept = {json.loads(row["after_state"])["postalCode"] for row in restored.rows("SELECT after_state FROM audit WHERE action = 'directory.post.edited'")}
    for writer in lost.writers:
        answered = [code for at, code in writer.answered if at < lost.begun]
        assert answered and set(answered) <= kept, f"lost: {set(answered) - kept}"
        code = restored.value(f"SELECT postal_code FROM post WHERE slug = '{writer.slug}'")
        assert int(code.split()[-1]) >= int(answered[-1].split()[-1])


def test_the_chain_verifies_and_the_house_opens(lost, restored):
    verdict = enlace("audit", "verify", "--database", restored.url).stdout
    assert "The chain is whole." in verdict and lost.manifest["newestAuditHash"] in verdict
    with Server(restored, "serve") as server:
        assert server.get("/es/search?q=tucson").status_code == 200
        assert "<mark>" in server.get("/es/search?q=tucson").text


def test_a_restore_takes_nobodys_place_unasked(lost, restored):
    before = restored.rows("SELECT count(*) AS n FROM audit")
    done = enlace("restore", lost.file, "--database", restored.url, check=False)
    assert done.returncode == 1 and "not empty" in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert restored.rows("SELECT count(*) AS n FROM audit") == before


def test_replacing_and_not_under_a_running_server(lost, tmp_path):
    target = Database.empty(lost.database.engine, tmp_path)
    with Server(target, "serve"):
        done = enlace("restore", lost.file, "--replace", "--database", target.url, check=False)
        assert done.returncode == 1 and "in use" in done.stderr
    target.left_alone()
    said = enlace("restore", lost.file, "--replace", "--database", target.url).stdout
    assert target.value("SELECT max(number) AS n FROM audit") == lost.manifest["auditRecords"]
    if target.engine == "sqlite":
        assert "What was there is now" in said and list(Path(target.file).parent.glob("*.before-restore-*"))


def test_a_backup_takes_no_others_place(lost):
    done = enlace("backup", lost.file, "--database", lost.database.url, check=False)
    assert done.returncode == 1 and "exists already" in done.stderr


@pytest.mark.parametrize("damage", ["byte", "cut", "manifest", "gone"])
def test_a_damaged_backup_is_refused(lost, tmp_path, damage):
    file, manifest = tmp_path / "copy", tmp_path / "copy.manifest.json"
    content = bytearray(lost.file.read_bytes())
    if damage == "byte":
        content[len(content) // 2] ^= 1
    file.write_bytes(content[:-100] if damage == "cut" else content)
    if damage != "gone":
        manifest.write_text("{}" if damage == "manifest" else json.dumps(lost.manifest))
    target = Database.empty(lost.database.engine, tmp_path)
    done = enlace("restore", file, "--database", target.url, check=False)
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    if target.engine == "sqlite":
        assert not Path(target.file).exists()
    else:
        assert psql(target.url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"


def test_a_broken_trail_is_not_backed_up_in_silence(lost, tmp_path):
    copy = Database.empty(lost.database.engine, tmp_path)
    enlace("restore", lost.file, "--database", copy.url)
    copy.execute("UPDATE audit SET actor_name = 'nobody' WHERE number = 7")
    done = enlace("backup", tmp_path / "broken", "--database", copy.url, check=False)
    assert done.returncode == 1 and "record 7, or its place in the chain, was changed" in done.stderr
    assert not (tmp_path / "broken").exists() and not (tmp_path / "broken.part").exists()


@pytest.mark.parametrize("lost", ["postgres"], indirect=True)
def test_records_get_out_of_a_database_that_is_not_in_utf8_and_not_into_one(lost, tmp_path):
    server, name = lost.database.url.rpartition("/")[0], "t" + uuid.uuid4().hex
    psql(server + "/postgres", f"CREATE DATABASE {name} ENCODING SQL_ASCII TEMPLATE template0 LOCALE 'C'")
    old, new = f"{server}/{name}", Database.empty("postgres", tmp_path)
    refused = enlace("restore", lost.file, "--database", old, check=False)
    assert refused.returncode == 1 and "SQL_ASCII" in refused.stderr and psql(old, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
    # As an earlier version let it come about.
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={old}", lost.file], check=True)
    enlace("backup", tmp_path / "copy", "--database", old)
    assert "The chain is whole." in enlace("restore", tmp_path / "copy", "--database", new.url).stdout
    assert new.value("SELECT count(*) FROM post WHERE city LIKE '%ó%'") == lost.database.value("SELECT count(*) FROM post WHERE city LIKE '%ó%'")


def test_a_copy_that_has_no_place_is_not_blamed_on_the_records(lost, tmp_path):
    done = enlace("backup", tmp_path / "no" / "copy", "--database", lost.database.url, check=False)
    assert done.returncode == 1 and done.stderr == f"enlace: the copy {tmp_path}/no/copy cannot be written: there is no folder {tmp_path}/no\n"
    assert not list(tmp_path.iterdir())


def test_what_pg_dump_says_is_told_in_one_line_and_the_password_to_nobody(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    fake = tmp_path / "pg_dump"
    fake.write_text(f'#!/bin/sh\necho "$@" > {seen}\nenv >> {seen}\necho "pg_dump: error: no" >&2\necho more >&2\nexit 1\n')
    fake.chmod(0o755)
    database = Database.empty("postgres", tmp_path)
    with Server(database, "serve"):
        pass
    url = database.url.replace("enlace@", "enlace:s%23cret@")
    done = enlace("backup", tmp_path / "copy", "--database", url, check=False, env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert done.returncode == 1 and done.stderr == "enlace: pg_dump failed (exited(1)): pg_dump: error: no\n"
    arguments, surroundings = seen.read_text().split("\n", 1)
    assert "cret" not in arguments and "PGPASSWORD=s#cret" in surroundings


def test_the_doctor_finds_a_sound_house_sound(lost):
    done = enlace("doctor", "--database", lost.database.url, "--public-address", "https://enlace.example")
    for subject in ("database", "tables", "audit trail", "public address", "time zones", "telephone numbers"):
        assert f"ok       {subject}:" in done.stdout, done.stdout


def test_the_doctor_tells_what_is_broken(lost, tmp_path):
    copy = Database.empty(lost.database.engine, tmp_path)
    enlace("restore", lost.file, "--database", copy.url)
    copy.execute("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)")
    done = enlace("doctor", "--database", copy.url, check=False)
    assert done.returncode == 1 and "broken   audit trail: record" in done.stdout
    nowhere = {"sqlite": f"sqlite:{tmp_path}", "postgres": "postgres://enlace@127.0.0.1:1/nothing"}[copy.engine]
    done = enlace("doctor", "--database", nowhere, check=False)
    assert done.returncode == 1 and "broken   database:" in done.stdout, done.stdout
