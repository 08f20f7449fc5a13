"""The demonstration server and a Chromium, started once; pages that complain when the site does something wrong."""

import os
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import sync_playwright

from watch import Watch

ROOT = Path(__file__).resolve().parents[2]
ENLACE = Path(os.environ.get("ENLACE_BINARY", ROOT / ".build/debug/enlace"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
WIDTHS = {"phone": PHONE, "desktop": DESKTOP}

PASSWORD = "enlace-demostracion"
ADMIN, SECRETARIAT = "admin@demo.enlace.example", "st@demo.enlace.example"
MEXICO, UNITED_STATES, GUATEMALA = (f"enlace.{country}@demo.enlace.example" for country in ("mx", "us", "gt"))
CONSUL, CIVIL_SOCIETY, OBSERVER = (f"{name}@demo.enlace.example" for name in ("consul.mx", "rrocm", "observador"))


def today():
    """By the network's clock, as the server has it."""
    return datetime.now(ZoneInfo("America/Costa_Rica")).date()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of a demonstration with the real content and a database of its own."""
    folder = tmp_path_factory.mktemp("enlace")
    log = folder / "log"
    # The time of the pages is that of the places; the machine's own zone must not matter.
    process = subprocess.Popen(
        [ENLACE, "demo", "--database", f"sqlite:{folder}/demo.sqlite", "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE, stderr=log.open("w"), text=True, cwd=ROOT)
    for line in process.stdout:
        if "Enlace: http" in line:
            break
    else:
        pytest.fail(f"The server did not start.\n{log.read_text()}")
    yield line.split("Enlace: ")[1].strip()
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium, server):
    """The cookies of somebody who has signed in, by their e-mail; each signs in once for all tests."""
    kept = {}

    def state(email):
        if email not in kept:
            context = chromium.new_context(base_url=server, viewport=DESKTOP)
            page = context.new_page()
            page.goto("/es/sign-in")
            sign_in(page, email)
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return state


def sign_in(page, email, password=PASSWORD):
    """Fills in the form of the sign-in page, in either language."""
    page.locator("#f-email").fill(email)
    page.locator("#f-password").fill(password)
    page.locator("main form button").click()
    page.wait_for_load_state()


@pytest.fixture
def open_page(chromium, server, signed_in):
    """Opens a page in a browser of its own: `open_page("/es", PHONE)`, `open_page("/es/desk", account=MEXICO)`.

    At the end of the test nothing may have gone wrong in any of them: no error in the console, nothing that the
    content security policy had to stop, no request that failed.
    """
    watches, contexts = [], []

    def open_one(path, viewport=DESKTOP, account=None, **options):
        context = chromium.new_context(
            base_url=server, viewport=viewport, storage_state=signed_in(account) if account else None, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.watch = Watch(page)
        watches.append(page.watch)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(params=WIDTHS, ids=list(WIDTHS))
def viewport(request):
    """Both widths, one after the other."""
    return WIDTHS[request.param]


@pytest.fixture(params=["es", "en"])
def language(request):
    return request.param
