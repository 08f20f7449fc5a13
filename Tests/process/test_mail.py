"""Mail from a notice to an SMTP receiver, with the server killed in between; and what is written, read by parsers that are not ours."""

import email
import email.policy
import os
import random
import re
import shutil
import socket
import stat
import subprocess
import threading
import time
import uuid
from collections import Counter
from datetime import datetime, timedelta, timezone
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from urllib.parse import urlsplit

import feedparser
import icalendar
import pytest
from aiosmtpd.controller import Controller

from clock import Clock
from house import ENGINES, PROGRAM, Database, Person, Server, enlace, eventually, fields

# PostgreSQL is sent less through, so that the file stays short.
MAILS = {"sqlite": 600, "postgres": 200}
KILLS = 6
MANY_KILLS = 8
SENDER = "enlace@example.org"
RETURN = "devueltos@example.org"
SITE = "https://enlace.example"


class Receiver:
    """An SMTP server that keeps what it is given."""

    def __init__(self):
        self.mails = []
        self.lock = threading.Lock()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server, _session, envelope):
        with self.lock:
            self.mails.append((list(envelope.rcpt_tos), envelope.mail_from, envelope.content))
        return "250 kept"

    def messages(self):
        with self.lock:
            return [email.message_from_bytes(content, policy=email.policy.default) for _, _, content in self.mails]

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def sendmail(receiver, tmp_path, monkeypatch):
    """msmtp towards the receiver, as the system's sendmail."""
    assert shutil.which("msmtp"), "msmtp is missing: make setup-tests"
    settings = tmp_path / "msmtprc"
    settings.write_text(f"account default\nhost 127.0.0.1\nport {receiver.port}\ntls off\nauth off\nfrom {SENDER}\nset_from_header off\n")
    settings.chmod(stat.S_IRUSR | stat.S_IWUSR)
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\nexec msmtp -C {settings} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("ENLACE_SENDMAIL", str(program))
    monkeypatch.setenv("ENLACE_MAIL_FROM", SENDER)
    monkeypatch.setenv("ENLACE_PUBLIC_ADDRESS", SITE)
    return program


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A real server's database on each engine, to be copied."""
    made = {}
    for engine in ENGINES:
        made[engine] = Database.empty(engine, tmp_path_factory.mktemp("real"))
        with Server(made[engine], "serve"):
            pass
    return made


def instant(database, at):
    return str(int(at.timestamp() * 1_000_000)) if database.engine == "sqlite" else f"'{at.isoformat()}'"


def add_people(database, count, topic="account", language="es"):
    """People with an account and one notice each that is due at once."""
    now = instant(database, datetime.now(timezone.utc) - timedelta(seconds=1))
    people, notices = [], []
    for number in range(count):
        person = uuid.uuid4()
        people.append(f"('{person}', 'persona{number}@example.org', 'Ana Núñez {number}', '{language}', {now}, FALSE)")
        notices.append(f"('{uuid.uuid4()}', '{person}', '{topic}', 'notices.topic.account', '{{}}', '/account', 'test', {now})")
    for start in range(0, count, 500):
        database.execute("INSERT INTO person (id, email, name, language, created_at, is_demonstration) VALUES " + ", ".join(people[start:start + 500]))
        database.execute("INSERT INTO notice (id, person, topic, text, text_values, path, unique_key, at) VALUES " + ", ".join(notices[start:start + 500]))


def unsent(database):
    return database.value("SELECT (SELECT count(*) FROM notice WHERE mailed_at IS NULL) + (SELECT count(*) FROM mail WHERE sent_at IS NULL) AS n")


def send_all_while_killed(database, receiver, count, kills, within):
    """Answers how often each mail arrived, by recipient."""
    chance = random.Random(count)
    add_people(database, count)
    # How many have arrived at each kill is what is drawn here.
    for arrived in sorted(chance.sample(range(1, count - 1), kills)):
        server = Server(database, "serve").ready()
        eventually(lambda: len(receiver.mails) >= arrived, within)
        time.sleep(chance.uniform(0, 0.5))
        server.kill()
    with Server(database, "serve"):
        eventually(lambda: unsent(database) == 0, within, every=0.5)
    return Counter(recipient for recipients, _, _ in receiver.mails for recipient in recipients)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_mail_is_lost_and_hardly_any_comes_twice_while_the_server_is_killed(real, receiver, sendmail, engine, tmp_path):
    database = real[engine].copy(tmp_path)
    count = MAILS[engine]
    arrived = send_all_while_killed(database, receiver, count, KILLS, within=240)
    assert len(arrived) == count, f"{count - len(arrived)} of {count} were lost"
    ids = Counter(message["Message-ID"] for message in receiver.messages())
    assert len(ids) == count, "a mail that comes twice has the same Message-ID"
    duplicates = sum(arrived.values()) - count
    print(f"{engine}: {count} mails, {KILLS} kills, {duplicates} duplicates")
    # At most the one that was under way at the moment of each kill.
    assert duplicates <= KILLS


# Ten to thirty minutes for each engine, so only where it is asked for: ENLACE_TEST_MANY_MAILS=10000.
if "ENLACE_TEST_MANY_MAILS" in os.environ:

    @pytest.mark.parametrize("engine", ENGINES)
    def test_ten_thousand_mails_with_fewer_than_one_in_a_thousand_twice(real, receiver, sendmail, engine, tmp_path):
        count = int(os.environ["ENLACE_TEST_MANY_MAILS"])
        arrived = send_all_while_killed(real[engine].copy(tmp_path), receiver, count, MANY_KILLS, within=1800)
        duplicates = sum(arrived.values()) - count
        print(f"{engine}: {count} mails, {MANY_KILLS} kills, {duplicates} duplicates")
        assert len(arrived) == count
        assert duplicates < count / 1000


def test_two_servers_on_one_postgresql_send_each_mail_once(real, receiver, sendmail, tmp_path):
    database = real["postgres"].copy(tmp_path)
    add_people(database, 100)
    with Server(database, "serve"), Server(database, "serve"):
        eventually(lambda: unsent(database) == 0, 120, every=0.2)
    arrived = Counter(recipient for recipients, _, _ in receiver.mails for recipient in recipients)
    assert len(arrived) == 100 and set(arrived.values()) == {1}


def secretariat(database, server):
    """Somebody of the Secretariat, let in by the operator's link."""
    link = enlace("user", "add", "st@example.org", "--name", "Secretaria", "--role", "secretariat", "--delegation", "st", "--database", database.url).stdout
    return Person(server.url).accept(re.search(r"/es/invitation/\S+", link)[0])


def test_an_address_that_bounces_is_shown_to_the_secretariat_and_holds_nobody_up(real, receiver, sendmail, monkeypatch, tmp_path):
    # So that the server tells where it really listens.
    monkeypatch.delenv("ENLACE_PUBLIC_ADDRESS")
    database = real["sqlite"].copy(tmp_path)
    add_people(database, 3)
    database.execute("UPDATE person SET email = 'nobody@example.org' WHERE email = 'persona0@example.org'")
    clock = Clock(tmp_path)
    with clock.server(database, "serve") as server:
        eventually(lambda: len(receiver.mails) == 2, 60, every=0.1)
        officer = secretariat(database, server)
        # It is heard three times, with pauses that grow.
        def given_up():
            clock.move(120)
            return database.value("SELECT count(*) AS n FROM mail WHERE failed_at IS NOT NULL")
        eventually(given_up, 60, every=1)
        # So far ahead one comes in anew.
        page = officer.get("/es/desk/mail")
        assert page.status_code == 200, page.headers
        assert "nobody@example.org" in page.text and "no such user here" in page.text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
        database.execute("UPDATE mail SET recipient = 'persona0@example.org' WHERE recipient = 'nobody@example.org'")
        assert officer.post("/es/desk/mail/retries", data={"csrf": csrf}).status_code == 303
        eventually(lambda: len(receiver.mails) == 3, 30, every=0.1)
    assert unsent(database) == 0


def delivery_report(about, address):
    """What a mail system sends back when it gives a mail up (RFC 3464), as Python's email package writes it."""
    fields = email.message_from_string(
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 mailbox closed\n")
    report = MIMEMultipart("report", None, [MIMEText("No se pudo entregar.", _charset="utf-8"), fields, MIMEMessage(about)])
    report.set_param("report-type", "delivery-status")
    report["From"], report["To"], report["Subject"] = "MAILER-DAEMON@mx.example.net", RETURN, "Undelivered"
    return report.as_bytes()


def report(database, message, url=None):
    """As the mail system calls the program; the database's address from the environment, where the command line does not show it."""
    return subprocess.run([PROGRAM, "mail", "report"], input=message, capture_output=True, env={**os.environ, "ENLACE_DATABASE": url or database.url})


@pytest.mark.parametrize("engine", ENGINES)
def test_a_mail_that_comes_back_later_is_shown_with_its_reason(real, receiver, sendmail, monkeypatch, engine, tmp_path):
    monkeypatch.delenv("ENLACE_PUBLIC_ADDRESS")
    monkeypatch.setenv("ENLACE_MAIL_RETURN", RETURN)
    database = real[engine].copy(tmp_path)
    add_people(database, 1)
    with Server(database, "serve") as server:
        eventually(lambda: receiver.mails, 90, every=0.1)
        [(_, envelope_sender, content)] = receiver.mails
        assert envelope_sender == RETURN
        mail = email.message_from_bytes(content)
        eventually(lambda: unsent(database) == 0, 10)
        officer = secretariat(database, server)
        for other in (b"", b"Subject: Estoy fuera\n\nVuelvo el lunes.\n", os.urandom(3_000_000)):
            heard = report(database, other)
            assert (heard.returncode, heard.stdout) == (0, b"unknown\n"), heard.stderr
        assert "persona0@example.org" not in officer.get("/es/desk/mail").text
        heard = report(database, delivery_report(mail, "persona0@example.org"))
        assert (heard.returncode, heard.stdout) == (0, b"returned\n"), heard.stderr
        page = officer.get("/es/desk/mail").text
        assert "persona0@example.org" in page and "550 mailbox closed" in page and "devuelto" in page
    # With the database away the mail system keeps the report and tries again.
    away = "postgres://nobody@127.0.0.1:9/none" if engine == "postgres" else f"sqlite:{tmp_path}/no/such.sqlite"
    assert report(database, delivery_report(mail, "persona0@example.org"), away).returncode == os.EX_TEMPFAIL
    assert not (tmp_path / "no").exists(), "nothing comes into being by being told a report"


def test_without_the_mail_program_the_house_opens_and_mail_waits_for_it(real, receiver, sendmail, tmp_path):
    away = sendmail.rename(tmp_path / "elsewhere")
    database = real["sqlite"].copy(tmp_path)
    add_people(database, 1)
    with Server(database, "serve") as server:
        eventually(lambda: database.value("SELECT count(*) AS n FROM mail WHERE sent_at IS NULL AND failed_at IS NULL") == 1, 90, every=0.1)
        assert f"there is no program {sendmail}. Mail waits" in server.log
    assert f"broken   mail: ENLACE_SENDMAIL: there is no program {sendmail}" in enlace("doctor", "--database", database.url, check=False).stdout
    away.rename(sendmail)
    with Server(database, "serve"):
        eventually(lambda: receiver.mails and unsent(database) == 0, 60, every=0.1)


def test_an_invitation_comes_by_mail_and_its_link_is_forgotten_once_sent(real, receiver, sendmail, monkeypatch, tmp_path):
    # So that the server tells where it really listens.
    monkeypatch.delenv("ENLACE_PUBLIC_ADDRESS")
    database = real["sqlite"].copy(tmp_path)
    with Server(database, "serve") as server:
        officer = secretariat(database, server)
        page = officer.get("/es/people/invite")
        answer = officer.submit("/es/people/invite", {"csrf": fields(page)["csrf"]}, name="Eva", email="eva@example.org", language="en", role="liaison", delegation="gt")
        assert answer.status_code == 200 and "/invitation/" not in answer.text
        eventually(lambda: receiver.mails, 30, every=0.1)
        [message] = receiver.messages()
        assert message["To"].addresses[0].addr_spec == "eva@example.org" and message["Subject"] == "Invitation to the consular protection network"
        assert not message.defects and message["List-Unsubscribe"] is None
        for part in (message.get_body(("plain",)), message.get_body(("html",))):
            path = re.search(r"http://localhost:8080(/en/invitation/[\w-]+)", part.get_content())[1]
        eventually(lambda: unsent(database) == 0, 10)
        assert database.rows("SELECT plain, html FROM mail") == [{"plain": "", "html": ""}]
        assert Person(server.url).accept(path).get("/en/home").status_code == 200


def test_a_mail_is_what_it_should_be(real, receiver, sendmail, tmp_path):
    database = real["sqlite"].copy(tmp_path)
    add_people(database, 1)
    with Server(database, "serve"):
        eventually(lambda: receiver.mails, 90, every=0.1)
    [(recipients, sender, _)] = receiver.mails
    assert (recipients, sender) == (["persona0@example.org"], SENDER)
    [message] = receiver.messages()
    assert not message.defects
    assert message["To"] == "<persona0@example.org>" or message["To"] == "persona0@example.org"
    assert SENDER in message["From"] and message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Su cuenta"
    assert abs(message["Date"].datetime - datetime.now(timezone.utc)) < timedelta(minutes=5)
    assert message["Message-ID"].endswith("@example.org>")
    assert message["List-Unsubscribe"] is None
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    for part in (plain, html):
        assert part.get_content_charset() == "utf-8" and not part.defects
        assert "Ana Núñez 0" in part.get_content() and f"{SITE}/es/account" in part.get_content()
    assert "Hola, Ana Núñez 0:" in plain.get_content().splitlines()
    assert '<html lang="es">' in html.get_content()


def test_a_digest_can_be_ended_by_one_post(real, receiver, sendmail, monkeypatch, tmp_path):
    # So that the server tells where it really listens.
    monkeypatch.delenv("ENLACE_PUBLIC_ADDRESS")
    database = real["sqlite"].copy(tmp_path)
    add_people(database, 1, topic="plan")
    eight_days_ago = instant(database, datetime.now(timezone.utc) - timedelta(days=8))
    database.execute(f"UPDATE notice SET at = {eight_days_ago}")
    with Server(database, "serve") as server:
        eventually(lambda: receiver.mails, 90, every=0.1)
        [message] = receiver.messages()
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = message["List-Unsubscribe"].strip("<>")
        path = urlsplit(link).path
        assert path.startswith("/es/notices/unsubscribe/")
        stranger = Person(server.url)
        assert stranger.get(path).status_code == 200
        assert database.rows("SELECT * FROM notice_preference") == []
        assert stranger.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert {row["topic"]: row["frequency"] for row in database.rows("SELECT topic, frequency FROM notice_preference")} == {"plan": "urgent", "records": "urgent"}


def test_feed_and_calendar_are_read_by_others(demo):
    officer = Person(demo.url).sign_in("enlace.mx@demo.enlace.example")
    page = officer.get("/es/account/notices")
    made = officer.submit("/es/account/notices/address", {"csrf": fields(page)["csrf"]})
    assert made.status_code == 200
    token = made.text.split("/feeds/")[1].split("/")[0]
    stranger = Person(demo.url)

    answer = stranger.get(f"/feeds/{token}/expected.atom")
    feed = feedparser.parse(answer.content, response_headers={name.lower(): value for name, value in answer.headers.items()})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10" and feed.feed.title and feed.feed.id
    assert any("por verificar" in entry.title for entry in feed.entries)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert entry.updated_parsed and entry.link.startswith("http")

    answer = stranger.get(f"/feeds/{token}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["VERSION"] == "2.0" and not calendar.errors
    for event in calendar.walk("VEVENT"):
        assert event["UID"] and event["DTSTAMP"] and event["DTSTART"] and event["SUMMARY"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
