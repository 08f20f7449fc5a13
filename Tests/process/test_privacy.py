"""Nothing that tells who asked, or where they are, is written down: not in a log, not in a table."""

import pytest

from house import Person, Server

LATITUDE, LONGITUDE = "32.3141592", "-110.8171828"
# A name of this machine that nobody else uses, so that it can be looked for.
CLIENT = "127.83.91.7"
FORWARDED = "203.0.113.77"
EMAIL = "enlace.mx@demo.enlace.example"
STRANGER = "somebody.unknown@example.org"
WRONG = "una contraseña equivocada"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0 zebra-agent"


class Bound(Person):
    """A person whose connection comes from an address of its own."""

    def __init__(self, url):
        super().__init__(url)
        from requests.adapters import HTTPAdapter

        class From(HTTPAdapter):
            def init_poolmanager(self, *arguments, **options):
                super().init_poolmanager(*arguments, source_address=(CLIENT, 0), **options)

        self.mount("http://", From())
        self.headers.update({"X-Forwarded-For": FORWARDED, "User-Agent": AGENT, "Referer": "https://secret.example/page"})


@pytest.mark.parametrize("level", ["notice", "trace"])
def test_neither_log_nor_database_tells_who_asked_or_where_they_are(database, level):
    with Server(database, "demo", "--log-level", level, "--trust-proxy") as server:
        visitor = Bound(server.url)
        assert visitor.post("/es/find/here", data={"nationality": "MX", "lat": LATITUDE, "lon": LONGITUDE}).status_code == 303
        assert visitor.get(f"/api/v1/finder?nationality=MX&lat={LATITUDE}&lon={LONGITUDE}").status_code == 200
        assert visitor.get(f"/es/find?nationality=MX&lat={LATITUDE}&lon={LONGITUDE}").status_code in (200, 400)
        assert visitor.post("/es/find/here", data={"nationality": "MX", "lat": LATITUDE, "lon": "999"}).status_code == 400
        for email in [EMAIL, STRANGER]:
            known = visitor.get("/es/sign-in").text.split('name="csrf" value="')[1].split('"')[0]
            assert visitor.post("/es/sign-in", data={"csrf": known, "email": email, "password": WRONG}).status_code == 422
        visitor.sign_in(EMAIL)
        cookies = [cookie.value for cookie in visitor.cookies]
        assert visitor.get("/es/desk").status_code == 200
        # Kept in memory only, they would not outlive a write.
        assert visitor.get("/metrics").status_code == 200
        metrics = visitor.get("/metrics").text
    log = server.log.encode() + metrics.encode()
    stored = database.dump()
    for secret in [LATITUDE, LONGITUDE, LATITUDE[:7], LONGITUDE[:9], CLIENT, FORWARDED, STRANGER, WRONG, "zebra-agent", "secret.example", *cookies]:
        assert secret.encode() not in log, f"{secret} is in the log"
        assert secret.encode() not in stored, f"{secret} is in the database"
    assert EMAIL.encode() not in log
    assert b"Firefox, Linux" in stored, "what a person's own list of sessions shows is not there: the search looked in the wrong place"


def test_an_error_of_the_database_tells_the_operator_no_value(database):
    """A broken table makes every statement on it fail, and the failure must not quote what was asked."""
    with Server(database, "demo", "--log-level", "trace") as server:
        officer = Person(server.url).sign_in(EMAIL)
        token = officer.get("/es/posts/mx-us-tucson").text.split('name="csrf" value="')[1].split('"')[0]
        database.execute("ALTER TABLE fact_source RENAME TO fact_source_away")
        answer = officer.post("/es/desk/posts/mx-us-tucson/verification", data={"csrf": token, "back": "/es/zebra"})
        page = server.get("/es/posts/mx-us-tucson")
        assert page.status_code == 500 and "fact_source" not in page.text and 'lang="es"' in page.text
        assert answer.status_code in (303, 500)
        identifier = page.headers["x-request-id"]
        database.execute("ALTER TABLE fact_source_away RENAME TO fact_source")
        assert server.get("/es/posts/mx-us-tucson").status_code == 200
    assert identifier in page.text and identifier in server.log
    assert "fact_source" in server.log and EMAIL not in server.log and "zebra" not in server.log
