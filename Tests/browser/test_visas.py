"""Somebody asks whether they need a visa; two officers of a country change what is asked."""

import re

from playwright.sync_api import expect

from checks import look
from conftest import CONSUL, DESKTOP, MEXICO, OBSERVER, PHONE
from keyboard import tab_to, type_into

WORDS = {
    "es": {"visa": "Necesita una visa para México.", "open": "todavía no lo ha confirmado", "own": "Es su país", "group": "1 de 2 personas"},
    "en": {"visa": "You need a visa for Mexico.", "open": "not yet confirmed by Mexico", "own": "This is your country", "group": "1 of 2 people"},
}


def ask(page, nationality, destination):
    page.locator("#f-nationality").select_option(nationality)
    page.locator("#f-destination").select_option(destination)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def test_a_traveller_gets_one_clear_answer_with_its_source(open_page, viewport, language):
    page, words = open_page(f"/{language}/visas", viewport), WORDS[language]
    look(page, f"visas ask {language}")
    ask(page, "HN", "MX")
    expect(page.locator("h1")).to_have_text(words["visa"])
    expect(page.locator(".answer")).to_contain_text(words["open"])
    expect(page.locator(".answer")).to_contain_text("Passport Index Dataset")
    # The answer stands on the first screen of a small phone.
    assert page.locator("h1").bounding_box()["y"] < viewport["height"] - 100
    assert page.locator("main a[href*='/posts/mx-hn']").count() >= 1
    look(page, f"visas answer {language}")


def test_without_script_and_by_keyboard_alone(open_page):
    page = open_page("/es/visas", PHONE, java_script_enabled=False)
    ask(page, "MX", "MX")
    expect(page.locator("h1")).to_contain_text(WORDS["es"]["own"])
    page = open_page("/es/visas", DESKTOP)
    type_into(page, "#f-nationality", "Hond")
    type_into(page, "#f-destination", "Méx")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(WORDS["es"]["visa"])


def test_a_word_leads_to_who_needs_a_visa_and_from_there_to_the_answer(open_page, viewport, language):
    page = open_page(f"/{language}/search?q=" + {"es": "visa+honduras+mexico", "en": "visa+honduras+mexico"}[language], viewport)
    found = page.get_by_role("link", name={"es": "Quién necesita visa para entrar a México", "en": "Who needs a visa to enter Mexico"}[language])
    expect(page.locator("ol li", has=found)).to_contain_text({"es": "Honduras: visa obligatoria", "en": "Honduras: visa required"}[language])
    look(page, f"visas found {language}")
    found.click()
    expect(page.locator("main")).to_contain_text({"es": "Nadie de México ha confirmado", "en": "Nobody of Mexico has confirmed"}[language])
    look(page, f"visas to a country {language}")
    page.locator("main").get_by_role("link", name="Honduras", exact=True).click()
    expect(page.locator("h1")).to_have_text(WORDS[language]["visa"])


def test_a_family_with_two_passports(open_page, viewport, language):
    page = open_page(f"/{language}/visas/group", viewport)
    look(page, f"visas group {language}")
    page.locator("[name=nationality]").nth(0).fill("Honduras")
    page.locator("[name=nationality]").nth(1).fill("Guatemala" if language == "es" else "United States")
    page.locator("#f-destination").select_option("MX")
    page.locator("main form button").first.click()
    expect(page.locator("article.answer")).to_have_count(2)
    look(page, f"visas family {language}")


def test_two_officers_change_a_rule(open_page):
    page = open_page("/es/desk/visas/drafts/new", account=MEXICO)
    look(page, "visas rule form")
    page.locator("#f-nationality").fill("Tuvalu, Vanuatu")
    page.locator("#f-requirement").select_option("visa_free")
    page.locator("#f-days").fill("90")
    page.locator("#f-valid_from").fill("2090-01-01")
    page.locator("#f-source_kind").select_option("legal_act")
    page.locator("#f-source_title").fill("Acuerdo de prueba")
    page.locator("#f-source_as_of").fill("2026-01-01")
    page.locator("#f-shared_states").fill("Narnia")
    page.locator("main form button").first.click()
    expect(page.locator("#f-shared_states-error")).to_contain_text("Narnia")
    look(page, "visas rule form faults")
    page.locator("#f-shared_states").fill("México, Belice")
    page.locator("main form button").first.click()
    expect(page.locator("main tbody tr")).to_have_count(2)
    look(page, "visas draft effect")
    page.locator("form[action$='/submission'] button").click()
    draft = re.search(r"/desk/visas/drafts/[^?]+", page.url)[0]
    expect(page.locator("form[action$='/approval']")).to_have_count(0)

    second = open_page(f"/es{draft}", account=CONSUL)
    look(second, "visas draft to check")
    second.locator("form[action$='/approval'] button").click()
    expect(second.locator("main .tag").first).to_have_text("Aprobado")

    visitor = open_page("/es/visas/answer?nationality=TV&destination=MX&on=2090-01-01", PHONE)
    expect(visitor.locator("h1")).to_contain_text("puede quedarse hasta 90 días")
    expect(visitor.locator(".answer")).to_contain_text("Acuerdo de prueba")
    feed = visitor.request.get("/es/visas/changes/tv/feed.atom")
    assert "2090" in feed.text()


def prepare(page, nationality, requirement, begin):
    """The address of a change that the officer of Mexico prepared and sent to be checked."""
    page.goto("/es/desk/visas/drafts/new")
    for field, value in {"nationality": nationality, "valid_from": begin, "source_title": "Acuerdo de prueba", "source_as_of": "2026-01-01"}.items():
        page.locator(f"#f-{field}").fill(value)
    page.locator("#f-requirement").select_option(requirement)
    page.locator("#f-source_kind").select_option("legal_act")
    page.locator("main form button").first.click()
    return send(page)


def send(page):
    page.locator("form[action$='/submission'] button").click()
    return "/es" + re.search(r"/desk/visas/drafts/[^?]+", page.url)[0]


def test_what_is_withdrawn_gives_back_the_rule_before_and_only_what_was_seen_is_approved(open_page):
    officer, second = open_page("/es/desk/visas", account=MEXICO), open_page("/es/desk/visas", account=CONSUL)
    for requirement, begin in (("visa_required", "2090-01-01"), ("visa_free", "2090-06-01")):
        second.goto(prepare(officer, "Nauru", requirement, begin))
        second.locator("form[action$='/approval'] button").click()
        expect(second.locator("main .tag").first).to_have_text("Aprobado")
    officer.goto("/es/desk/visas?nationality=NR")
    officer.locator("main td a[href*='from=2090-06-01']").click()
    officer.locator("button", has_text="Retirar lo dicho").click()
    expect(officer.locator("main tbody")).to_contain_text("La regla anterior (visa obligatoria) vuelve a valer desde el 1 de junio de 2090, sin fin.")
    look(officer, "visas withdrawal effect")
    withdrawal = send(officer)

    # The consul has the page open while another consul's approval changes what it would do.
    second.goto(withdrawal)
    third = open_page(prepare(officer, "Nauru", "visa_on_arrival", "2090-06-01"), account=CONSUL)
    third.locator("form[action$='/approval'] button").click()
    expect(third.locator("main .tag").first).to_have_text("Aprobado")
    second.locator("form[action$='/approval'] button").click()
    expect(second.locator("#summary")).to_contain_text("Alguien cambió estas reglas")
    expect(second.locator("main tbody")).to_contain_text("Al prepararlo: sin visa.")
    look(second, "visas draft overtaken")
    second.locator("form[action$='/approval'] button").click()
    expect(second.locator("main .tag").first).to_have_text("Aprobado")
    visitor = open_page("/es/visas/answer?nationality=NR&destination=MX&on=2090-07-01", PHONE)
    expect(visitor.locator("h1")).to_have_text(WORDS["es"]["visa"])


def test_somebody_with_an_account_follows_a_nationality(open_page, language):
    page = open_page(f"/{language}/visas/changes/nr", account=OBSERVER)
    page.locator("form[action$='/following'] button").click()
    expect(page.locator("form[action$='/following/ending'] button")).to_be_visible()
    look(page, f"visas following {language}")
    officer, second = open_page("/es/desk/visas", account=MEXICO), open_page("/es/desk/visas", account=CONSUL)
    second.goto(prepare(officer, "Nauru", "visa_free", "2091-01-01" if language == "es" else "2092-01-01"))
    second.locator("form[action$='/approval'] button").click()
    page.goto(f"/{language}/home")
    expect(page.locator("main")).to_contain_text("nacionales de Nauru" if language == "es" else "nationals of Nauru")
    page.goto(f"/{language}/visas/changes/nr")
    page.locator("form[action$='/following/ending'] button").click()
    expect(page.locator("form[action$='/following'] button")).to_be_visible()
    visitor = open_page(f"/{language}/visas/changes/nr", PHONE)
    expect(visitor.locator("main form")).to_have_count(0)
    look(visitor, f"visas changes {language}")


def test_the_desk_the_matrix_and_the_file_of_faults(open_page):
    page = open_page("/es/desk/visas?show=unconfirmed", account=MEXICO)
    look(page, "visas desk")
    page.locator("summary", has_text="Confirmar toda").click()
    look(page, "visas desk confirm all")
    page = open_page("/es/desk/visas/import", account=MEXICO)
    page.locator("#f-file").set_input_files({"name": "reglas.csv", "mimeType": "text/csv", "buffer": b"destination,nationality,document,purpose,requirement,source_kind,source_title,source_as_of,valid_from\nUS,HN,ordinary,visit,free,legal_act,Ley,2026-01-01,2026-13-01\n"})
    page.locator("main form button").first.click()
    expect(page.locator("main tbody tr")).to_have_count(3)
    look(page, "visas import faults")
    page = open_page("/en/visas/reciprocity", PHONE)
    look(page, "visas reciprocity")
