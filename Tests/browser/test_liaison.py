"""A liaison officer keeps the country's posts true: on the desk, in the form, and from a file."""

import pytest
from playwright.sync_api import expect

from checks import look
from conftest import CONSUL, DESKTOP, GUATEMALA, MEXICO, PHONE, PASSWORD, sign_in
from keyboard import tab_to, type_into


@pytest.mark.parametrize(("language", "title"), [("es", "Oficinas de México"), ("en", "Posts of Mexico")])
def test_after_signing_in_the_desk_tells_what_waits(open_page, viewport, language, title):
    page = open_page(f"/{language}/desk", viewport)
    # Whoever is not signed in is asked to, and taken where they wanted to go.
    sign_in(page, MEXICO)
    expect(page.locator("h1")).to_have_text(title)
    assert page.url.endswith(f"/{language}/desk")
    expect(page.locator(".figures a").first).to_be_visible()


def test_still_correct_takes_one_click(open_page, viewport):
    page = open_page("/es/desk?show=due", viewport, account=MEXICO)
    row = page.locator(".rows > li").first
    name = row.locator("strong").inner_text()
    row.get_by_role("button", name=f"Sigue correcto: {name}").click()
    expect(page.get_by_role("status").first).to_contain_text("Gracias")
    expect(page.locator(".rows strong", has_text=name)).to_have_count(0)
    public = open_page(f"/es/directory?q={name}", viewport)
    expect(public.locator(".posts li", has_text=name).first).to_contain_text("Verificado el")


def test_a_bad_number_is_told_and_kept_and_a_good_one_is_public_at_once(open_page):
    public = open_page("/es/posts/mx-us-yuma", PHONE)
    page = open_page("/es/desk/posts/mx-us-yuma", DESKTOP, account=MEXICO)
    page.locator("#f-phones").fill("928 34")
    page.locator("#f-address").fill("600 West 16th Street")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#f-phones-error")).to_contain_text("928 34")
    expect(page.locator("#f-phones")).to_have_value("928 34")
    expect(page.locator("#f-address")).to_have_value("600 West 16th Street")
    look(page, "post form with a fault")
    # The summary leads to the field.
    page.locator("#summary a").first.click()
    expect(page.locator("#f-phones")).to_be_focused()
    expect(public.locator("a.call")).not_to_contain_text("928 34")

    page.locator("#f-phones").fill("928 343 0067\n+1 928-343-0066")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").first).to_contain_text("ya son públicos")
    public.reload()
    expect(public.locator("a.call").first).to_have_attribute("href", "tel:+19283430067")
    expect(public.locator("dl.facts").first).to_contain_text("600 West 16th Street")


def test_two_people_at_one_card_do_not_undo_each_other(open_page):
    first, second = (open_page("/es/desk/posts/mx-us-el-paso", DESKTOP, account=MEXICO) for _ in range(2))
    first.locator("#f-postal_code").fill("79902")
    first.get_by_role("button", name="Guardar").click()
    second.locator("#f-address").fill("Otra calle 1")
    second.get_by_role("button", name="Guardar").click()
    expect(second.locator("#summary")).to_contain_text("Otra persona cambió esta ficha")
    expect(second.locator("#f-address")).to_have_value("Otra calle 1")


def test_a_post_is_added(open_page):
    page = open_page("/en/desk", DESKTOP, account=GUATEMALA)
    page.get_by_role("link", name="Add a post").click()
    page.locator("#f-receiving_state").select_option("BZ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#f-city-error")).to_be_visible()
    expect(page.locator("#f-receiving_state")).to_have_value("BZ")
    page.locator("#f-class").select_option("consulate")
    page.locator("#f-name_es").fill("Consulado de Guatemala en Benque Viejo")
    page.locator("#f-city").fill("Benque Viejo del Carmen")
    page.locator("#f-phones").fill("823 2531")
    page.locator("#f-hours").fill("Mo-Fr 08:00-14:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("already public")
    visitor = open_page(page.url.split("?")[0], PHONE)
    expect(visitor.locator("a.call")).to_contain_text("+501 823-2531")
    expect(visitor.locator("dl.facts")).to_contain_text("Monday to Friday")


def test_a_file_with_faults_changes_nothing_and_names_each_place(open_page):
    page = open_page("/es/desk/import", DESKTOP, account=MEXICO)
    file = posts_file(Douglas="12,contacto@example.org", Presidio="+1 432-229-2788,nadie")
    give(page, file)
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary h2")).to_have_text("Problemas encontrados: 2")
    cells = page.locator("tbody tr").evaluate_all("rows => rows.map(row => [...row.cells].slice(0, 4).map(cell => cell.textContent))")
    _, douglas, presidio = file.splitlines()
    assert cells == [["2", str(douglas.index("12,") + 1), "phones", "12"], ["3", str(presidio.index("nadie") + 1), "email", "nadie"]]
    look(page, "import with faults")
    give(page, posts_file(Cancún="+52 998 884 3296,").encode("latin-1"))
    expect(page.locator("tbody")).to_contain_text("no está en UTF-8")


def test_a_good_file_is_shown_first_and_saved_when_told_so(open_page):
    page = open_page("/es/desk/import", DESKTOP, account=MEXICO)
    file = posts_file(Douglas="+1 520-364-3142,", Presidio="+1 432-229-2788,")
    give(page, file)
    expect(page.locator("h1")).to_contain_text("Qué cambiaría")
    expect(page.locator("main")).to_contain_text("Consulado de México en Douglas")
    look(page, "import plan")
    visitor = open_page("/es/posts/mx-us-douglas", PHONE)
    expect(visitor.locator("a.call")).not_to_contain_text("3142")
    page.get_by_role("button", name="Guardar estos cambios").click()
    expect(page.get_by_role("status").filter(has_text="Todo quedó guardado")).to_be_visible()
    visitor.reload()
    expect(visitor.locator("a.call").first).to_contain_text("+1 520-364-3142")
    # The same file again has nothing left to do.
    page.goto("/es/desk/import")
    give(page, file)
    expect(page.locator("main")).to_contain_text("Este archivo no cambia nada")


def posts_file(**cities):
    """A file of consulates of Mexico in the United States: phones and e-mail by city."""
    head = "key,sending_state,receiving_state,class,name_es,name_en,city,phones,email\n"
    return head + "".join(f"mx-us-{city.lower()},MX,US,consulate,Consulado de México en {city},Consulate of Mexico in {city},{city},{rest}\n" for city, rest in cities.items())


def give(page, content):
    content = content if isinstance(content, bytes) else content.encode()
    page.locator("#f-file").set_input_files({"name": "oficinas.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Ver qué cambiaría").click()
    page.wait_for_load_state()


def test_a_consul_keeps_the_own_card_and_no_other(open_page):
    page = open_page("/es/desk", PHONE, account=CONSUL)
    expect(page.locator("h1")).to_have_text("Mi oficina")
    expect(page.locator(".rows > li")).to_have_count(1)
    assert page.goto("/es/desk/posts/mx-us-phoenix").status == 403
    expect(page.locator("h1")).to_have_text("No puede hacer esto con su cuenta")
    look(page)


def test_from_signing_in_to_saved_with_the_keyboard_alone(open_page):
    page = open_page("/es/sign-in", DESKTOP)
    type_into(page, "#f-email", MEXICO)
    type_into(page, "#f-password", PASSWORD)
    page.keyboard.press("Enter")
    # Home says what is expected; the desk is in the menu.
    page.wait_for_url("**/es/home")
    tab_to(page, "nav a[href='/es/desk']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/es/desk")
    tab_to(page, ".rows a[href$='/desk/posts/mx-us-phoenix']", limit=400) if page.locator("a[href$='/desk/posts/mx-us-phoenix']").count() else page.goto("/es/desk/posts/mx-us-phoenix")
    if page.url.endswith("/desk"):
        page.keyboard.press("Enter")
        page.wait_for_url("**/mx-us-phoenix")
    type_into(page, "#f-emergency_phone", "602 242 7399")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("ya son públicos")
    expect(page.locator("a.call.urgent")).to_contain_text("+1 602-242-7399")
