"""The network's desk: the plan is read and kept, a decision goes from a draft to its positions, notices are chosen, everything is searched."""

import re
import subprocess
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from checks import look
from conftest import ADMIN, CIVIL_SOCIETY, DESKTOP, GUATEMALA, MEXICO, OBSERVER, PHONE, SECRETARIAT, UNITED_STATES, today
from keyboard import tab_to, type_into

GUIDE = "¿Se publica cada año la lista de requisitos de visa? (demostración)"
QUESTION = "¿Se reúne la red en línea cada trimestre?"


@pytest.fixture(scope="module")
def circulated():
    """The address of the decision that the first test circulates, for those after it."""
    return {}


def test_an_officer_goes_from_home_to_a_position(open_page, viewport):
    account = MEXICO if viewport == DESKTOP else GUATEMALA
    page = open_page("/es/home", viewport, account=account)
    expect(page.locator("h1")).to_contain_text("Lo que se espera de")
    expect(page.locator("main section").first).to_contain_text("(hora de San José)")
    page.get_by_role("link", name=f"Tomar posición sobre «{GUIDE}»", exact=False).first.click()
    expect(page.locator("h1")).to_have_text(GUIDE)
    # A reservation says what it is.
    page.locator("#f-position").select_option("reservation")
    page.get_by_role("button", name="Tomar posición").click()
    expect(page.locator("#f-reason-error")).to_be_visible()
    expect(page.locator("#f-position")).to_have_value("reservation")
    look(page, "position with a fault")
    page.locator("#f-reason").fill("Desde 2028.")
    page.get_by_role("button", name="Tomar posición").click()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.locator("tbody tr", has_text="Desde 2028.").first).to_be_visible()
    page.goto("/es/home")
    expect(page.locator("main section").first).not_to_contain_text(GUIDE)


def test_the_secretariat_puts_a_question_and_circulates_it_under_silence(open_page, circulated):
    page = open_page("/es/decisions", DESKTOP, account=SECRETARIAT)
    page.get_by_role("link", name="Presentar una pregunta").click()
    look(page, "a new question")
    page.locator("main form button").last.click()
    expect(page.locator("#summary")).to_be_focused()
    page.locator("#f-question_es").fill(QUESTION)
    page.locator("#f-question_en").fill("Does the network meet online each quarter?")
    page.locator("#f-text_es").fill("La red se reúne en línea cada trimestre.")
    page.locator("#f-text_en").fill("The network meets online each quarter.")
    page.locator("main form button").last.click()
    expect(page.locator("h1")).to_have_text(QUESTION)
    circulated["path"] = re.sub(r"\?.*", "", page.url)
    page.locator("#f-procedure").select_option("silence")
    page.locator("#f-deadline_on").fill(str(today() - timedelta(days=3)))
    page.get_by_role("button", name="Circular", exact=False).click()
    expect(page.locator("#f-deadline_on-error")).to_be_visible()
    look(page, "a deadline that is past")
    page.locator("#f-procedure").select_option("silence")
    page.locator("#f-deadline_on").fill(str(today() + timedelta(days=10)))
    page.get_by_role("button", name="Circular", exact=False).click()
    expect(page.locator("h1 + p .tag, .tag").first).to_have_text("En circulación")
    expect(page.locator("tbody tr")).to_have_count(11)
    look(page, "a decision in circulation")


def test_more_time_then_an_objection_break_the_silence_and_a_new_round_keeps_the_old(open_page, circulated):
    page = open_page(circulated["path"], DESKTOP, account=UNITED_STATES)
    page.locator("#f-position").select_option("more_time")
    page.get_by_role("button", name="Tomar posición").click()
    expect(page.locator("dl.facts").last).to_contain_text("Prórroga")
    assert page.locator("#f-position option[value=more_time]").count() == 0, "once a decision"
    page.locator("#f-position").select_option("objection")
    page.locator("#f-reason").fill("Cada semestre basta.")
    page.get_by_role("button", name="Tomar posición").click()
    expect(page.locator(".tag").first).to_have_text("Sin consenso")
    look(page, "a broken silence")
    page = open_page(circulated["path"], DESKTOP, account=SECRETARIAT)
    page.locator("#f-procedure").select_option("silence")
    page.locator("#f-deadline_on").fill(str(today() + timedelta(days=12)))
    page.get_by_role("button", name="nueva ronda", exact=False).click()
    expect(page.get_by_role("heading", name="Ronda 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Ronda 2")).to_be_visible()
    look(page, "a second round")
    page.get_by_role("link", name="Acta para imprimir").click()
    expect(page.locator("main")).to_contain_text("Cada semestre basta.")
    look(page, "a record of two rounds")


@pytest.mark.parametrize("account", [OBSERVER, CIVIL_SOCIETY])
def test_who_has_no_voice_reads_and_finds_no_form(open_page, circulated, account):
    page = open_page(circulated["path"], PHONE, account=account)
    expect(page.locator("h1")).to_have_text(QUESTION)
    expect(page.locator("#f-position")).to_have_count(0)


def test_the_public_does_not_learn_that_it_is_there(open_page, circulated):
    page = open_page("/es/search?q=trimestre", PHONE)
    expect(page.locator("main")).to_contain_text("Nada")
    page.goto(circulated["path"])
    expect(page.locator("h1")).not_to_have_text(QUESTION)


@pytest.mark.parametrize(("language", "word", "found"), [("es", "tucson", "Tucson"), ("en", "REQUISITOS visa", "visa requirements")])
def test_a_reader_searches_and_narrows(open_page, viewport, language, word, found):
    page = open_page(f"/{language}", viewport, account=OBSERVER)
    page.get_by_role("navigation").get_by_role("link", name="Buscar" if language == "es" else "Search").click()
    page.locator("#f-q").fill(word)
    page.locator("main form button").click()
    expect(page.locator("ol.plain > li").first).to_contain_text(found)
    expect(page.locator("mark").first).to_be_visible()
    look(page, f"search {language} {word}")
    page.locator("ol.plain > li a").first.click()
    expect(page.locator("h1")).to_contain_text(found, ignore_case=True)


def test_the_plan_leads_to_the_evidence_and_its_question_to_the_decision(open_page, viewport):
    page = open_page("/es/plan", viewport)
    expect(page.locator("li[id^=a] > p:first-child a")).to_have_count(14)
    page.locator("#a1\\.3\\.2").get_by_role("link", name="¿Quién lidera el diálogo", exact=False).click()
    expect(page.locator("h1")).to_contain_text("¿Quién lidera el diálogo")
    page.goto("/es/plan/activities/1.5.1")
    page.get_by_role("link", name="miembros verificadas", exact=False).click()
    assert page.url.endswith("/es/directory"), page.url


def test_the_matrix_fills_its_pages_on_paper(open_page, tmp_path):
    page = open_page("/es/plan/matrix", DESKTOP)
    page.pdf(path=tmp_path / "matrix.pdf", prefer_css_page_size=True)
    pages = subprocess.run(["pdftotext", "-layout", tmp_path / "matrix.pdf", "-"], capture_output=True, text=True, check=True).stdout.split("\f")[:-1]
    assert len(pages) <= 3, len(pages)
    for text, first in zip(pages, ["1.1.1", "1.3.2", "2.1.3"]):
        assert first in text, (first, text)


def test_an_officer_writes_a_note_with_a_file(open_page):
    page = open_page("/es/plan/activities/1.1.2", DESKTOP, account=MEXICO)
    page.locator("#f-text").fill("Se presentaron dos prácticas.")
    page.locator("#f-level").select_option("public")
    page.locator("#f-file").set_input_files({"name": "acta.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\0"})
    page.get_by_role("button", name="Publicar la nota").click()
    expect(page.locator("#f-file-error")).to_contain_text("acta.exe")
    expect(page.locator("#f-text")).to_have_value("Se presentaron dos prácticas.")
    look(page, "a note with a file that is none")
    page.locator("#f-file").set_input_files({"name": "acta.txt", "mimeType": "text/plain", "buffer": "Se acordó.".encode()})
    page.get_by_role("button", name="Publicar la nota").click()
    expect(page.get_by_role("status").first).to_contain_text("quedó publicada")
    public = open_page("/en/plan/activities/1.1.2", PHONE)
    link = public.get_by_role("link", name="acta.txt", exact=False)
    assert public.request.get(link.get_attribute("href")).text() == "Se acordó."
    look(public, "a note with a file")


def test_an_edition_is_started_and_compared_with_the_last(open_page):
    page = open_page("/es/plan/editions", DESKTOP, account=SECRETARIAT)
    for field, value in {"key": "2027", "title_es": "Plan de prueba", "title_en": "Trial plan", "conference": "32", "place_es": "Belmopán", "begins": "2027-05-04", "ends": "2027-05-07"}.items():
        page.locator(f"#f-{field}").fill(value)
    page.locator("#f-presidency").select_option("BZ")
    page.locator("main form button").last.click()
    expect(page.get_by_role("status").first).to_be_visible()
    look(page, "two editions")
    page.goto("/es/plan/activities/1.1.1/edit?edition=2027")
    look(page, "an activity in a new edition")
    page.locator("#f-text_es").fill("Preguntar a los países qué capacitación necesitan.")
    page.get_by_role("button", name="Guardar").first.click()
    page.goto("/es/plan/editions/2027/differences")
    expect(page.locator("ul.plain > li")).to_have_count(1)
    expect(page.locator("ins").first).to_contain_text("qué capacitación necesitan")
    look(page, "differences of two editions")
    page.goto("/es/plan/editions/2027/import")
    look(page, "import of a matrix")
    # The public knows nothing of a draft.
    assert open_page("/es/plan?edition=2027", PHONE).locator("h1", has_text="Plan de prueba").count() == 0


def test_a_draft_is_changed_by_hand(open_page, viewport):
    page = open_page("/es/plan/editions", viewport, account=SECRETARIAT)
    page.get_by_role("link", name="Cambiar el contenido: 2027").click()
    look(page, "contents of a draft")
    page.get_by_role("link", name="Corregir el texto: 3.1").click()
    look(page, "an objective's words")
    page.locator("#f-text_es").fill("")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#f-text_es-error")).to_be_visible()
    page.locator("#f-text_es").fill("Intercambiar lo que se sabe de salud.")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("main")).to_contain_text("Intercambiar lo que se sabe de salud.")
    page.get_by_role("link", name="Agregar una actividad: 3.1").click()
    look(page, "a new activity")
    number = page.locator("h1").inner_text().split()[-1]
    page.locator("#f-text_es").fill("Publicar un directorio de clínicas")
    page.locator("#f-text_en").fill("Publish a directory of clinics")
    page.locator("#f-kind").select_option("permanent")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("main")).to_contain_text("directorio de clínicas")
    page.get_by_role("link", name=f"Quitar la actividad: {number}").click()
    look(page, "an activity is removed")
    page.get_by_role("button", name="Quitar la actividad").click()
    expect(page.locator("main")).not_to_contain_text("directorio de clínicas")


def test_an_edited_matrix_shows_what_would_change_before_it_changes(open_page):
    page = open_page("/es/plan/editions", DESKTOP, account=SECRETARIAT)
    csv = page.request.get("/plan/matrix.csv?lang=es&edition=2027").text()
    page.goto("/es/plan/editions/2027/import")
    edited = csv.replace("Creación de un sitio en la SV", "Creación de un sitio de salud en la SV")
    assert edited != csv
    page.locator("main input[type=file]").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": edited.encode()})
    page.locator("main form button").first.click()
    expect(page.locator("main ul.plain > li")).to_have_count(1)
    look(page, "dry run of a matrix")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("sitio de salud")
    page.goto("/es/plan/editions/2027/import")
    swapped = "\n".join(",".join(reversed(line.split(","))) for line in csv.splitlines())
    page.locator("main input[type=file]").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": swapped.encode()})
    page.locator("main form button").first.click()
    expect(page.locator("#summary")).to_be_visible()
    look(page, "a matrix that is refused")


def test_notices_are_chosen_and_the_private_address_renewed(open_page, viewport):
    page = open_page("/es/account", viewport, account=UNITED_STATES)
    page.get_by_role("link", name="Elegir sus avisos").click()
    page.locator("#f-decisions").select_option("daily")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("quedó guardada")
    expect(page.locator("#f-decisions")).to_have_value("daily")
    page.get_by_role("button", name=re.compile("dirección|otra", re.I)).first.click()
    expect(page.locator("main")).to_contain_text("calendar.ics")
    look(page, "a private address")


def test_keepers_see_mail_and_jobs(open_page):
    page = open_page("/es/home", DESKTOP, account=SECRETARIAT)
    page.get_by_role("link", name="Correos", exact=True).click()
    expect(page.locator("main")).to_contain_text("ENLACE_MAIL_FROM")
    page = open_page("/es/desk/jobs", DESKTOP, account=ADMIN)
    expect(page.locator("dl.facts dd")).to_have_count(4)


def test_a_position_is_taken_with_the_keyboard_alone(open_page, circulated):
    page = open_page(circulated["path"], DESKTOP, account=GUATEMALA)
    type_into(page, "#f-position", "De acuerdo")
    tab_to(page, "#f-reason")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("tbody tr", has_text="Guatemala").first).to_contain_text("De acuerdo")


def test_a_search_with_the_keyboard_alone(open_page):
    page = open_page("/en/search", DESKTOP)
    type_into(page, "#f-q", "tucson")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "ol.plain a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Tucson")
