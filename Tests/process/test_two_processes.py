"""What one process commits, the public pages of the others show within 200 ms, though they keep their pages."""

import csv
import io
import re
import subprocess
import threading
import time

import pytest

from house import PROGRAM, Person, Server, enlace, fields

TIMES = 10
LIMIT = 0.2
PAGE = "/es/posts/mx-us-tucson"


class Watch:
    """Reads a public page without pause and remembers when each text was first seen."""

    def __init__(self, server, path, pattern):
        self.seen = {}
        self._going = True
        self._thread = threading.Thread(target=self._look, args=(server, path, re.compile(pattern)), daemon=True)
        self._thread.start()

    def _look(self, server, path, pattern):
        reader = Person(server.url)
        while self._going:
            found = pattern.search(reader.get(path).text)
            self.seen.setdefault(found and found[0], time.monotonic())
            time.sleep(0.002)

    def moment(self, text, within=5):
        end = time.monotonic() + within
        while text not in self.seen:
            assert time.monotonic() < end and self._thread.is_alive(), f"{text} never shows; seen: {list(self.seen)}"
            time.sleep(0.002)
        return self.seen[text]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._going = False
        self._thread.join(20)


def hits(server):
    return int(re.search(r'enlace_page_cache_total{result="hit"} (\d+)', server.get("/metrics").text)[1])


def test_a_page_kept_by_one_process_shows_what_another_commits(database):
    with Server(database) as first, Server(database) as second:
        officer = Person(first.url).sign_in("enlace.mx@demo.enlace.example").elsewhere(second.url)
        assert officer.get("/es/desk").status_code == 200
        form = "/es/desk/posts/mx-us-tucson"
        with Watch(first, PAGE, r"AZ 857\d\d") as watch:
            for number in range(TIMES):
                code = f"AZ 857{number:02}"
                answer = officer.submit(form, fields(officer.get(form)), postal_code=code)
                committed = time.monotonic()
                assert answer.status_code == 303
                assert watch.moment(code) - committed <= LIMIT
        assert hits(first) > TIMES, "the page never came out of the cache, so nothing was shown"


def test_ones_own_change_shows_at_once(server):
    officer = Person(server.url).sign_in("enlace.mx@demo.enlace.example")
    form = "/es/desk/posts/mx-us-tucson"
    for number in range(TIMES):
        server.get(PAGE)
        assert officer.submit(form, fields(officer.get(form)), postal_code=f"AZ 858{number:02}").status_code == 303
        assert f"AZ 858{number:02}" in server.get(PAGE).text


def test_an_import_at_the_shell_shows_in_the_running_server(database, tmp_path):
    table = list(csv.DictReader(io.StringIO(enlace("export", "--sending", "MX", "--receiving", "US", "--database", database.url).stdout)))
    with Server(database) as server, Watch(server, PAGE, r"AZ 859\d\d") as watch:
        for number in range(3):
            code = f"AZ 859{number:02}"
            for row in table:
                if row["key"] == "mx-us-tucson":
                    row["postal_code"] = code
            file = tmp_path / f"{number}.csv"
            with file.open("w", newline="") as out:
                writer = csv.DictWriter(out, table[0].keys())
                writer.writeheader()
                writer.writerows(table)
            shell = subprocess.Popen([PROGRAM, "import", "--commit", "--database", database.url, str(file)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            told = [line for line in shell.stdout]
            committed = time.monotonic()
            assert shell.wait(20) == 0 and told[-1].endswith(": kept\n"), told
            assert watch.moment(code) - committed <= LIMIT
        assert hits(server) > TIMES


@pytest.mark.parametrize("path", ["/api/v1/posts/mx-us-tucson", "/es/find?nationality=MX&country=US&town=Tucson", "/lists/us/posts.csv"])
def test_every_form_of_a_fact_changes_with_it(server, path):
    officer = Person(server.url).sign_in("enlace.mx@demo.enlace.example")
    form = "/es/desk/posts/mx-us-tucson"
    path = server.get(path).headers.get("location", path)
    assert server.get(path).text == server.get(path).text
    known = fields(officer.get(form))
    assert officer.submit(form, known, address="1 Calle de la Prueba").status_code == 303
    assert "1 Calle de la Prueba" in server.get(path).text
