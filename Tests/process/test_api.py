"""schemathesis finds no fault with the API, as a client without an account."""

import re
import subprocess
import sys
from pathlib import Path

import requests

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


def test_schemathesis_finds_no_fault(demo, tmp_path):
    done = subprocess.run(
        [SCHEMATHESIS, "run", demo.url + "/api/v1/openapi.json", "--checks", "all", "--max-examples", "100", "--seed", "1", "--workers", "2",
         "--suppress-health-check", "all", "--request-timeout", "10", "--no-color"],
        cwd=tmp_path, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    assert "defect" not in demo.log
    # All but the document itself.
    others = len(demo.get("/api/v1/openapi.json").json()["paths"]) - 1
    assert others >= 7 and re.search(rf"Tested: {others}$", done.stdout, re.M), done.stdout


def test_a_refusal_is_a_problem_with_its_field_in_the_readers_language(demo):
    for language, word in [("es", "número"), ("en", "number")]:
        answer = demo.get("/api/v1/posts?page=zwei", headers={"Accept-Language": language})
        problem = answer.json()
        assert answer.status_code == 400 and answer.headers["content-type"] == "application/problem+json"
        assert problem["status"] == 400 and problem["field"] == "page" and word in problem["detail"].lower(), problem
    for path, status in [("/api/v1/posts/nothing", 404), ("/api/v1/freshness", 401), ("/api/v1/nothing", 404), ("/api/v1/finder?nationality=XX&place=US", 400)]:
        answer = demo.get(path)
        assert (answer.status_code, answer.json()["status"], answer.headers["content-type"]) == (status, status, "application/problem+json")
    refused = requests.post(demo.url + "/api/v1/posts", timeout=10)
    assert refused.status_code == 405 and refused.json()["status"] == 405 and "GET" in refused.headers["allow"]


def test_pages_of_a_long_list_hold_every_post_once(demo):
    address, found, total = "/api/v1/posts", [], None
    while address:
        page = demo.get(address).json()
        found += [post["id"] for post in page["posts"]]
        total, address = page["total"], page["next"]
    assert len(found) == len(set(found)) == total > 500
