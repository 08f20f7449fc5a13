"""The answer goes along: on paper, without a network, in the other language, to somebody else; and leaves no trace."""

import gzip
import re
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from conftest import DESKTOP, PHONE

TUCSON = "/es/find?nationality=MX&place=5318313"


def test_an_answer_that_was_seen_can_be_read_without_a_network(open_page):
    page = open_page(TUCSON, PHONE)
    page.evaluate("""async () => {
        await navigator.serviceWorker.ready;
        while (!await caches.match(location.href)) await new Promise(again => setTimeout(again, 50));
    }""")
    page.watch.is_offline = True
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text("Consulado de México en Tucson")
    expect(page.locator("a.call").first).to_be_visible()
    # With its style: the button is as large as it was.
    assert page.locator("a.call").first.bounding_box()["height"] > 45
    page.context.set_offline(False)


def test_the_answer_fits_a_pocket_on_paper(open_page, tmp_path):
    page = open_page(TUCSON, DESKTOP)
    page.emulate_media(media="print")
    card = page.locator(".answer").bounding_box()
    # 86 mm is the width of a bank card; CSS counts 96 px an inch.
    assert abs(card["width"] - 86 / 25.4 * 96) < 2
    assert card["height"] < 140 / 25.4 * 96
    expect(page.locator("svg.qr")).to_be_visible()
    for hidden in ("nav", "footer", ".languages", "button", ".actions"):
        assert not page.locator(hidden).filter(visible=True).count(), hidden
    paper = page.pdf(format="A4", path=tmp_path / "answer.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_reading_leaves_no_cookie(open_page):
    page = open_page("/es", PHONE)
    for path in (TUCSON, "/en/directory", "/es/directory/us", "/es/posts/mx-us-tucson", "/es/coverage/mx/us", "/es/directory/us/officers", "/es/nowhere"):
        page.goto(path)
        assert page.context.cookies() == [], path


def test_the_other_language_answers_the_same_question(open_page):
    page = open_page(TUCSON, PHONE)
    page.locator(".languages a").click()
    expect(page.locator("h1")).to_have_text("Consulate of Mexico in Tucson")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".languages a").click()
    assert page.url.endswith(TUCSON)


def test_changing_the_question_keeps_what_was_answered(open_page):
    page = open_page(TUCSON, PHONE)
    page.get_by_role("link", name="Cambiar").click()
    expect(page.locator("#f-nationality")).to_have_value("MX")
    expect(page.locator("#f-country")).to_have_value("US")


def test_the_contact_is_saved_on_the_phone(open_page):
    page = open_page(TUCSON, PHONE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Guardar como contacto").click()
    card = download.value.path().read_text(encoding="utf-8")
    assert card.startswith("BEGIN:VCARD") and "5208825595" in re.sub(r"\D", "", card)


def test_the_address_is_written_below_its_picture(open_page, server):
    page = open_page(TUCSON, PHONE)
    expect(page.get_by_role("img", name="Código QR")).to_be_visible()
    expect(page.get_by_text(server.removeprefix("http://") + TUCSON)).to_be_visible()


def test_question_and_answer_are_small(server):
    """Each page with its style is under 20 KB on the wire."""
    def size(path):
        with urlopen(Request(server + path, headers={"Accept-Encoding": "gzip"})) as response:
            body = response.read()
        assert response.headers["Content-Encoding"] == "gzip"
        return len(body), gzip.decompress(body).decode()

    for path in ("/es", TUCSON, "/en/find?nationality=MX&place=US-CA"):
        page, html = size(path)
        style, _ = size(re.search(r'rel="stylesheet" href="([^"]+)"', html)[1])
        script, _ = size(re.search(r'<script src="([^"]+)"', html)[1])
        assert page + style + script < 20_000, path
