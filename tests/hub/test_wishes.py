"""What a form asks our hub for."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.hub.wishes import LEASE, LONGEST, SHORTEST, RefusalError, Wish, wish

TOPIC = "https://us.example/feed.atom"
HUSH = "hush"
FORM = {
    "hub.mode": "subscribe",
    "hub.topic": TOPIC,
    "hub.callback": "https://Reader.Example:8443/news?of=us",
}


def read(**fields: str) -> Wish:
    form = FORM | {f"hub.{name}": each for name, each in fields.items()}
    return wish(form, {TOPIC})


def test_a_form_says_what_is_asked_for() -> None:
    assert read(secret=HUSH, lease_seconds="3600") == Wish(
        mode="subscribe",
        topic=TOPIC,
        callback="https://Reader.Example:8443/news?of=us",
        host="reader.example",
        secret=HUSH,
        lease=timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [
        ("", LEASE),
        ("0", SHORTEST),
        ("86400", timedelta(days=1)),
        ("99999999", LONGEST),
        ("9" * 5000, LONGEST),
    ],
)
def test_a_lease_is_as_long_as_asked_for_within_bounds(
    seconds: str, lease: timedelta
) -> None:
    assert read(lease_seconds=seconds).lease == lease


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("mode", "publish", 400),
        ("mode", "", 400),
        ("topic", "https://elsewhere.example/", 404),
        ("topic", "", 404),
        ("callback", "", 400),
        ("callback", "/relative", 400),
        ("callback", "ftp://reader.example/", 400),
        ("callback", "javascript:alert(1)", 400),
        ("callback", "https://user:word@reader.example/", 400),
        ("callback", "https://reader.example/#part", 400),
        ("callback", "https://reader.example/#", 400),
        ("callback", "https://reader.example/\r\nX: y", 400),
        ("callback", "https://reader.example/" + "a" * 2000, 400),
        ("callback", "https://reader.example:99999/", 400),
        ("secret", "s" * 200, 400),
        ("secret", "ß" * 100, 400),
        ("secret", "a\0b", 400),
        ("lease_seconds", "-1", 400),
        ("lease_seconds", "1e9", 400),
        ("lease_seconds", "³", 400),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_sentence(
    field: str, value: str, status: int
) -> None:
    with pytest.raises(RefusalError) as caught:
        read(**{field: value})
    assert caught.value.status == status
    assert caught.value.words.startswith(f"hub.{field} ")
    assert caught.value.words.isprintable()


@given(st.dictionaries(st.sampled_from([*FORM, "hub.secret"]), st.text()))
def test_no_form_does_any_harm(fields: dict[str, str]) -> None:
    with suppress(RefusalError):
        assert wish(FORM | fields, {TOPIC}).topic == TOPIC
