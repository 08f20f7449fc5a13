"""What one State says and another answers: officers and their accreditation, and agreements to act for each other's nationals."""

from datetime import timedelta

from playwright.sync_api import expect

from checks import look
from conftest import DESKTOP, MEXICO, PHONE, UNITED_STATES, today

TODAY = today()
OFFICER = "Lucía Ejemplo Robles"




def test_the_sending_state_records_a_head_of_post_and_the_notification(open_page):
    page = open_page("/es/desk/posts/mx-us-tucson/officers", DESKTOP, account=MEXICO)
    page.get_by_role("link", name="Agregar un funcionario").click()
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#f-name-error")).to_be_visible()
    look(page, "officer form with faults")
    page.locator("#f-name").fill(OFFICER)
    page.locator("#f-rank").fill("Cónsul titular")
    page.locator("#f-head").check()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("Se guardaron los datos")
    look(page, "officer added")

    if not page.locator("#f-note").count():
        page.get_by_role("link", name=f"Registrar la notificación: {OFFICER}").click()
    page.locator("#f-note").fill("SRE-0001/2026")
    page.locator("#f-asserted_on").fill(str(TODAY + timedelta(days=400)))
    page.get_by_role("button", name="Registrar la notificación").click()
    expect(page.locator("#f-asserted_on-error")).to_contain_text("no ha llegado todavía")
    expect(page.locator("#f-note")).to_have_value("SRE-0001/2026")
    page.locator("#f-asserted_on").fill(str(TODAY - timedelta(days=10)))
    page.get_by_role("button", name="Registrar la notificación").click()
    expect(page.get_by_role("status").first).to_contain_text("Se registró la notificación")
    look(page, "officers of a post")


def test_the_receiving_state_admits_and_the_public_sees_who_heads_the_post(open_page):
    page = open_page("/en/desk/accreditations", DESKTOP, account=UNITED_STATES)
    look(page, "accreditations that wait")
    page.get_by_role("link", name=f"See the accreditation: {OFFICER}").click()
    page.get_by_role("button", name="Record the admission").click()
    expect(page.locator("#f-admitted_on-error")).to_be_visible()
    look(page, "accreditation with a fault")
    page.locator("#f-kind").select_option("exequatur")
    page.locator("#f-admitted_on").fill(str(TODAY - timedelta(days=3)))
    page.get_by_role("button", name="Record the admission").click()
    expect(page.get_by_role("status").first).to_contain_text("The admission is recorded")

    public = open_page("/es/directory/us/officers", PHONE)
    expect(public.locator("li", has_text=OFFICER)).to_contain_text("Con exequátur")
    look(public, "officers in a country")
    # Who was accredited on that day? Before the note, nobody of that name.
    public.goto(f"/es/directory/us/officers?on={TODAY - timedelta(days=20)}")
    expect(public.locator("main")).not_to_contain_text(OFFICER)
    public.goto("/es/posts/mx-us-tucson")
    expect(public.locator("li", has_text=OFFICER)).to_contain_text("jefatura de la oficina")
    look(public, "post with its head")


def test_the_finder_obeys_an_agreement_and_says_so(open_page):
    question = "/es/find?nationality=BZ&place=US-PR"
    visitor = open_page(question, PHONE)
    expect(visitor.locator(".answer")).not_to_contain_text("Por acuerdo")

    page = open_page("/es/desk/covering", DESKTOP, account=MEXICO)
    for field, value in (("covering", "MX"), ("covered", "BZ"), ("receiving", "US")):
        page.locator(f"#f-{field}").select_option(value)
    page.locator("#f-subdivision").fill("Puerto Rico")
    page.locator("#f-begins_on").fill(str(TODAY))
    page.locator("#f-ends_on").fill(str(TODAY - timedelta(days=1)))
    page.locator("#f-note").fill("SRE-0002/2026")
    page.get_by_role("button", name="Registrar un acuerdo").click()
    expect(page.locator("#f-ends_on-error")).to_be_visible()
    expect(page.locator("#f-subdivision")).to_have_value("Puerto Rico")
    look(page, "covering with a fault")
    page.locator("#f-ends_on").fill(str(TODAY + timedelta(days=90)))
    page.get_by_role("button", name="Registrar un acuerdo").click()
    expect(page.get_by_role("status").first).to_contain_text("Se registró el acuerdo")
    look(page, "covering list")

    visitor.reload()
    expect(visitor.locator(".answer h1")).to_have_text("Consulado General de México en San Juan")
    expect(visitor.locator(".answer")).to_contain_text("Por acuerdo, México atiende aquí a nacionales de Belice.")
    look(visitor, "answer by agreement")

    visitor.goto("/es/search?q=belice+puerto+rico")
    visitor.get_by_role("link", name="México atiende a nacionales de Belice en Puerto Rico").click()
    expect(visitor.locator(".lead")).to_contain_text("Rige hasta el")
    look(visitor, "agreement as everybody reads it")
    visitor.goto(question)

    page.get_by_role("link", name="México atiende a nacionales de Belice en Puerto Rico").click()
    look(page, "covering agreement")
    page.get_by_role("button", name="Terminar el acuerdo").click()
    expect(page.get_by_role("status").first).to_contain_text("Se terminó el acuerdo")
    visitor.reload()
    expect(visitor.locator("main")).not_to_contain_text("Por acuerdo")
