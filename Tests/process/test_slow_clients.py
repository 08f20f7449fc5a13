"""Whoever is slow on purpose is let go of, and costs nobody else anything (see slow.py)."""

import time


def test_a_connection_on_which_nothing_comes_is_closed(slow_clients):
    assert 25 < slow_clients.silent.finished().closed_after < 35


def test_a_header_sent_byte_by_byte_is_not_waited_for(slow_clients):
    assert 25 < slow_clients.header.finished().closed_after < 35


def test_a_connection_that_asks_no_more_is_closed(slow_clients):
    client = slow_clients.after_an_answer.finished()
    assert client.status == 200 and 25 < client.closed_after < 36


def test_a_form_sent_byte_by_byte_is_given_up_with_a_word(slow_clients):
    client = slow_clients.body.finished()
    assert client.status == 408 and 55 < client.answered_after < 65
    assert client.closed_after and client.closed_after < client.answered_after + 10


def test_a_body_that_nobody_asked_for_does_not_keep_a_connection(slow_clients):
    client = slow_clients.body_nobody_wants.finished()
    assert client.status == 200 and client.answered_after < 5
    assert client.closed_after and client.closed_after < 15


def test_a_client_that_never_reads_is_let_go_of(slow_clients):
    deaf = slow_clients.deaf.finished()
    assert deaf.was_closed and deaf.received < deaf.size * deaf.ASKED


def test_meanwhile_the_server_was_there_for_others(slow_clients):
    begun = time.monotonic()
    for _ in range(20):
        assert slow_clients.server.get("/es").status_code == 200
    assert time.monotonic() - begun < 2
    assert slow_clients.server.memory - slow_clients.memory < 40
