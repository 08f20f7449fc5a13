"""The program as an operator meets it at a shell."""

import os
import re
import uuid

import pytest

from house import ENGINES, Database, Person, Server, enlace, fields, psql

COMMANDS = ["serve", "demo", "migrate", "import", "export", "audit", "audit verify", "user", "user add", "user list"]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_says_what_it_does(command):
    told = enlace(*command.split(), "--help").stdout
    assert "OVERVIEW: " in told and "USAGE: enlace" in told
    if command in ("serve", "demo"):
        assert all(option in told for option in ["--database", "--listen", "--public-address", "--trust-proxy", "ENLACE_DATABASE"])
    if command == "":
        assert all(name in told for name in ["serve", "demo", "migrate", "import", "export", "audit", "user"])


@pytest.mark.parametrize("arguments, word", [
    (["serve", "--listen", "nowhere"], "HOST:PORT"), (["serve", "--listen", "127.0.0.1:70000"], "HOST:PORT"), (["serve", "--database", "mysql://x"], "sqlite:FILE"),
    (["serve", "--database", "sqlite:"], "sqlite:FILE"), (["serve", "--public-address", "enlace.example"], "https://"), (["serve", "--colour"], "--colour"), (["dance"], "dance"),
    (["serve", "--database", "postgres://nobody@127.0.0.1:1/x"], "cannot be reached"), (["serve", "--database", "sqlite:/proc/no/where.sqlite"], "cannot be reached"),
    (["audit", "verify", "--database", "postgres://nobody@127.0.0.1:1/x"], "cannot be reached"), (["serve", "--log-level", "loud"], "loud"),
    (["user", "add", "x@example.mx", "--name", "X", "--role", "king", "--delegation", "mx"], "king"), (["import"], "files"),
])
def test_what_cannot_be_done_is_told_in_a_line(arguments, word):
    done = enlace(*arguments, check=False)
    assert done.returncode != 0 and done.stdout == ""
    first = done.stderr.splitlines()[0]
    assert first.startswith("Error: ") and word in first, done.stderr
    assert "Fatal" not in done.stderr and "StorageError" not in done.stderr


@pytest.mark.parametrize("arguments, word", [
    (["user", "add", "nobody", "--name", "X", "--role", "liaison", "--delegation", "mx"], "nobody"),
    (["user", "add", "x@example.mx", "--name", "X", "--role", "liaison", "--delegation", "atlantis"], "atlantis"),
    (["user", "add", "x@example.mx", "--name", "X", "--role", "liaison", "--delegation", "st"], "liaison"),
    (["user", "add", "x@example.mx", "--name", "X", "--role", "consul", "--delegation", "mx", "--post", "mx-us-atlantis"], "mx-us-atlantis"),
    (["user", "disable", "nobody@example.mx"], ""), (["user", "reset-password", "nobody@example.mx"], ""), (["export", "--sending", "ZZ"], "ZZ"),
])
def test_what_is_not_there_is_told_and_changes_nothing(database, arguments, word):
    before = database.rows("SELECT number, hash FROM audit_head")
    done = enlace(*arguments, "--database", database.url, check=False)
    assert done.returncode != 0 and done.stdout == "" and done.stderr.startswith("Error: ") and word in done.stderr.splitlines()[0]
    assert database.rows("SELECT number, hash FROM audit_head") == before


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_operator_gets_in_by_the_printed_link(engine, tmp_path):
    database = Database.empty(engine, tmp_path)
    with Server(database, "serve") as server:
        told = enlace("user", "add", "primera@example.org", "--name", "Primera", "--role", "administrator", "--delegation", "st", "--database", database.url).stdout
        link = re.search(r"/es/invitation/\S+", told)[0]
        operator = Person(server.url).accept(link)
        assert operator.get("/es/people").status_code == 200
        assert Person(server.url).get(link).status_code == 410, "a link works once"
        assert "primera@example.org\tPrimera\tadministrator@st" in enlace("user", "list", "--database", database.url).stdout
        last = enlace("user", "disable", "primera@example.org", "--database", database.url, check=False)
        assert last.returncode != 0 and "last administrator" in last.stderr and operator.get("/es/people").status_code == 200


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_disabled_at_the_shell_is_out_at_once(engine, tmp_path):
    database = Database.empty(engine, tmp_path)
    with Server(database, "serve") as server:
        told = enlace("user", "add", "segunda@example.mx", "--name", "Segunda", "--role", "liaison", "--delegation", "mx", "--database", database.url).stdout
        officer = Person(server.url).accept(told.split()[-1])
        assert officer.get("/es/desk").status_code == 200
        enlace("user", "disable", "segunda@example.mx", "--database", database.url)
        assert officer.get("/es/desk").status_code == 303
        enlace("user", "enable", "segunda@example.mx", "--database", database.url)
        link = enlace("user", "reset-password", "segunda@example.mx", "--database", database.url).stdout.strip()
        visitor = Person(server.url)
        assert visitor.submit(link, fields(visitor.get(link)), password="otra clave muy larga", password_again="otra clave muy larga").status_code == 303
        assert visitor.get(link).status_code == 410, "a link works once"


def test_a_demonstration_is_never_served_as_the_real_thing(database):
    refused = enlace("serve", "--listen", "127.0.0.1:0", "--database", database.url, check=False)
    assert refused.returncode != 0 and "Enlace:" not in refused.stdout
    assert refused.stderr.startswith("Error: ") and "demonstration" in refused.stderr.splitlines()[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_real_thing_is_never_made_a_demonstration(engine, tmp_path):
    database = Database.empty(engine, tmp_path)
    with Server(database, "serve") as server:
        invited = enlace("user", "add", "real@example.org", "--name", "Real", "--role", "administrator", "--delegation", "st", "--database", database.url)
        Person(server.url).accept(invited.stdout.split()[-1])
    refused = enlace("demo", "--listen", "127.0.0.1:0", "--database", database.url, check=False)
    assert refused.returncode != 0 and refused.stderr.startswith("Error: ") and "real accounts" in refused.stderr.splitlines()[0]
    assert database.value("SELECT count(*) FROM person") == 1


@pytest.mark.parametrize("deed", [
    "UPDATE audit SET after_state = '{}' WHERE number = 100", "UPDATE audit SET actor_name = 'somebody else' WHERE number = 7", "DELETE FROM audit WHERE number = 500",
    "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)", "DELETE FROM audit WHERE number = 1", "DELETE FROM audit",
    "UPDATE audit SET number = CASE number WHEN 20 THEN -21 WHEN 21 THEN -20 END WHERE number IN (20, 21); UPDATE audit SET number = -number WHERE number < 0",
])
def test_the_trail_shows_who_tampered_with_it(database, deed):
    assert enlace("audit", "verify", "--database", database.url).stdout.endswith("The chain is whole.\n")
    for statement in deed.split("; "):
        database.execute(statement)
    verdict = enlace("audit", "verify", "--database", database.url, check=False)
    assert verdict.returncode == 1 and "BROKEN: record " in verdict.stdout and "whole" not in verdict.stdout
    number = re.search(r"number = (\d+)$", deed)
    assert not number or f"record {number[1]}" in verdict.stdout


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("command", ["audit verify", "user list", "user disable x@example.mx", "export", "import nothing.csv"])
def test_what_needs_a_house_makes_none(engine, command, tmp_path):
    database = Database.empty(engine, tmp_path)
    done = enlace(*command.split(), "--database", database.url, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: there is no database of the house at ") and len(done.stderr.splitlines()) == 1, done.stderr
    if engine == "sqlite":
        assert not list(tmp_path.iterdir())
    else:
        assert psql(database.url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"


def test_the_first_user_may_come_before_the_house(tmp_path):
    database = Database.empty("sqlite", tmp_path)
    enlace("user", "add", "primera@example.org", "--name", "Primera", "--role", "administrator", "--delegation", "st", "--database", database.url)
    assert database.value("SELECT count(*) FROM invitation") == 1


def test_a_check_of_the_trail_changes_no_tables(database):
    database.execute("DELETE FROM storage_migration WHERE feature = 'notices'")
    assert "The chain is whole." in enlace("audit", "verify", "--database", database.url).stdout
    assert database.value("SELECT count(*) FROM storage_migration WHERE feature = 'notices'") == 0


# Root may write everywhere unless it gives that up.
AS_ANYBODY = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.mark.parametrize("place, reason", [
    ("file/enlace.sqlite", "file is no folder"), ("file/new/enlace.sqlite", "cannot be made: "), ("locked/enlace.sqlite", "this user cannot write to the folder "),
    ("locked/new/enlace.sqlite", "cannot be made: this user cannot write to the folder "),
])
def test_a_folder_that_cannot_hold_the_records_is_told_by_the_doctor_and_at_the_start(place, reason, tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "locked").mkdir(mode=0o500)
    url = f"sqlite:{tmp_path / place}"
    seen = enlace("doctor", "--database", url, check=False, under=AS_ANYBODY)
    assert seen.returncode == 1 and re.search(rf"^broken   database: .*{reason}", seen.stdout, re.M), seen.stdout
    refused = enlace("serve", "--database", url, "--listen", "127.0.0.1:0", check=False, under=AS_ANYBODY)
    assert (refused.returncode, refused.stdout) == (1, "") and reason in refused.stderr and len(refused.stderr.splitlines()) == 1, refused.stderr


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_is_not_in_utf8_is_told_by_the_doctor_and_at_the_start(encoding):
    server, name = os.environ["ENLACE_TEST_POSTGRES"].rpartition("/")[0], "t" + uuid.uuid4().hex
    psql(server + "/postgres", f"CREATE DATABASE {name} ENCODING {encoding} TEMPLATE template0 LOCALE 'C'")
    seen = enlace("doctor", "--database", f"{server}/{name}", check=False)
    assert seen.returncode == 1 and re.search(rf"^broken   database: .*{encoding}.*--encoding UTF8", seen.stdout, re.M), seen.stdout
    refused = enlace("serve", "--database", f"{server}/{name}", "--listen", "127.0.0.1:0", check=False)
    assert refused.returncode == 1 and encoding in refused.stderr and len(refused.stderr.splitlines()) == 1, refused.stderr
    assert psql(f"{server}/{name}", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"


def test_the_doctor_reads_where_to_listen_as_the_server_does(database):
    seen = enlace("doctor", "--database", database.url, check=False, env={**os.environ, "ENLACE_LISTEN": "8080"})
    assert seen.returncode == 1 and 'broken   listen: "8080" is not HOST:PORT' in seen.stdout
    assert "ok       listen: ::1:8080" in enlace("doctor", "--database", database.url, "--listen", "[::1]:8080").stdout


def test_an_import_tells_every_fault_with_its_place_and_changes_nothing(database, tmp_path):
    file = tmp_path / "posts.csv"
    file.write_text("key,sending_state,receiving_state,class,name_es,name_en,city,phones\nmx-us-nuevo,MX,US,consulate,Nuevo,,Nuevo,12\nmx-us-otro,MX,ZZ,consulate,Otro,,Otro,\n")
    before = database.rows("SELECT number, hash FROM audit_head")
    done = enlace("import", "--commit", "--database", database.url, file, check=False)
    assert done.returncode == 1 and "Nothing was changed." in done.stdout
    assert re.search(rf"^{re.escape(str(file))}:2:\d+: phones: .*12", done.stdout, re.M) and re.search(rf"^{re.escape(str(file))}:3:15: receiving_state: .*ZZ", done.stdout, re.M), done.stdout
    latin = tmp_path / "latin.csv"
    latin.write_bytes("key,sending_state,receiving_state,class,name_es,name_en,city\nmx-us-x,MX,US,consulate,México,,Méjico\n".encode("latin-1"))
    missing = tmp_path / "missing.csv"
    missing.write_text("key,sending_state\nmx-us-x,MX\n")
    for broken in [latin, missing, tmp_path / "nowhere.csv"]:
        done = enlace("import", "--commit", "--database", database.url, broken, check=False)
        assert done.returncode != 0 and str(broken) in done.stdout + done.stderr
    assert database.rows("SELECT number, hash FROM audit_head") == before


def test_a_stop_is_a_clean_end(server):
    with Person(server.url) as visitor:
        assert visitor.get("/es").status_code == 200
        server.stop()
    assert server.process.returncode == 0 and "rror" not in server.log
