"""What the product answers about visas, against the data that it began with, read here anew."""

import csv
import random

from house import ROOT

DATA = ROOT / "Sources/App/Content/visas.csv"


def stated():
    """(destination, nationality) → (requirement, days or None)."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {(row["destination"], nationality): (row["requirement"], int(row["days"]) if row["days"] else None)
                for row in csv.DictReader(file) for nationality in row["nationalities"].split()}


def test_a_hundred_pairs_taken_at_random_agree_with_the_data(server):
    data = stated()
    assert len(data) > 2000 and len({destination for destination, _ in data}) == 11
    for destination, nationality in random.Random(11).sample(sorted(data), 100):
        answer = server.get(f"/api/v1/visas/answer?nationality={nationality}&destination={destination}&document=ordinary&purpose=visit").json()
        assert (answer["requirement"], answer["days"]) == data[destination, nationality], (destination, nationality)
        assert answer["confirmed_by_country"] is False and answer["verified_on"] is None
        assert answer["source"]["kind"] == "dataset" and answer["source"]["as_of"] == "2025-01-12"


def test_every_rule_is_in_the_list_once(server):
    data, found, address = stated(), {}, "/api/v1/visas/rules?document=ordinary"
    while address:
        page = server.get(address).json()
        for rule in page["rules"]:
            key = rule["destination"], rule["nationality"]
            assert key not in found
            found[key] = rule["requirement"], rule["days"]
        address = page["next"]
    assert found == data


def test_what_nobody_has_said_is_not_taken_for_leave_to_enter(server):
    for query in ("nationality=HN&destination=MX&document=emergency", "nationality=HN&destination=MX&purpose=work", "nationality=HN&destination=MX&on=2020-01-01", "nationality=AQ&destination=MX"):
        answer = server.get(f"/api/v1/visas/answer?{query}").json()
        assert answer["requirement"] == "unknown" and answer["days"] is None and answer["source"] is None, query
    for nationality in ("MX", "HN"):
        assert server.get(f"/api/v1/visas/answer?nationality={nationality}&destination={nationality}").json()["own_country"] is True


def test_who_needs_a_visa_on_the_way_is_told_the_offices_of_that_country_too(server):
    data = stated()
    assert data["MX", "HN"][0] == "visa_required" and data["MX", "CL"][0] == "visa_free"
    page = server.get("/es/visas/answer?nationality=HN&destination=US&via=MX").text
    assert "Oficinas de Estados Unidos en Honduras" in page and "Oficinas de México en Honduras" in page and "/es/posts/mx-hn" in page
    assert "Oficinas de México en Chile" not in server.get("/es/visas/answer?nationality=CL&destination=US&via=MX").text


def test_public_pages_fit_twenty_kilobytes_and_need_no_script(server):
    for path in ("/visas", "/visas/group", "/visas/answer?nationality=HN&destination=MX", "/visas/answer?nationality=HN&document=ordinary&nationality=US&document=ordinary&destination=MX&via=GT",
                 "/visas/answer?nationality=HN&document=ordinary&nationality=GT&document=ordinary&nationality=SV&document=ordinary&destination=US&via=MX", "/visas/changes/hn"):
        for language in ("es", "en"):
            page = server.get(f"/{language}{path}", headers={"Accept-Encoding": "identity"})
            assert page.status_code == 200 and "set-cookie" not in page.headers
            assert len(page.content) < 20_000, (path, len(page.content))
