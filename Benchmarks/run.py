"""`make bench`: ratios from one run on one machine. README.md beside this file says what they mean.

Names of steps as arguments run only those: `run.py visas-postgresql search-postgresql`; without any, all.

Each result is one line, `BENCH <name> <ratio> <goal> met|short`; the lines before it explain it. Exits with 0 also when
a goal is missed: a result is not an error.
"""

import contextlib
import csv
import datetime
import http.cookiejar
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid

HERE = pathlib.Path(__file__).parent
RELEASE = HERE.parent / ".build/release"
ENLACE, BENCH = RELEASE / "enlace", RELEASE / "EnlaceBench"
DATASETTE = pathlib.Path(sys.executable).parent / "datasette"

CORES = sorted(os.sched_getaffinity(0))
# The load on one core, what is measured on the others; on a single core both share it, which the ratios survive.
LOAD_CORE, SERVER_CORES = CORES[-1:], CORES[:-1] or CORES
ROUNDS, SECONDS, CONNECTIONS = 5, 4, 32
GZIP = {"Accept-Encoding": "gzip"}
FINDER = "/es/find?nationality=MX&place=US-AZ"
VISAS = "/es/visas/answer?nationality=HN&destination=MX"
VISA_RULES = int(os.environ.get("ENLACE_BENCH_VISA_RULES", 1_000_000))


def pinned(cores, *command):
    return ["taskset", "--cpu-list", ",".join(map(str, cores)), *map(str, command)]


def say(text):
    print(text, flush=True)


def result(name, value, goal, decimals=2, most=False):
    """One line; `most` where the goal is an upper bound."""
    met = value <= goal if most else value >= goal
    say(f"BENCH {name} {value:.{decimals}f} {'<=' if most else '>='}{goal} {'met' if met else 'short'}")


class Server:
    """A process that prints its address when it is ready, or has been told one; then nothing reads what it prints."""

    def __init__(self, *command, address=None):
        began = time.monotonic()
        output = subprocess.DEVNULL if address else subprocess.PIPE
        self.process = subprocess.Popen(pinned(SERVER_CORES, *command), stdout=output, stderr=subprocess.DEVNULL, text=True)
        self.address = address or self.read_address()
        self.seconds_to_start = time.monotonic() - began

    def read_address(self):
        for line in self.process.stdout:
            if found := re.search(r"http://[\d.]+:\d+", line):
                return found[0]
        raise SystemExit(f"{self.process.args} did not start")

    def peak_megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)


def requests_per_second(address, headers=None, seconds=SECONDS, connections=CONNECTIONS):
    fields = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    report = subprocess.run(pinned(LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *fields, address), check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in report:
        raise SystemExit(f"{address}: {report}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])


def compare(name, goal, measured, base, decimals=2):
    """Measures both in turns; the ratio is the median of the rounds' ratios."""
    for address, headers in (measured, base):
        requests_per_second(address, headers, seconds=1)
    pairs = [(requests_per_second(*measured), requests_per_second(*base)) for _ in range(ROUNDS)]
    say("# " + name + ": requests/s, measured : base, by round: " + "  ".join(f"{a:.0f} : {b:.0f}" for a, b in pairs))
    result(name, statistics.median(a / b for a, b in pairs), goal, decimals)


def pages(folder):
    """The finder's answer page and the directory's longest page, on the real content."""
    real, uncached = f"sqlite:{folder}/real.sqlite", f"sqlite:{folder}/uncached.sqlite"
    with Server(ENLACE, "serve", "--database", real, "--listen", "127.0.0.1:0") as server:
        say(f"# first start, with the real content put into an empty database: {server.seconds_to_start:.2f} s")
    with Server(ENLACE, "serve", "--database", real, "--listen", "127.0.0.1:0") as server:
        say(f"# later starts: {server.seconds_to_start:.2f} s")
    parts = subprocess.run(pinned(SERVER_CORES, BENCH, "start"), check=True, capture_output=True, text=True).stdout.split("\n")
    say("# of which, in milliseconds: " + ", ".join(filter(None, parts)))
    with contextlib.closing(sqlite3.connect(f"{folder}/real.sqlite")) as whole, contextlib.closing(sqlite3.connect(f"{folder}/uncached.sqlite")) as copy:
        whole.backup(copy)

    with Server(ENLACE, "serve", "--database", real, "--listen", "127.0.0.1:0") as house, Server(BENCH, "hello") as hello:
        compare("finder-warm-vs-hello", 0.8, (house.address + FINDER, GZIP), (hello.address + "/", GZIP))
        compare("finder-warm-plain-vs-hello", 0.8, (house.address + FINDER, None), (hello.address + "/", None))
        compare("visas-warm-vs-hello", 0.8, (house.address + VISAS, GZIP), (hello.address + "/", GZIP))
        warm_peak = house.peak_megabytes()
        datasette(house, f"{folder}/uncached.sqlite")
    with Server(ENLACE, "serve", "--no-page-cache", "--database", uncached, "--listen", "127.0.0.1:0") as house, Server(BENCH, "rows", "--database", uncached) as rows:
        compare("page-uncached-vs-rows", 0.35, (house.address + "/es/directory/us", None), (rows.address + "/es/rows/directory/us", None))
        compare("finder-uncached-vs-rows", 0.35, (house.address + FINDER, None), (rows.address + FINDER.replace("/es/", "/es/rows/"), None))
        for path in ("/es/directory/us", FINDER):
            say(f"# {path} packed anew for each reader: {requests_per_second(house.address + path, GZIP):.0f} requests/s")
        uncached_peak = house.peak_megabytes()
    say(f"# peak resident MB: {warm_peak:.0f} with the page cache, {uncached_peak:.0f} without")
    return max(warm_peak, uncached_peak)


def datasette(house, file):
    """The same table in Datasette as it comes, on the same core."""
    listening = 20000 + os.getpid() % 10000
    address = f"http://127.0.0.1:{listening}"
    with Server(DATASETTE, "serve", file, "--port", listening, address=address):
        page = f"{address}/{pathlib.Path(file).stem}/post?" + urllib.parse.urlencode({"sending__exact": "MX", "receiving__exact": "US", "subdivision__exact": "US-AZ"})
        for _ in range(100):
            time.sleep(0.2)
            with contextlib.suppress(OSError), urllib.request.urlopen(page, timeout=20) as answer:
                found = re.search(r"<h3>\s*([\d,]+) rows?", answer.read().decode())
                say(f"# Datasette's page shows {found[1] if found else 'no'} rows")
                break
        compare("finder-vs-datasette", 100, (house.address + FINDER, None), (page, None), decimals=0)


def growth(name, stores):
    """Time per answer of the finder on stores of three sizes, in turns."""
    command = [BENCH, "finder", *(part for store in stores.values() for part in ("--database", store))]
    lines = subprocess.run(pinned(SERVER_CORES, *command), check=True, capture_output=True, text=True).stdout.strip().split("\n")
    rounds = [list(map(float, line.split())) for line in lines]
    medians = [statistics.median(column) for column in zip(*rounds)]
    say(f"# {name}: microseconds per answer, median of {len(rounds)} rounds: " + ", ".join(f"{size:,} posts {value:.0f}" for size, value in zip(stores, medians)))
    for position, size in ((1, "100k"), (2, "1M")):
        result(f"{name}-{size}-vs-1k", statistics.median(row[position] / row[0] for row in rounds), 1.5, most=True)


SIZES = (1_000, 100_000, 1_000_000)


def fill(size, store):
    began = time.monotonic()
    subprocess.run([BENCH, "fill", "--posts", str(size), "--database", store], check=True)
    say(f"# {size:,} posts made in {time.monotonic() - began:.0f} s")


def sqlite_growth(folder):
    stores = {size: f"sqlite:{folder}/{size}.sqlite" for size in SIZES}
    for size, store in stores.items():
        fill(size, store)
    growth("finder-growth", stores)
    with Server(ENLACE, "serve", "--no-page-cache", "--database", stores[SIZES[-1]], "--listen", "127.0.0.1:0") as house:
        say(f"# start on a million posts: {house.seconds_to_start:.2f} s")
        rate = requests_per_second(house.address + FINDER, GZIP)
        say(f"# finder's answer page made anew on a million posts: {rate:.0f} requests/s")
        requests_per_second(house.address + "/es/directory/us", GZIP)
        say(f"# peak resident MB on a million posts: {house.peak_megabytes():.0f}")
        return house.peak_megabytes()


DOCUMENTS = int(os.environ.get("ENLACE_BENCH_DOCUMENTS", 100_000))


def search(name, store):
    """A page of results against the engine's bare query for the same words, in turns."""
    began = time.monotonic()
    subprocess.run([BENCH, "fill-search", "--documents", str(DOCUMENTS), "--database", store], check=True)
    say(f"# {DOCUMENTS:,} documents indexed in {time.monotonic() - began:.0f} s")
    lines = subprocess.run(pinned(SERVER_CORES, BENCH, "search", "--database", store), check=True, capture_output=True, text=True).stdout.strip().split("\n")
    rounds = [list(map(float, line.split())) for line in lines]
    page, bare = (statistics.median(column) for column in zip(*rounds))
    say(f"# {name}: microseconds, median of {len(rounds)} rounds: page of results {page:.0f}, bare query {bare:.0f}")
    result(name, statistics.median(a / b for a, b in rounds), 2.0, most=True)


def postgresql_database(server, name):
    """An empty database on the given server."""
    for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
        subprocess.run(["psql", "--quiet", "--dbname", server, "--command", statement], check=True, stderr=subprocess.DEVNULL)
    return urllib.parse.urlsplit(server)._replace(path=f"/{name}").geturl()


def postgresql_growth(server):
    """Each store a database of its own on the given server."""
    stores = {size: postgresql_database(server, f"bench_{size}") for size in SIZES}
    for size, store in stores.items():
        fill(size, store)
    growth("finder-growth-postgresql", stores)


REQUESTS = 1_000_000


def near(one, other):
    """The same figures, up to the rounding of sums of doubles; lifelines has no limits from where all that were left had an answer at once."""
    if isinstance(one, list):
        return len(one) == len(other) and all(map(near, one, other))
    return one == other or other != other or None not in (one, other) and abs(one - other) < 1e-9


def issuance(file):
    """Ours reads the requests and works the index out, lifelines has them in memory already. Answers lifelines' seconds."""
    with open(file, "w") as output:
        subprocess.run([BENCH, "requests", "--requests", str(REQUESTS)], check=True, stdout=output)
    rounds, peak = [], 0
    for _ in range(3):
        ours = subprocess.run(pinned(SERVER_CORES, BENCH, "issuance-index", file), check=True, capture_output=True, text=True).stdout.split(" ", 2)
        theirs = subprocess.run(pinned(SERVER_CORES, sys.executable, HERE / "lifelines_index.py", file), check=True, capture_output=True, text=True).stdout.split(" ", 1)
        rounds.append((float(ours[0]), float(theirs[0])))
        peak = max(peak, float(ours[1]))
    told, expected = json.loads(ours[2]), json.loads(theirs[1])
    same = sum(all(near([told[name][figure]], [expected[name][figure]]) for figure in expected[name]) for name in expected)
    say(f"# issuance index of {REQUESTS:,} requests: seconds, ours : lifelines, by round: " + "  ".join(f"{a:.2f} : {b:.1f}" for a, b in rounds))
    say(f"# of {len(expected)} sets of figures {same} agree to 1e-9")
    result("returns-index-vs-lifelines", statistics.median(a / b for a, b in rounds), 0.1, decimals=4, most=True)
    result("returns-index-seconds", statistics.median(a for a, _ in rounds), 3, most=True)
    result("returns-index-memory-MB", peak, 150, decimals=0, most=True)
    return statistics.median(b for _, b in rounds)


ORIGINS = "AF AO BD BF BJ BO BR BW CD CF CG CI CL CM CN CO CU DJ DZ EC EG ER ET GA GH GM GN HT IN IQ IR JM KE LK LR MA ML MR MZ NE NG NP PE PH PK RU RW SD SL SN SO SY TG TN TR TZ UG UY VE VN".split()


def fill_requests(file, store):
    """The requests of a file as a server keeps them; the eldest are made younger, so that all are within the half-years that the index tells of."""
    today = datetime.date.today()
    # The index tells of what was so at the end of the month before.
    as_of = today.replace(day=1) - datetime.timedelta(days=1)
    days = {age: as_of - datetime.timedelta(days=age) for age in range(641)}
    epoch, recorded = datetime.date(1970, 1, 1), 1_700_000_000_000_000
    columns = "id owner authority origin reference document population mission_country requested_on requested_number half outcome outcome_on outcome_days news_on recorded_at recorded_by changed_at is_demonstration"
    with contextlib.closing(sqlite3.connect(store)) as database, open(file) as lines:
        owners = [row[0] for row in database.execute("SELECT id FROM delegation WHERE kind = 'member'")]

        def rows():
            for number, row in enumerate(csv.DictReader(lines)):
                age, wait, ending = int(row["age"]), int(row["days"]), row["ending"]
                age = age if age <= 640 else age - 320
                made, outcome = days[age], None if ending == "open" or wait > age else ending
                ended = made + datetime.timedelta(days=wait) if outcome else None
                origin = ORIGINS[int(row["origin"])]
                yield (str(uuid.UUID(int=number)), owners[number % len(owners)], "bench", origin, f"B-{number}", "laissez_passer", "adult", origin, made.isoformat(), (made - epoch).days,
                       made.year * 2 + (made.month > 6), outcome, ended and ended.isoformat(), wait if outcome else None, (ended or made).isoformat(), recorded, "bench", recorded, 0)

        database.executemany(f"INSERT INTO travel_request ({columns.replace(' ', ', ')}) VALUES ({', '.join('?' * len(columns.split()))})", rows())
        database.execute("ANALYZE")
        database.commit()


def returns(folder):
    """The index of the countries of origin: from a file by itself, and as the first reader of a month gets it from a server."""
    file, store = f"{folder}/requests.csv", f"{folder}/returns.sqlite"
    theirs = issuance(file)
    demonstration = (ENLACE, "demo", "--database", f"sqlite:{store}", "--listen", "127.0.0.1:0")
    with Server(*demonstration):
        pass
    fill_requests(file, store)
    firsts = []
    for _ in range(3):
        with Server(*demonstration) as house:
            reader = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
            csrf = re.search(r'name="csrf" value="([^"]+)"', reader.open(house.address + "/en/sign-in").read().decode())[1]
            reader.open(house.address + "/en/sign-in", urllib.parse.urlencode({"csrf": csrf, "email": "enlace.mx@demo.enlace.example", "password": "enlace-demostracion"}).encode())
            seconds = []
            for _ in range(5):
                began = time.monotonic()
                page = reader.open(house.address + "/en/returns").read().decode()
                seconds.append(time.monotonic() - began)
            peak = house.peak_megabytes()
            firsts.append(seconds[0])
    say(f"# the page shows {len(re.findall('/en/returns/countries/', page))} countries of origin; seconds, the first time: " + " ".join(f"{first:.2f}" for first in firsts)
        + f"; later {statistics.median(seconds[1:]):.4f}; peak resident MB {peak:.0f}")
    say(f"# that is {statistics.median(firsts) / theirs:.2f} of the time of lifelines, which reads no store")
    result("returns-page-seconds", statistics.median(firsts), 3, most=True)
    result("returns-page-memory-MB", peak, 150, decimals=0, most=True)


def visas(name, store, rules=VISA_RULES):
    """One answer against a bare lookup of the same rows by the same index, in turns."""
    began = time.monotonic()
    subprocess.run([BENCH, "visas-fill", "--rules", str(rules), "--database", store], check=True)
    say(f"# {rules:,} visa rules with their history made in {time.monotonic() - began:.0f} s")
    command = [BENCH, "visas", "--rules", str(rules), "--database", store]
    lines = subprocess.run(pinned(SERVER_CORES, *command), check=True, capture_output=True, text=True).stdout.strip().split("\n")
    rounds = [list(map(float, line.split())) for line in lines]
    say(f"# {name}: microseconds, answer : lookup, by round: " + "  ".join(f"{answer:.0f} : {lookup:.0f}" for answer, lookup in rounds))
    result(name, statistics.median(answer / lookup for answer, lookup in rounds), 2.0, most=True)


def memory(folder):
    result("memory-under-load-MB", max(pages(folder), sqlite_growth(folder)), 150, decimals=0, most=True)


# Each takes a folder that is thrown away, and the address of a PostgreSQL.
STEPS = {
    "returns": lambda folder, _: returns(folder),
    "pages": lambda folder, _: memory(folder),
    "visas": lambda folder, _: visas("visas-answer-vs-lookup", f"sqlite:{folder}/visas.sqlite"),
    "search": lambda folder, _: search("search-page-vs-bare", f"sqlite:{folder}/search.sqlite"),
    "growth-postgresql": lambda _, server: postgresql_growth(server),
    "search-postgresql": lambda _, server: search("search-page-vs-bare-postgresql", postgresql_database(server, "bench_search")),
    "visas-postgresql": lambda _, server: visas("visas-answer-vs-lookup-postgresql", postgresql_database(server, "bench_visas")),
}


def main(names):
    if unknown := set(names) - set(STEPS):
        raise SystemExit(f"no such step: {', '.join(sorted(unknown))}; there are {', '.join(STEPS)}")
    say(f"# {len(CORES)} cores: load on {LOAD_CORE}, servers on {SERVER_CORES}; {ROUNDS} rounds of {SECONDS} s, {CONNECTIONS} connections")
    server = os.environ.get("ENLACE_TEST_POSTGRES")
    for name in names or STEPS:
        if name.endswith("-postgresql") and not server:
            say(f"# no ENLACE_TEST_POSTGRES: {name} is not measured")
            continue
        with tempfile.TemporaryDirectory(prefix="enlace-bench-") as folder:
            STEPS[name](folder, server)


main(sys.argv[1:])
