"""A consul's job by keyboard alone: five requests and two outcomes in under two minutes; and the pages of the statistics."""

import re
import time

import pytest
from playwright.sync_api import expect

from checks import look
from conftest import CIVIL_SOCIETY, CONSUL, DESKTOP, MEXICO, OBSERVER, PHONE, SECRETARIAT, UNITED_STATES
from keyboard import tab_to, type_into


def record(page, reference):
    """The reference has the focus already; the boxes are ticked by Space, and Enter sends."""
    page.keyboard.type(reference)
    for box in ("#f-affirm_no_protection", "#f-affirm_voluntary_or_final"):
        tab_to(page, box)
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("status").first).to_contain_text("quedó anotada")
    expect(page.locator("#f-reference")).to_be_focused()


def test_five_requests_and_two_outcomes_by_keyboard(open_page):
    begun = time.monotonic()
    page = open_page("/es/desk/returns/new", DESKTOP, account=CONSUL)
    expect(page.locator("#f-reference")).to_be_focused()
    # The first one has all to say.
    page.keyboard.type("TUC-26-001")
    for box in ("#f-affirm_no_protection", "#f-affirm_voluntary_or_final"):
        tab_to(page, box)
        page.keyboard.press("Space")
    type_into(page, "#f-origin", "Ghana")
    page.keyboard.press("Enter")
    type_into(page, "#f-mission_town", "Houston")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("status").first).to_contain_text("quedó anotada")
    for number in range(2, 6):
        record(page, f"TUC-26-00{number}")
    expect(page.locator(".plain a")).to_have_count(5)
    page.goto("/es/desk/returns?standing=open")
    for reference, outcome in (("TUC-26-005", "Documento exp"), ("TUC-26-004", "Documento neg")):
        row = page.locator(".rows > li", has_text=reference)
        page.evaluate("id => document.getElementById('list').focus()")
        tab_to(page, f"#{row.locator('select').get_attribute('id')}")
        page.keyboard.type(outcome)
        page.keyboard.press("Tab")
        for _ in range(6):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") == "BUTTON":
                break
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        expect(page.get_by_role("status").first).to_contain_text("El paso quedó anotado")
        expect(page.locator(".rows > li", has_text=reference)).to_have_count(0)
    elapsed = time.monotonic() - begun
    print(f"five requests and two outcomes: {elapsed:.1f} s by machine")
    assert elapsed < 120


def test_a_name_is_refused_and_what_was_typed_stays(open_page):
    page = open_page("/es/desk/returns/new", DESKTOP, account=MEXICO)
    page.locator("#f-reference").fill("Juan Pérez")
    page.locator("#f-mission_town").fill("Houston")
    page.get_by_role("button", name="Anotar", exact=True).click()
    expect(page.locator("#f-reference-error")).to_contain_text("Parece un nombre")
    expect(page.locator("#f-reference")).to_have_value("Juan Pérez")
    expect(page.locator("#f-mission_town")).to_have_value("Houston")
    expect(page.locator("#f-affirm_no_protection-error")).to_be_visible()
    look(page, "returns entry with faults")


def state(page, requested):
    page.locator("#f-requested").fill(str(requested))
    for field, number in (("issued", 9), ("refused", 5), ("unanswered", 6)):
        page.locator(f"#f-{field}").fill(str(number))
    for box in ("no_protection", "voluntary_or_final", "best_interests"):
        page.locator(f"#f-affirm_{box}").check()
    page.get_by_role("button", name="Anotar el recuento").click()


def test_a_monthly_count_is_corrected_and_taken_back_on_a_phone(open_page):
    page = open_page("/es/desk/returns/months", PHONE, account=UNITED_STATES)
    page.locator("#f-origin").select_option("SN")
    page.locator("#f-month").fill("2026-03")
    state(page, 20)
    expect(page.get_by_role("status").first).to_contain_text("El recuento quedó anotado")
    page.get_by_role("link", name="Corregir el recuento de marzo de 2026, Senegal").click()
    expect(page.locator("#f-requested")).to_have_value("20")
    look(page, "returns count to be corrected")
    state(page, 24)
    expect(page.locator(".rows > li").first).to_contain_text("Pedidos: 24")
    # Somebody who did not look first is told what is there.
    page.locator("#f-origin").select_option("SN")
    page.locator("#f-month").fill("2026-03")
    state(page, 30)
    expect(page.locator("#f-month-error")).to_contain_text("ya hay un recuento: pedidos 24")
    look(page, "returns count that is there already")
    page.get_by_role("button", name="Borrar el recuento de marzo de 2026, Senegal").click()
    expect(page.get_by_role("status").first).to_contain_text("El recuento quedó borrado")
    expect(page.locator("main")).not_to_contain_text("Senegal · ")


def test_a_request_recorded_by_mistake_is_deleted(open_page):
    page = open_page("/es/desk/returns/new", PHONE, account=UNITED_STATES)
    page.locator("#f-reference").fill("US-26-777")
    for box in ("no_protection", "voluntary_or_final"):
        page.locator(f"#f-affirm_{box}").check()
    page.locator("#f-group").select_option("family")
    page.locator("#f-origin").select_option("SN")
    page.locator("#f-authority").fill("Autoridad de la prueba")
    page.get_by_role("button", name="Anotar", exact=True).click()
    # A family is asked for its children, too.
    expect(page.locator("#f-affirm_best_interests-error")).to_contain_text("interés superior")
    page.locator("#f-affirm_best_interests").check()
    page.get_by_role("button", name="Anotar", exact=True).click()
    page.get_by_role("link", name="US-26-777").click()
    page.get_by_text("La solicitud se anotó por error").click()
    look(page, "returns request to be deleted")
    page.get_by_role("button", name="Borrar la solicitud").click()
    expect(page.get_by_role("status").first).to_contain_text("La solicitud quedó borrada")
    expect(page.locator("main")).not_to_contain_text("US-26-777")


@pytest.mark.parametrize("path", ["/returns", "/returns/countries/cm", "/returns/countries/tg", "/returns/thresholds", "/desk/returns", "/desk/returns/new", "/desk/returns/import", "/desk/returns/months"])
def test_pages_are_accessible_and_fit(open_page, language, path):
    page = open_page(f"/{language}{path}", DESKTOP, account=MEXICO)
    look(page, f"returns {language} {path}")


def test_the_secretariat_sets_thresholds_and_sees_no_request(open_page):
    page = open_page("/es/returns/thresholds", DESKTOP, account=SECRETARIAT)
    look(page, "returns thresholds of the secretariat")
    page.locator("#f-reason").fill("Prueba de la demostración")
    page.get_by_role("button", name="Fijar los umbrales").click()
    expect(page.get_by_role("status").first).to_contain_text("quedaron fijados")
    page.goto("/es/returns")
    assert not re.search(r"DEMO-\d", page.locator("main").inner_text())


@pytest.mark.parametrize("account", [CIVIL_SOCIETY, OBSERVER])
def test_observers_and_civil_society_are_turned_away(open_page, account):
    page = open_page("/es", DESKTOP, account=account)
    for path in ("/es/returns", "/es/desk/returns"):
        assert page.request.get(path).status == 403
