"""HTTP as RFC 9110 to 9112 want it: HEAD, entity tags, compression, pipelines, methods."""

import gzip
import re

import pytest

from house import Person
from wire import Wire, ask, get

PAGES = ["/es", "/en/directory/us", "/es/find?nationality=MX&place=US-AZ", "/api/v1/posts?receiving_state=US", "/lists/us/posts.csv", "/es/posts/mx-us-tucson"]
OTHERS = ["/healthz", "/es/sign-in", "/robots.txt", "/es/nothing-here", "/api/v1/openapi.json"]


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_head_tells_what_get_would_and_sends_no_body(demo, path):
    with Wire(demo) as wire:
        status, headers, _ = wire.put(get(path, method="HEAD")).answer(head_only=True)
        # What would come of a body after a HEAD would be taken for the next answer.
        assert wire.put(get("/healthz")).answer()[2] == b"ok\n"
    full = demo.get(path, headers={"Accept-Encoding": "identity"})
    assert status == full.status_code
    assert headers["content-length"] == full.headers["content-length"] == str(len(full.content))
    assert headers["content-type"] == full.headers["content-type"]


def test_who_asks_under_another_name_puts_it_into_nobody_elses_page(demo):
    page = "/es/find?nationality=MX&place=US-AZ"
    foreign = [f"GET {page} HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n", get(page)]
    for _ in range(2):
        # First the one, then the other, from the cache or not.
        assert [b"elsewhere.example" in ask(demo, text)[2] for text in foreign] == [True, False]


@pytest.mark.parametrize("path", PAGES)
def test_an_unchanged_page_is_not_sent_twice(demo, path):
    tag = demo.get(path).headers["etag"]
    for _ in range(2):
        with Wire(demo) as wire:
            status, headers, _ = wire.put(get(path, f"If-None-Match: {tag}")).answer(head_only=True)
            assert status == 304 and headers["etag"] == tag and "content-length" not in headers
            assert wire.put(get("/healthz")).answer()[2] == b"ok\n"
        assert ask(demo, get(path, f'If-None-Match: "other", {tag}'), head_only=True)[0] == 304
        assert ask(demo, get(path, 'If-None-Match: "other"'))[0] == 200


@pytest.mark.parametrize("path", PAGES)
def test_compression_carries_the_same_page_with_its_own_length(demo, path):
    plain_status, plain_headers, plain = ask(demo, get(path))
    for _ in range(2):
        status, headers, packed = ask(demo, get(path, "Accept-Encoding: gzip"))
        assert (status, plain_status) == (200, 200)
        assert headers["content-encoding"] == "gzip" and int(headers["content-length"]) == len(packed) < len(plain)
        assert gzip.decompress(packed) == plain
        assert "content-encoding" not in plain_headers
        assert "accept-encoding" in headers["vary"].lower() and "accept-encoding" in plain_headers["vary"].lower()


@pytest.mark.parametrize("refusal", ["gzip;q=0", "identity, gzip; q=0", "*;q=0"])
def test_who_refuses_compression_gets_none(demo, refusal):
    assert "content-encoding" not in ask(demo, get("/es/directory/us", f"Accept-Encoding: {refusal}"))[1]


def test_a_page_for_one_person_is_kept_by_nobody(demo):
    officer = Person(demo.url).sign_in("enlace.mx@demo.enlace.example")
    for path in ["/es/posts/mx-us-tucson", "/es/desk"]:
        page = officer.get(path)
        assert "no-store" in page.headers["cache-control"] and "etag" not in page.headers
        assert officer.cookies["enlace_session"] not in page.text
    assert 'name="csrf"' in officer.get("/es/posts/mx-us-tucson").text
    assert 'name="csrf"' not in demo.get("/es/posts/mx-us-tucson").text


@pytest.mark.parametrize("path", PAGES)
def test_public_pages_set_no_cookie(demo, path):
    assert "set-cookie" not in demo.get(path).headers


def test_a_pipeline_is_answered_in_order(demo):
    slugs = re.findall(r'"key":"([\w-]+)"', demo.get("/api/v1/posts?receiving_state=US").text)[:20]
    with Wire(demo) as wire:
        wire.put("".join(get(f"/api/v1/posts/{slug}") for slug in slugs))
        for slug in slugs:
            status, _, body = wire.answer()
            assert status == 200 and f'"key":"{slug}"'.encode() in body


def test_a_range_is_ignored(demo):
    whole = demo.get("/lists/us/posts.csv").content
    part = demo.get("/lists/us/posts.csv", headers={"Range": "bytes=0-9"})
    assert part.status_code == 200 and part.content == whole


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "QUERY", "PROPFIND"])
@pytest.mark.parametrize("path", ["/es", "/api/v1/posts", "/healthz"])
def test_a_method_that_is_not_there_is_told(demo, path, method):
    status, headers, _ = ask(demo, get(path, method=method))
    assert status == 405 and "GET" in headers["allow"] and "HEAD" in headers["allow"]


def test_http_1_0_is_answered_with_a_length(demo):
    status, headers, body = ask(demo, "GET /healthz HTTP/1.0\r\n\r\n")
    assert (status, headers["content-length"], body) == (200, "3", b"ok\n")


def test_a_wish_to_close_is_granted(demo):
    with Wire(demo) as wire:
        assert wire.put(get("/healthz", "Connection: close")).answer()[0] == 200
        assert wire.is_closed()


def test_every_answer_tells_browsers_how_to_be_careful(demo):
    for path in PAGES + OTHERS:
        headers = demo.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer", path
