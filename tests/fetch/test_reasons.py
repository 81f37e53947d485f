"""Why a look failed is said in one safe line that tells what to do."""

from __future__ import annotations

import socket
import ssl
from datetime import timedelta

import h11
import httpcore
import httpx
import pytest
from h2.exceptions import ProtocolError
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.reasons import Unusable, in_words, printable, status_in_words
from aggregator.model import Redirect


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "cannot be looked up (DNS)"),
        (ssl.SSLCertVerificationError("expired"), "certificate is not valid: "),
        (ssl.SSLError("wrong version"), "no secure connection (TLS)"),
        (ConnectionRefusedError(111, "refused"), "it refuses the connection"),
        (ConnectionResetError(104, "reset"), "it broke the connection off"),
        (OSError(101, "Network is unreachable"), "the network failed"),
    ],
)
def test_what_the_system_said_is_found_beneath_what_httpx_says(
    cause: Exception, words: str
) -> None:
    several = ExceptionGroup("all attempts failed", [cause])
    for inner in (cause, caused(OSError("all attempts failed"), several)):
        error = caused(httpx.ConnectError("all attempts failed"), inner)
        assert words in in_words(error, ())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectTimeout(""), "no connection in time"),
        (httpx.RemoteProtocolError("bad line"), "it does not keep to HTTP: bad line"),
        (ProtocolError("bad frame"), "it does not keep to HTTP: bad frame"),
        (httpx.InvalidURL("no port"), "the address is malformed: no port"),
        (UnicodeError("label too long"), "malformed: label too long"),
        (OverflowError("port"), "malformed: port"),
        (h11.RemoteProtocolError("bad"), "it does not keep to HTTP: bad"),
        (httpcore.RemoteProtocolError("bad"), "it does not keep to HTTP: bad"),
        (httpx.ReadTimeout(""), "the fetch failed: ReadTimeout"),
        (Unusable("its redirects run in a circle"), "its redirects run in a circle"),
    ],
)
def test_each_failure_has_its_words(error: Exception, words: str) -> None:
    assert words in in_words(error, ())


def test_a_handshake_that_hangs_is_slow_and_no_fault_of_tls() -> None:
    error = httpx.ConnectTimeout("")
    error.__context__ = ssl.SSLWantReadError("not completed")
    assert "no connection in time" in in_words(error, ())


def test_errors_that_caused_each_other_are_told_all_the_same() -> None:
    one, other = httpx.ReadError("one"), OSError("other")
    one.__cause__, other.__context__ = other, one
    assert in_words(one, ()) == "the network failed: other"


def test_where_we_were_led_is_told() -> None:
    trail = [Redirect(status=302, url="https://post.example/consent")]
    assert in_words(Unusable("no"), trail) == (
        "no (redirected to https://post.example/consent)"
    )


@given(st.text(), st.text())
def test_a_reason_is_one_bounded_line_without_control_characters(
    said: str, url: str
) -> None:
    for error in (Unusable(said * 99), OSError(said * 99)):
        line = in_words(error, [Redirect(status=301, url=url * 99)])
        assert line.isprintable()
        assert len(line) < 500


def test_what_would_act_on_a_terminal_is_replaced() -> None:
    assert printable("a\x1b[2Jb\nc\u202ed") == "a�[2Jb�c�d"


def test_what_is_too_long_is_cut() -> None:
    assert printable("abcdef", 5) == "abcd…"
    assert printable("abcde", 5) == "abcde"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "refuses us"),
        (403, "refuses us"),
        (404, "look for its new address"),
        (410, "gone for good"),
        (418, "does not take our request"),
        (429, "slow down"),
        (451, "by law"),
        (500, "the outlet is down"),
        (503, "the outlet is down"),
        (999, "does not take our request"),
    ],
)
def test_each_status_has_its_words(status: int, words: str) -> None:
    line = status_in_words(status, None)
    assert words in line
    assert line.endswith(f"(status {status})")


def test_the_wait_that_is_asked_for_is_told() -> None:
    line = status_in_words(429, timedelta(minutes=2))
    assert line.endswith("(status 429; it asks us to wait 120 s)")
