"""Every page that can be reached by links, one of each kind, as each of those who use the house: accessible and in its frame."""

import re

import pytest

from checks import look
from conftest import ADMIN, CIVIL_SOCIETY, CONSUL, DESKTOP, GUATEMALA, MEXICO, OBSERVER, SECRETARIAT, UNITED_STATES

# Pages with something of their own to show, which a link of their kind may not lead to.
OF_NOTE = [
    "/find?nationality=MX&place=US-AZ", "/find?nationality=MX&country=US&town=Springfield", "/find?nationality=MX&country=US&town=Xyzzyq",
    "/find?nationality=MX&place=MX-SON", "/find?nationality=ZA&place=BZ", "/find?nationality=FR&place=GT", "/find?nationality=MX&place=US",
    "/directory?q=Tucson", "/directory?q=xyzzyq", "/directory/us?sending=MX", "/directory/bz/print", "/directory/us/officers?on=2999-01-01",
    "/visas/answer?nationality=HN&destination=MX", "/visas/answer?nationality=MX&destination=MX", "/visas/answer?nationality=HN&document=emergency&destination=US&via=GT",
    "/visas/answer?nationality=HN&document=ordinary&nationality=MX&document=ordinary&destination=US&purpose=visit&via=GT", "/visas/answer?nationality=Xyzzyq&destination=MX",
    "/visas/differences?from=2026-01-01&to=2025-01-01", "/visas/differences?from=2025-01-01&to=2025-02-01&nationality=HN",
    "/coverage/mx/us", "/coverage/bz/ca", "/posts/mx-us-tucson", "/sign-in", "/nowhere", "/desk",
    "/search?q=consulado", "/search?q=visa&kind=decision", "/search?q=xyzzyq", "/search?q=%3F%21", "/search?q=" + "a" * 300, "/search?q=consul&from=2026-02-01&to=2026-01-01",
    "/plan/activities/1.5.1", "/plan/activities/1.3.2", "/plan/activities/9.9.9", "/plan/matrix?since=2020-01-01", "/plan/editions", "/plan/activities/1.1.1/edit",
    "/decisions?state=withdrawn", "/decisions/new", "/home", "/home/notices", "/account/notices", "/desk/mail", "/desk/mail?show=sent", "/desk/jobs",
    "/arrangements?returning=MX&receiving=GT", "/arrangements?returning=BZ&receiving=CA", "/dialogue",
]


def kind(path):
    """Pages that differ only in what they are about are of one kind."""
    path, _, query = path.partition("?")
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", path)
    path = re.sub(r"(/posts|/desk/posts)/(?!new)[^/]+", r"\1/{slug}", path)
    path = re.sub(r"(/arrangements|/dialogue)/(?!new)[a-z]{2}-[^/]+", r"\1/{key}", path)
    path = re.sub(r"/(directory|coverage|visas/changes|visas/to|visas/types|returns/countries)/[a-z]{2}\b", r"/\1/{country}", path)
    path = re.sub(r"(/coverage/\{country\})/[a-z]{2}\b", r"\1/{country}", path)
    path = re.sub(r"/plan/activities/[0-9.]+", "/plan/activities/{number}", path)
    path = re.sub(r"/plan/editions/[^/]+/(headings|objectives|activities)/[0-9.]+", r"/plan/editions/{key}/\1/{number}", path)
    path = re.sub(r"/decisions/\d+-\d+", "/decisions/{number}", path)
    return path + "?" + "&".join(sorted(part.partition("=")[0] for part in query.split("&")))


def links(page):
    """The pages of ours that this one leads to, in its own language."""
    language = page.locator("html").get_attribute("lang")
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href').split('#')[0])")
    # Files and feeds are no pages.
    return [href.removeprefix(f"/{language}") for href in found
            if (href == f"/{language}" or href.startswith(f"/{language}/")) and not re.search(r"\.(csv|atom)(\?|$)", href)]


SEEN = set()
PARTS = "[...document.querySelectorAll('body *')].map(part => part.tagName + part.className + [...part.attributes].map(each => each.name)).join()"


@pytest.mark.parametrize("account", [None, MEXICO, ADMIN, SECRETARIAT, UNITED_STATES, GUATEMALA, CONSUL, CIVIL_SOCIETY, OBSERVER], ids=lambda email: (email or "visitor").split("@")[0])
def test_every_kind_of_page_is_accessible_and_fits(open_page, account):
    page = open_page("/es", DESKTOP, account=account)
    waiting, known, faults = ["", *OF_NOTE, *links(page)], set(), []
    while waiting:
        path = waiting.pop(0)
        is_of_note = path in OF_NOTE
        if path in known or not is_of_note and kind(path) in known:
            continue
        known |= {path, kind(path)}
        for language in ("es", "en"):
            response = page.goto(f"/{language}{path}")
            if language == "es":
                waiting += links(page)
            assert response.status in (200, 400, 401, 403, 404), f"{path}: {response.status}"
            # A page built of the same parts was looked at with another account: only names differ, in its translation, too.
            built = (language, kind(path), page.evaluate(PARTS))
            if built in SEEN:
                break
            SEEN.add(built)
            try:
                look(page, f"{(account or 'visitor').split('@')[0]} {language} {kind(path) if not is_of_note else path}", translated=language == "en")
            except AssertionError as fault:
                faults.append(str(fault))
    assert len(known) > 10
    assert not faults, "\n\n".join(faults)
