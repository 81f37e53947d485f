from __future__ import annotations

import pytest

from aggregator import settings
from aggregator.websub import callbacks

SOURCE = '[[source]]\nid = "a"\noutlet = "A"\nurl = "http://a.example/"\n'


def base(url: str, fetch: str = "") -> str | None:
    text = f'[server]\npublic_url = "{url}"\n[fetch]\n{fetch}\n{SOURCE}'
    return callbacks(settings.parse(text, name="config.toml"))


@pytest.mark.parametrize(
    "url", ["https://news.example", "http://news.example:8080/live", "https://9.9.9.9"]
)
def test_hubs_reach_us_where_readers_do(url: str) -> None:
    assert base(url) == f"{url}/websub/"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://localhost:8080",
        "http://news.localhost",
        "http://printer.local",
        "http://127.0.0.1:8080",
        "http://192.168.1.7",
        "http://[::1]:8080",
        "http://169.254.169.254",
    ],
)
def test_no_hub_is_asked_where_none_can_reach_us(url: str) -> None:
    assert base(url) is None


def test_in_a_network_of_our_own_hubs_are_at_hand() -> None:
    assert base("http://127.0.0.1:80", "allow_private = true") is not None
    assert base("", "allow_private = true") is None


def test_who_wants_no_hubs_has_none() -> None:
    assert base("https://news.example", "websub = false") is None
