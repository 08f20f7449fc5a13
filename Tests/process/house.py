"""A running `enlace`, its databases and the people who use it, as the tests see them: from outside."""

import base64
import contextlib
import hashlib
import hmac
import html
import json
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import requests

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ENLACE_TEST_PROGRAM", str(ROOT / ".build/debug/enlace"))
PASSWORD = "enlace-demostracion"
ENGINES = ["sqlite", "postgres"]


def eventually(condition, within, every=0.005):
    """Asks until the answer is true; answers the seconds that it took, or fails."""
    start = time.monotonic()
    while True:
        found = condition()
        took = time.monotonic() - start
        if found:
            return took
        assert took < within, f"not within {within} s"
        time.sleep(every)


def enlace(*arguments, check=True, under=(), **options):
    """Runs the program as an operator does."""
    done = subprocess.run([*under, PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options)
    assert not check or done.returncode == 0, f"enlace {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


class Database:
    """One database of a test's own, asked with the engine's own tools rather than ours."""

    def __init__(self, url):
        self.url = url
        self.engine = url.split(":")[0]

    @property
    def file(self):
        return self.url.removeprefix("sqlite:")

    def rows(self, sql):
        """Rows as dictionaries; the SQL must be plain enough for both engines."""
        if self.engine == "sqlite":
            with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as connection:
                connection.row_factory = sqlite3.Row
                return [dict(row) for row in connection.execute(sql)]
        text = psql(self.url, f"SELECT coalesce(json_agg(row_to_json(r)), '[]') FROM ({sql}) r")
        return json.loads(text)

    def value(self, sql):
        [row] = self.rows(sql)
        [value] = row.values()
        return value

    def execute(self, sql):
        if self.engine != "sqlite":
            return psql(self.url, sql)
        with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as connection, connection:
            connection.execute(sql)

    def left_alone(self):
        """Waits until nobody uses it: PostgreSQL ends by itself what a server that is gone had begun, and takes a moment."""
        others = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        if self.engine != "sqlite":
            eventually(lambda: psql(self.url, others) == "0", 30, every=0.05)

    def dump(self):
        """All that is stored, as bytes to look for something in."""
        if self.engine == "sqlite":
            return b"".join(p.read_bytes() for p in sorted(Path(self.file).parent.glob(Path(self.file).name + "*")))
        return subprocess.run(["pg_dump", self.url], capture_output=True, check=True, timeout=60).stdout

    def copy(self, folder):
        """A database with the same content, to be changed freely; nobody may be using this one."""
        if self.engine == "sqlite":
            target = Path(folder) / f"{uuid.uuid4().hex}.sqlite"
            with contextlib.closing(sqlite3.connect(self.file)) as source, contextlib.closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = WAL")
            return Database(f"sqlite:{target}")
        server, _, template = self.url.rpartition("/")
        name = "t" + uuid.uuid4().hex
        psql(server + "/postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return Database(f"{server}/{name}")

    @staticmethod
    def empty(engine, folder, server=None):
        if engine == "sqlite":
            return Database(f"sqlite:{Path(folder) / uuid.uuid4().hex}.sqlite")
        server = (server or os.environ["ENLACE_TEST_POSTGRES"]).rpartition("/")[0]
        name = "t" + uuid.uuid4().hex
        psql(server + "/postgres", f"CREATE DATABASE {name}")
        return Database(f"{server}/{name}")


def psql(url, sql):
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, url], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Server:
    """One `enlace` process on a free port of this machine."""

    def __init__(self, database, command="demo", *options, environment={}, under=()):
        self.process = subprocess.Popen(
            [*under, PROGRAM, command, "--database", database.url, "--listen", "127.0.0.1:0", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
        self._said = {"stdout": [], "stderr": []}
        self._greeted = threading.Event()
        self.url = None
        self._readers = [threading.Thread(target=self._listen, args=(name,), daemon=True) for name in self._said]
        for reader in self._readers:
            reader.start()

    def _listen(self, name):
        for line in getattr(self.process, name):
            self._said[name].append(line)
            if name == "stdout" and line.startswith("Enlace: "):
                self.url = line.split()[1]
                self._greeted.set()
        self._greeted.set()

    def ready(self, within=60):
        assert self._greeted.wait(within) and self.url, f"the server did not start: {self.log}"
        return self

    @property
    def greeting(self):
        return "".join(self._said["stdout"])

    @property
    def log(self):
        return "".join(self._said["stderr"])

    @property
    def host(self):
        return urlsplit(self.url).hostname, urlsplit(self.url).port

    @property
    def memory(self):
        """Resident, in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def get(self, path, **options):
        return requests.get(self.url + path, timeout=10, allow_redirects=False, **options)

    def kill(self):
        self._end(signal.SIGKILL)

    def stop(self):
        """As an operator does. What it could not finish in time would be a defect."""
        self._end(signal.SIGTERM)
        assert self.process.returncode == 0, f"ended with {self.process.returncode}: {self.log}"

    def _end(self, how):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=30)
        for reader in self._readers:
            reader.join(10)

    def __enter__(self):
        return self.ready()

    def __exit__(self, failed, *_):
        if failed or self.process.poll() is not None:
            self.kill()
        else:
            self.stop()


class Person(requests.Session):
    """Somebody with a browser that knows no script."""

    def __init__(self, url):
        super().__init__()
        self.at = url

    def request(self, method, path, **options):
        options.setdefault("timeout", 20)
        options["allow_redirects"] = False  # Where it leads is part of the answer.
        return super().request(method, path if "://" in path else self.at + path, **options)

    def sign_in(self, email, password=PASSWORD):
        answer = self.submit("/es/sign-in", fields(self.get("/es/sign-in")), email=email, password=password)
        assert answer.status_code == 303, answer.text
        return self

    def submit(self, path, known, **typed):
        """Sends a form: what the page had filled in, and what was typed."""
        return self.post(path, data={**known, **typed})

    def elsewhere(self, url):
        """The same browser at another server."""
        other = Person(url)
        other.cookies.update(self.cookies)
        return other

    def accept(self, path, password="tres tristes tigres comen"):
        """Opens an invitation's link, chooses a password and enrols an app."""
        known = fields(self.get(path))
        answer = self.submit(path, known, password=password, password_again=password, code=one_time_code(known["secret"]))
        assert answer.status_code in (200, 303) and "enlace_session" in self.cookies, answer.text
        return self


def one_time_code(secret, at=None):
    """RFC 6238, written again."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at or time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start:start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def fields(page):
    """What a page's form holds, as a browser would send it."""
    assert page.status_code == 200, f"{page.status_code} {page.url}\n{page.text}"
    form = max(re.findall(r'<form[^>]*method="post".*?</form>', page.text, re.S), key=len)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        mark = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" in mark and mark.get("type") not in ("file", "submit") and (mark.get("type") not in ("checkbox", "radio") or " checked" in tag):
            found.setdefault(mark["name"], []).append(mark.get("value", "on"))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = [html.unescape(text).lstrip("\n")]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.findall(r'<option[^>]*value="([^"]*)"[^>]* selected', options) or re.findall(r'<option[^>]*value="([^"]*)"', options)
        found[name] = chosen[:1]
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
