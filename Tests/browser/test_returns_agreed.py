"""Dignified return and dialogue: a consul finds what is agreed, a liaison officer keeps it, a lead takes the next step."""

import re

import pytest
from playwright.sync_api import expect

from checks import look
from conftest import DESKTOP, GUATEMALA, MEXICO, PHONE, SECRETARIAT, UNITED_STATES
from keyboard import tab_to, type_into


def day(page, ahead):
    """A day so many days from now, as a date field takes it."""
    return page.evaluate("days => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10)", ahead)


def sunday(page):
    return page.evaluate("() => { const d = new Date(Date.now() + 864e5); while (d.getUTCDay()) d.setTime(+d + 864e5); return d.toISOString().slice(0, 10); }")


def test_two_choices_and_an_answer(open_page, viewport, language):
    page = open_page(f"/{language}/arrangements", viewport)
    look(page, f"arrangements list {language}")
    page.locator("#f-returning").select_option("MX")
    page.locator("#f-receiving").select_option("GT")
    page.locator("main form button").click()
    expect(page.locator("section.answer h3").first).to_be_visible()
    assert page.locator("section.answer dl .tag").count() >= 8
    look(page, f"arrangements pair {language}")


def test_may_a_child_be_received_here_at_eight_on_a_sunday_evening_by_keyboard(open_page):
    page = open_page("/es/arrangements", DESKTOP)
    type_into(page, "#f-returning", "México")
    type_into(page, "#f-receiving", "Guatemala")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**receiving=GT**")
    type_into(page, "#f-group", "Niñ")
    page.locator("#f-on").fill(sunday(page))
    page.locator("#f-at").fill("20:00")
    page.locator("#f-at").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**group=unaccompanied_minors**")
    expect(page.locator("section.answer h2")).to_contain_text("No")
    expect(page.locator("section.answer")).to_contain_text("A esa hora no se les recibe aquí")
    expect(page.locator("section.answer")).to_contain_text("Próxima recepción")
    look(page, "arrangements answer")


def test_what_no_source_tells_is_said_to_be_unknown(open_page):
    page = open_page("/es/arrangements?returning=US&receiving=MX", PHONE)
    expect(page.locator("main")).to_contain_text("Puntos de los que ninguna fuente dice las horas")
    expect(page.locator("main")).to_contain_text("Sin confirmar por los países")
    look(page, "arrangements unknown")


def test_a_liaison_records_an_arrangement_and_the_other_country_confirms_it(open_page):
    page = open_page("/es/arrangements/new", DESKTOP, account=MEXICO)
    look(page, "arrangements form")
    page.locator("#f-returning").select_option("MX")
    page.locator("#f-receiving").select_option("GT")
    page.locator("#f-title_es").fill("Arreglo de prueba")
    page.locator("#f-valid_from").fill("2026-02-01")
    page.locator("#f-valid_until").fill("2026-01-01")
    page.locator("#f-source_title").fill("Nota 7/2026")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#f-valid_until-error")).to_be_visible()
    expect(page.locator("#f-title_es")).to_have_value("Arreglo de prueba")
    look(page, "arrangements form with a fault")
    page.locator("#f-valid_until").fill("")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("quedó registrado")
    page.get_by_role("link", name="Agregar un punto de entrega").click()
    page.locator("#f-name").fill("Paso de prueba")
    page.locator("#f-subdivision").select_option("GT-SM")
    page.locator("#f-hours_adults").fill("Lunes por la tarde")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#f-hours_adults-error")).to_contain_text("No se entiende")
    look(page, "crossing form with a fault")
    page.locator("#f-hours_adults").fill("Lu-Vi 08:00-18:00")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("quedó guardado")
    address = page.url.split("?")[0]
    other = open_page(re.sub(r"^https?://[^/]+", "", address), DESKTOP, account=GUATEMALA)
    look(other, "arrangement to confirm")
    other.get_by_role("button", name="Sigue correcto, por Guatemala").click()
    expect(other.get_by_role("status").first).to_contain_text("Gracias")
    expect(other.locator("main")).to_contain_text("Confirmado por los dos países")
    sheet = open_page(re.sub(r"^https?://[^/]+", "", address) + "/print", PHONE, account=GUATEMALA)
    sheet.emulate_media(media="print")
    expect(sheet.locator("h1")).to_have_text("Arreglo de prueba")


def test_more_people_read_it_only_when_both_countries_agree(open_page, viewport):
    page = open_page("/es/arrangements/new", DESKTOP, account=MEXICO)
    page.locator("#f-returning").select_option("MX")
    page.locator("#f-receiving").select_option("GT")
    page.locator("#f-title_es").fill("Arreglo para todos")
    page.locator("#f-source_title").fill("Nota 8/2026")
    page.locator("#f-level").select_option("public")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("main")).to_contain_text("Falta el sí de Guatemala")
    expect(page.get_by_role("button", name="Aceptar, por")).to_have_count(0)
    address = re.sub(r"^https?://[^/]+", "", page.url.split("?")[0])
    stranger = open_page(address, DESKTOP)
    expect(stranger).to_have_url(re.compile("sign-in"))

    other = open_page("/es/home", viewport, account=GUATEMALA)
    other.get_by_role("link", name="Responder si el arreglo de retorno de México a Guatemala puede leerlo cualquier persona").first.click()
    if address not in other.url:
        other.goto(address)
    look(other, "arrangement that more may read")
    other.get_by_role("button", name="Aceptar, por Guatemala").click()
    expect(other.get_by_role("status").first).to_contain_text("Quedó dicho por su país")
    stranger.goto(address)
    expect(stranger.locator("h1")).to_have_text("Arreglo para todos")


def test_a_dialogue_from_its_proposal_to_a_step(open_page):
    page = open_page("/es/dialogue/new", DESKTOP, account=MEXICO)
    look(page, "dialogue form")
    page.locator("#f-country").select_option("IN")
    page.locator("#f-objectives_es").fill("Que el documento se expida en 30 días")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("quedó propuesto")
    expect(page.locator("main")).to_contain_text("Es una propuesta")
    look(page, "dialogue proposed")
    # The question stands in the room of decisions.
    page.get_by_role("link", name="Ver la pregunta de quién lo lidera, presentada a la red.").click()
    expect(page.locator("h1")).to_contain_text("¿Quién lidera el diálogo con India?")

    secretariat = open_page("/es/dialogue/in-1/lead", DESKTOP, account=SECRETARIAT)
    look(secretariat, "dialogue lead form")
    secretariat.locator("#f-delegation").select_option("mx")
    secretariat.get_by_role("button", name="Guardar").click()
    expect(secretariat.locator("#f-basis-error")).to_be_visible()
    secretariat.locator("#f-basis").fill("Reunión de prueba")
    secretariat.get_by_role("button", name="Guardar").click()
    expect(secretariat.get_by_role("status").first).to_contain_text("Quedó nombrado")

    page.goto("/es/dialogue/in-1/steps/new")
    look(page, "dialogue step form")
    page.locator("#f-kind").select_option("note_verbale")
    page.locator("#f-title_es").fill("Nota con la propuesta")
    page.locator("#f-planned_on").fill(day(page, 10))
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("El paso quedó guardado")
    expect(page.locator("section.answer").first).to_contain_text("Nota con la propuesta")
    # It is expected of Mexico now.
    page.goto("/es/home")
    expect(page.locator("main")).to_contain_text("Paso previsto en el diálogo con India: Nota con la propuesta")


@pytest.mark.parametrize("account", [UNITED_STATES, GUATEMALA], ids=["us", "gt"])
def test_the_regional_picture_fits_and_leads_to_each_dialogue(open_page, viewport, language, account):
    page = open_page(f"/{language}/dialogue", viewport, account=account)
    expect(page.locator("tbody tr")).not_to_have_count(0)
    look(page, f"dialogue picture {language}")
    page.locator("tbody th a").first.click()
    look(page, f"dialogue track {language}")


@pytest.mark.parametrize("path", [
    "/arrangements/mx-gt-2", "/arrangements/mx-gt-2/edit", "/arrangements/mx-gt-2/crossings/1", "/arrangements/mx-gt-2/print",
    "/dialogue/aq-1", "/dialogue/aq-1/edit", "/dialogue/aq-1/conclusion", "/dialogue/aq-1/documents/new",
])
def test_every_form_and_sheet_fits(open_page, language, path):
    page = open_page(f"/{language}{path}", DESKTOP, account=MEXICO)
    expect(page.locator("h1")).to_have_count(1)
    look(page, f"{path} {language}")
