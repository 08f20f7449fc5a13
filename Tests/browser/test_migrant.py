"""Somebody far from home finds the consulate that answers for them; with whatever phone, and whatever hands and eyes."""

import pytest
from playwright.sync_api import expect

from checks import look
from conftest import PHONE
from keyboard import tab_to, type_into

WORDS = {
    "es": {"question": "¿Qué consulado me atiende?", "tucson": "Consulado de México en Tucson", "call": "Llamar", "own": "Está en su propio país"},
    "en": {"question": "Which consulate helps me?", "tucson": "Consulate of Mexico in Tucson", "call": "Call", "own": "You are in your own country"},
}


def ask(page, nationality, country, town=""):
    page.locator("#f-nationality").select_option(nationality)
    page.locator("#f-country").select_option(country)
    page.locator("#f-town").fill(town)
    page.locator("main form button:visible").first.click()
    page.wait_for_load_state()


def answer(page):
    """The slug of the post that answers."""
    return page.locator(".answer a[href*='/posts/']").get_attribute("href").rsplit("/", 1)[1]


def test_a_mexican_in_tucson_gets_the_consulate_and_its_number(open_page, viewport, language):
    page, words = open_page(f"/{language}", viewport), WORDS[language]
    expect(page.locator("h1")).to_have_text(words["question"])
    ask(page, "MX", "US", "Tucson")
    expect(page.locator("h1")).to_have_text(words["tucson"])
    call = page.locator("a.call").first
    expect(call).to_have_text(f"{words['call']} +1 520-882-5595")
    expect(call).to_have_attribute("href", "tel:+15208825595")
    # The number can be pressed without scrolling, also on a small phone.
    assert call.bounding_box()["y"] + call.bounding_box()["height"] <= viewport["height"]
    assert answer(page) == "mx-us-tucson"


@pytest.mark.parametrize(("nationality", "place", "post"), [
    ("MX", "Tucson", "mx-us-tucson"),
    # Mexico answers in the Texas Panhandle from New Mexico.
    ("MX", "Amarillo", "mx-us-albuquerque"),
    ("MX", "Puerto Rico", "mx-us-san-juan"),
    ("GT", "Massachusetts", "gt-us-providence"),
    ("HN", "Georgia", "hn-us-atlanta"),
    ("SV", "Maryland", "sv-us-silver-spring"),
])
def test_the_post_is_the_one_that_its_country_names_for_the_place(open_page, nationality, place, post):
    page = open_page("/es", PHONE)
    ask(page, nationality, "US", place)
    assert answer(page) == post


@pytest.mark.parametrize(("nationality", "town", "part", "post"), [
    ("GT", "Boston", "Massachusetts", "gt-us-providence"),
    ("HN", "Atlanta", "Georgia", "hn-us-atlanta"),
    ("MX", "Springfield", "Illinois", "mx-us-chicago"),
])
def test_where_several_towns_have_the_name_one_is_picked(open_page, nationality, town, part, post):
    page = open_page("/es", PHONE)
    ask(page, nationality, "US", town)
    expect(page.get_by_role("heading", name=f"¿Cuál «{town}»?")).to_be_visible()
    look(page)
    page.locator(".tiles a", has=page.locator(f"strong:text-is('{town}')")).filter(has_text=part).first.click()
    assert answer(page) == post


def test_a_town_that_nobody_knows_is_told_and_kept(open_page, language):
    page = open_page(f"/{language}", PHONE)
    ask(page, "MX", "US", "Xyzzyq")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#f-town-error")).to_contain_text("Xyzzyq")
    expect(page.locator("#f-town")).to_have_value("Xyzzyq")
    expect(page.locator("#f-nationality")).to_have_value("MX")
    look(page)
    page.locator(".tiles a").get_by_text("Arizona", exact=True).click()
    expect(page.locator(".answer h1")).to_be_visible()


def test_at_home_no_consulate_is_needed(open_page, language):
    page = open_page(f"/{language}", PHONE)
    ask(page, "MX", "MX", "Tijuana")
    expect(page.locator("h1")).to_have_text(WORDS[language]["own"])


def test_nothing_filled_in_says_what_is_missing(open_page):
    page = open_page("/es/find", PHONE)
    expect(page.locator("#f-nationality-error")).to_be_visible()
    expect(page.locator("#summary")).to_be_focused()


def test_the_keyboard_alone_is_enough(open_page, viewport, language):
    page = open_page(f"/{language}", viewport)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    type_into(page, "#f-nationality", "M" + "éx" if language == "es" else "Mex")
    type_into(page, "#f-country", "Estados" if language == "es" else "United")
    type_into(page, "#f-town", "Tucson")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(WORDS[language]["tucson"])
    tab_to(page, "a.call")


def test_without_script_the_answer_is_the_same(open_page, viewport, language):
    page = open_page(f"/{language}", viewport, java_script_enabled=False)
    # What needs a script does not show itself.
    expect(page.locator("[data-place]")).to_be_hidden()
    ask(page, "MX", "US", "Tucson")
    expect(page.locator("h1")).to_have_text(WORDS[language]["tucson"])
    expect(page.locator("[data-print], [data-share]").first).to_be_hidden()


def test_the_phone_knows_where_it_is(open_page, language):
    page = open_page(f"/{language}", PHONE, geolocation={"latitude": 32.22, "longitude": -110.97}, permissions=["geolocation"])
    page.locator("#f-nationality").select_option("MX")
    page.locator("[data-place]").click()
    expect(page.locator("h1")).to_have_text(WORDS[language]["tucson"])
    # The address names the town; where exactly the phone is stands nowhere.
    assert "lat" not in page.url and "32.2" not in page.url


def test_whoever_keeps_their_place_to_themselves_is_asked_for_the_town(open_page, language):
    page = open_page(f"/{language}", PHONE, permissions=[])
    page.locator("#f-nationality").select_option("MX")
    page.locator("[data-place]").click()
    expect(page.locator("#place-status")).to_contain_text("Escriba la ciudad" if language == "es" else "Type the city")


def test_a_place_far_from_all_eleven_countries_is_told(open_page):
    page = open_page("/es", PHONE, geolocation={"latitude": 48.85, "longitude": 2.35}, permissions=["geolocation"])
    page.locator("#f-nationality").select_option("MX")
    page.locator("[data-place]").click()
    expect(page.locator("#f-town-error")).to_be_visible()
    expect(page.locator("#f-nationality")).to_have_value("MX")
