"""A whole silence procedure as the eleven play it: two servers at one database, killed and started again, with the clock moved under them."""

import re
from datetime import timedelta

from clock import Clock
from house import PASSWORD, Person, eventually, fields

MEMBERS = ["bz", "ca", "cr", "do", "sv", "gt", "hn", "mx", "ni", "pa", "us"]
WITH_ACCOUNT = {"mx", "us", "gt"}
DAY = 86_400


class House:
    """Two servers at one database, and people who use now one, now the other."""

    def __init__(self, database, clock):
        self.database, self.clock = database, clock
        self.servers = []
        self.people, self.signed_in = {}, {}
        self.turn = 0

    def _start(self):
        return self.clock.server(self.database).ready()

    def restart(self, *numbers):
        """As after a power cut: no farewell."""
        for number in numbers:
            self.servers[number].kill()
        for number in numbers:
            self.servers[number] = self._start()

    def __enter__(self):
        for _ in range(2):
            self.servers.append(self._start())
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.kill()

    def person(self, name):
        """The same browser, at the other server than the last one."""
        self.turn += 1
        url = self.servers[self.turn % 2].url
        # A session does not outlast days without a visit.
        if self.clock.ahead - self.signed_in.get(name, -DAY) > 3600:
            email = f"{name}@demo.enlace.example" if name == "st" or name in WITH_ACCOUNT else f"enlace.{name}@example.org"
            email = f"enlace.{email}" if name in WITH_ACCOUNT else email
            self.people[name] = Person(url).sign_in(email)
            self.signed_in[name] = self.clock.ahead
        self.people[name] = self.people[name].elsewhere(url)
        return self.people[name]

    def invite_the_others(self):
        for member in MEMBERS:
            if member in WITH_ACCOUNT:
                continue
            secretariat = self.person("st")
            form = secretariat.get("/es/people/invite")
            page = secretariat.submit("/es/people/invite", {"csrf": fields(form)["csrf"]}, name=f"Enlace {member}", email=f"enlace.{member}@example.org", language="es", role="liaison", delegation=member)
            path = re.search(r"/es/invitation/[^<]+", page.text)[0]
            guest = Person(secretariat.at)
            answer = guest.submit(path, {"csrf": fields(guest.get(path))["csrf"]}, password=PASSWORD, password_again=PASSWORD)
            assert answer.status_code == 303, answer.text
            self.people[member], self.signed_in[member] = guest, self.clock.ahead

    def put(self, question, days):
        """Puts a question and circulates it until six in the evening, UTC, of a day ahead; answers its address and its deadline."""
        secretariat = self.person("st")
        known = {"csrf": fields(secretariat.get("/es/decisions/new"))["csrf"], "procedure": "silence", "level": "network"}
        answer = secretariat.submit("/es/decisions", known, question_es=question, question_en=f"{question} (en)", text_es="Se adopta el texto.", text_en="The text is adopted.")
        assert answer.status_code == 303, answer.text
        path = answer.headers["Location"].split("?")[0]
        deadline = (self.clock.now + timedelta(days=days)).replace(hour=18, minute=0, second=0, microsecond=0)
        secretariat = self.person("st")
        csrf = fields(secretariat.get(path))["csrf"]
        answer = secretariat.submit(path + "/rounds", {"csrf": csrf}, procedure="silence", deadline_on=f"{deadline:%Y-%m-%d}", deadline_at="18:00", zone="Etc/UTC")
        assert answer.status_code == 303, answer.text
        return path, deadline

    def take(self, member, path, position, reason=""):
        person = self.person(member)
        csrf = re.search(r'name="csrf" value="([^"]+)"', person.get("/es/account").text)[1]
        return person.submit(path + "/positions", {"csrf": csrf}, delegation=member, position=position, reason=reason)

    def state(self, path):
        key = path.rsplit("/", 1)[1]
        return self.database.rows(f"SELECT id, state, number_year, number_sequence FROM decision WHERE id = '{key}'")[0]

    def told(self, path, event):
        """How often each liaison officer was told of an event, by delegation."""
        key = path.rsplit("/", 1)[1]
        rows = self.database.rows(f"""
            SELECT d.slug, count(*) AS n FROM notice n JOIN role_grant g ON g.person = n.person AND g.role = 'liaison' JOIN delegation d ON d.id = g.delegation
            WHERE n.unique_key LIKE 'decisions.{event}:{key}:%' GROUP BY d.slug""")
        return {row["slug"]: row["n"] for row in rows}

    def audited(self, path, action):
        key = path.rsplit("/", 1)[1]
        return self.database.value(f"SELECT count(*) AS n FROM audit WHERE record = '{key}' AND action = '{action}'")


def test_silence_kept_and_silence_broken(database, tmp_path):
    clock = Clock(tmp_path)
    with House(database, clock) as house:
        house.invite_the_others()
        kept, deadline = house.put("¿Se adopta en silencio?", days=4)
        broken, broken_deadline = house.put("¿Se rompe el silencio?", days=4)
        assert house.told(kept, "circulated") == dict.fromkeys(MEMBERS, 1)

        for member, position, reason in [("mx", "agree", ""), ("us", "reservation", "Desde enero."), ("gt", "lead", ""), ("bz", "agree", "")]:
            assert house.take(member, kept, position, reason).status_code == 303
        house.restart(0)
        # A later position takes the place of the earlier one; more time is given once, to the same hour.
        assert house.take("mx", kept, "reservation", "Con una reserva.").status_code == 303
        assert house.take("cr", kept, "more_time").status_code == 303
        assert house.take("hn", kept, "more_time").status_code == 409
        extended = deadline + timedelta(days=7)

        # What was put off is not adopted at the first deadline; the other one, on which nobody objected yet, is still open a minute before.
        clock.set(broken_deadline - timedelta(minutes=1))
        assert house.take("sv", broken, "objection", "Falta el costo.").status_code == 303
        assert house.take("ni", broken, "agree").status_code == 409
        house.restart(0, 1)
        clock.set(deadline + timedelta(minutes=5))
        assert house.take("pa", kept, "agree").status_code == 303
        assert (house.state(kept)["state"], house.state(broken)["state"]) == ("circulated", "broken")

        # Down over the deadline; both come back at once, and one of them adopts.
        for server in house.servers:
            server.kill()
        clock.set(extended + timedelta(seconds=1))
        house.servers = [clock.server(database) for _ in range(2)]
        for server in house.servers:
            server.ready()
        late = house.take("do", kept, "objection", "Llego tarde.")
        assert late.status_code == 409 and ("venció" in late.text or "adopt" in late.text)
        eventually(lambda: house.state(kept)["state"] == "adopted", 30, every=0.1)
        house.restart(1)
        clock.move(DAY)
        house.restart(0)

        found = house.state(kept)
        assert house.audited(kept, "decisions.adopted") == 1 and house.audited(broken, "decisions.adopted") == 0 and house.audited(broken, "decisions.broken") == 1
        assert house.told(kept, "adopted") == dict.fromkeys(MEMBERS, 1)
        assert house.told(broken, "broken") == dict.fromkeys(MEMBERS, 1) and house.told(broken, "adopted") == {}
        numbers = [row["number_sequence"] for row in database.rows(f"SELECT number_sequence FROM decision WHERE number_year = {found['number_year']} ORDER BY number_sequence")]
        assert numbers == list(range(1, len(numbers) + 1)), "numbers without a gap"

        number = f"{found['number_year']}-{found['number_sequence']}"
        record = house.person("st").get(f"/es/decisions/{number}/record").text
        for words in ["Se adopta el texto.", "Con una reserva.", "Desde enero.", "Guardó silencio", f"{extended:%Y}", number]:
            assert words in record, words
        assert "Llego tarde." not in record
        assert house.person("st").get(kept).headers["Location"].endswith(number)
        objection = house.person("ni").get(broken).text
        assert "Falta el costo." in objection
    assert all("defect" not in server.log for server in house.servers)
