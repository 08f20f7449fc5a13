"""What goes out is read back by parsers that others wrote."""

import csv
import io
import json
import re

import cv2
import geojson
import numpy
import pytest
import vobject
from openapi_spec_validator import OpenAPIV31SpecValidator
from playwright.sync_api import sync_playwright

from house import Person, enlace

COUNTRIES = ["us", "mx", "gt", "ca"]


def posts(demo, country):
    """All posts in a country, as the API tells them."""
    found, address = [], f"/api/v1/posts?receiving_state={country.upper()}"
    while address:
        page = demo.get(address).json()
        found += page["posts"]
        address = page["next"]
    return {post["key"]: post for post in found}


@pytest.mark.parametrize("country", COUNTRIES)
def test_csv_holds_what_the_api_tells(demo, country):
    answer = demo.get(f"/lists/{country}/posts.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert re.match(r'attachment; filename="[\w.-]+\.csv"', answer.headers["content-disposition"])
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"), newline=""), strict=True))
    told = posts(demo, country)
    assert {row["key"] for row in rows} == set(told) and len(rows) == len(told)
    for row in rows:
        post = told[row["key"]]
        assert None not in row and None not in row.values(), row
        assert row["sending_state"] == post["sending_state"] and row["city"] == post["city"]
        assert (row["address"] or None) == post["address"]
        assert [phone for phone in row["phones"].split("; ") if phone] == post["phones"]
        assert (float(row["latitude"]) if row["latitude"] else None) == post["latitude"]
        assert row["name_es"] == (post["name"]["es"] or "")


@pytest.mark.parametrize("country", COUNTRIES)
def test_vcards_hold_what_the_api_tells(demo, country):
    answer = demo.get(f"/lists/{country}/posts.vcf")
    assert answer.headers["content-type"].startswith("text/vcard")
    text = answer.content.decode("utf-8")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    told = {f"urn:uuid:{post['id']}": post for post in posts(demo, country).values()}
    cards = list(vobject.readComponents(text))
    assert {card.uid.value for card in cards} == set(told) and len(cards) == len(told)
    for card in cards:
        post = told[card.uid.value]
        assert card.version.value == "4.0" and card.kind.value == "org"
        assert {name.value for name in card.fn_list} >= {name for name in post["name"].values() if name}
        digits = [re.sub(r"[^\d]", "", phone) for phone in post["phones"]]
        assert [re.sub(r"[^\d]", "", tel.value.split(";")[0]) for tel in getattr(card, "tel_list", [])][:len(digits)] == digits
        assert [mail.value for mail in getattr(card, "email_list", [])] == ([post["email"]] if post["email"] else [])
        if post["latitude"] is not None:
            assert [float(number) for number in card.geo.value.removeprefix("geo:").split(",")] == [post["latitude"], post["longitude"]]
        if post["address"]:
            assert card.adr.value.street == post["address"] and card.adr.value.city == post["city"]


def test_one_posts_card_is_a_vcard_of_its_own(demo):
    card = vobject.readOne(demo.get("/posts/mx-us-tucson.vcf").text)
    assert "Tucson" in card.fn.value


@pytest.mark.parametrize("country", COUNTRIES)
def test_geojson_puts_each_post_where_it_is(demo, country):
    answer = demo.get(f"/lists/{country}/posts.geojson")
    assert answer.headers["content-type"].startswith("application/geo+json")
    collection = geojson.loads(answer.text)
    assert collection.is_valid, collection.errors()
    told = posts(demo, country)
    assert {feature["id"] for feature in collection["features"]} == set(told)
    for feature in collection["features"]:
        post = told[feature["id"]]
        assert feature["properties"]["key"] == post["key"]
        if post["latitude"] is None:
            assert feature["geometry"] is None
        else:
            # The library keeps six decimals: a hand's breadth.
            assert feature["geometry"]["type"] == "Point" and list(feature["geometry"]["coordinates"]) == pytest.approx([post["longitude"], post["latitude"]], abs=1e-6)
    assert any(feature["geometry"] for feature in collection["features"])


def test_the_api_describes_itself_validly(demo):
    document = demo.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def decoded(picture):
    text, *_ = cv2.QRCodeDetector().detectAndDecode(cv2.imdecode(numpy.frombuffer(picture, numpy.uint8), cv2.IMREAD_COLOR))
    return text


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/es/find?nationality=MX&place=US-AZ", "/en/find?nationality=GT&place=US-TX"])
def test_the_qr_picture_leads_back_to_the_answer(demo, chromium, path, scheme):
    page = chromium.new_page(viewport={"width": 360, "height": 740}, device_scale_factor=2, color_scheme=scheme)
    page.goto(demo.url + path)
    assert decoded(page.locator("svg.qr").screenshot()) == demo.url + path
    page.close()


def test_an_answer_in_print_keeps_its_qr_picture(demo, chromium):
    page = chromium.new_page(device_scale_factor=2)
    page.goto(demo.url + "/es/find?nationality=MX&place=US-AZ")
    page.emulate_media(media="print")
    assert decoded(page.locator("svg.qr").screenshot()) == demo.url + "/es/find?nationality=MX&place=US-AZ"
    page.close()


def test_what_is_exported_changes_nothing_when_it_is_imported(database, tmp_path):
    exported = enlace("export", "--database", database.url).stdout
    file = tmp_path / "all.csv"
    file.write_text(exported, newline="")
    rows = len(list(csv.DictReader(io.StringIO(exported, newline=""))))
    before = database.rows("SELECT number, hash FROM audit_head")
    for options in [[], ["--commit"]]:
        told = enlace("import", *options, "--database", database.url, file).stdout
        assert f"0 to be added, 0 to be changed, {rows} left as they are" in told and "~ " not in told
    assert database.rows("SELECT number, hash FROM audit_head") == before


def test_the_same_file_through_the_desk_changes_nothing(demo):
    officer = Person(demo.url).sign_in("enlace.mx@demo.enlace.example")
    file = demo.get("/lists/us/posts.csv?sending=MX").content
    form = re.search(r'name="csrf" value="([^"]+)"', officer.get("/es/desk/import").text)[1]
    answer = officer.post("/es/desk/import", data={"csrf": form}, files={"file": ("mx.csv", file, "text/csv")})
    assert answer.status_code == 303
    rows = len(list(csv.DictReader(io.StringIO(file.decode()))))
    page = officer.get(answer.headers["location"])
    assert page.status_code == 200 and str(rows) in page.text and f'action="{answer.headers["location"]}"' not in page.text


def test_the_api_json_is_plain_json_with_nulls_for_the_unknown(demo):
    post = json.loads(demo.get("/api/v1/posts/mx-us-tucson").content.decode("utf-8"))
    assert set(post) >= {"id", "name", "phones", "emergency_phone", "verified_on", "open_now"} and post["verified_on"] is None
