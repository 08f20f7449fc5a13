"""The Secretariat's board, and the accounts: invited, opened by a one-time link, kept safe with a second factor."""

from playwright.sync_api import expect

import totp
from checks import look
from conftest import ADMIN, DESKTOP, PHONE, SECRETARIAT, sign_in

PHRASE = "una frase larga que nadie adivina"


def test_the_secretariat_sees_all_countries_and_whom_to_call(open_page):
    page = open_page("/es/desk", DESKTOP, account=SECRETARIAT)
    expect(page.locator("h1")).to_have_text("Vigencia por país")
    expect(page.locator("tbody tr")).to_have_count(11)
    expect(page.locator("li", has_text="México").first).to_contain_text("enlace.mx@demo.enlace.example")
    expect(page.locator("li", has_text="Honduras").first).to_contain_text("no tiene enlace con cuenta")


def test_a_wrong_password_keeps_the_address_and_says_no_more(open_page, language):
    page = open_page(f"/{language}/sign-in", PHONE)
    sign_in(page, ADMIN, "no es esta")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#f-email")).to_have_value(ADMIN)
    expect(page.locator("#f-password")).to_have_value("")
    look(page, f"sign-in refused {language}")


def test_an_invitation_opens_an_account_once_and_a_second_factor_guards_it(open_page):
    admin = open_page("/es/people/invite", DESKTOP, account=ADMIN)
    admin.get_by_role("button", name="Hacer el enlace").click()
    expect(admin.locator("#f-email-error")).to_be_visible()
    look(admin, "invitation form with faults")
    admin.locator("#f-name").fill("Rosa Ejemplo")
    admin.locator("#f-email").fill("rosa@example.org")
    admin.locator("#f-delegation").select_option("hn")
    admin.locator("#f-role").select_option("liaison")
    admin.get_by_role("button", name="Hacer el enlace").click()
    look(admin, "link")
    link = admin.locator("code").inner_text()
    admin.goto("/es/people")
    expect(admin.locator("li", has_text="rosa@example.org")).to_contain_text("vence el")
    look(admin, "people with an invitation")

    rosa = open_page(link, PHONE)
    look(rosa, "invitation")
    rosa.locator("#f-password").fill("corta")
    rosa.locator("#f-password_again").fill("corta")
    rosa.get_by_role("button", name="Abrir mi cuenta").click()
    expect(rosa.locator("#f-password-error")).to_be_visible()
    look(rosa, "invitation with a fault")
    rosa.locator("#f-password").fill(PHRASE)
    rosa.locator("#f-password_again").fill(PHRASE)
    rosa.get_by_role("button", name="Abrir mi cuenta").click()
    expect(rosa.get_by_role("status").first).to_contain_text("Su cuenta está abierta")
    # The link has done its work: whoever finds it later finds nothing.
    stranger = open_page("/es", PHONE)
    assert stranger.goto(link).status == 410
    expect(stranger.locator("h1")).to_have_text("Este enlace ya no sirve")
    look(stranger, "link that is gone")

    secret, used = enrol(rosa)
    other = open_page("/es/sign-in", DESKTOP)
    sign_in(other, "rosa@example.org", PHRASE)
    look(other, "code")
    other.locator("#f-code").fill("000000")
    other.locator("main form button").click()
    expect(other.locator("#f-code-error")).to_be_visible()
    other.locator("#f-code").fill(totp.next_code(secret, used))
    other.locator("main form button").click()
    expect(other.locator("nav .account")).to_contain_text("Rosa Ejemplo")

    sees_and_ends_the_other_session(rosa, other)


def enrol(page):
    page.goto("/es/account/second-factor")
    secret = page.locator("input[name=secret]").get_attribute("value")
    assert page.locator("dl.facts code").inner_text().replace(" ", "") == secret
    page.locator("#f-password").fill(PHRASE)
    page.locator("#f-code").fill("123")
    page.get_by_role("button", name="Activar el segundo factor").click()
    expect(page.locator("#f-code-error")).to_be_visible()
    # The same secret again: what the app has read stays good.
    assert page.locator("input[name=secret]").get_attribute("value") == secret
    look(page, "second factor with a fault")
    used = totp.code(secret)
    page.locator("#f-password").fill(PHRASE)
    page.locator("#f-code").fill(used)
    page.get_by_role("button", name="Activar el segundo factor").click()
    expect(page.locator("h1")).to_have_text("Sus códigos de recuperación")
    assert page.locator("main li code").count() >= 8
    look(page, "recovery codes")
    page.get_by_role("link", name="Ya los guardé").click()
    expect(page.locator("main")).to_contain_text("Activo")
    return secret, used


def sees_and_ends_the_other_session(page, other):
    page.goto("/es/account")
    sessions = page.locator("section", has_text="Sesiones abiertas").locator("li")
    expect(sessions).to_have_count(2)
    look(page, "account with two sessions")
    sessions.get_by_role("button", name="Cerrar").click()
    expect(page.get_by_role("status").first).to_contain_text("La sesión se cerró")
    other.goto("/es/account")
    assert "/sign-in" in other.url


def test_signing_out_ends_it(open_page):
    page = open_page("/en/sign-in", DESKTOP)
    sign_in(page, SECRETARIAT)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("nav .account")).to_have_count(0)
    page.goto("/en/desk")
    assert "/sign-in" in page.url
