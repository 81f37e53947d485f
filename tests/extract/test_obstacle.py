from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import obstacle

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

LONG = "<p>" + "Ferries stay in port until the wind has dropped. " * 20


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<title>Just a moment...</title><p>Enable cookies", obstacle.CHALLENGE),
        ("<script src='https://x.captcha-delivery.com/c.js'>", obstacle.CHALLENGE),
        ("<title>Before you continue</title>", obstacle.CONSENT),
        ("<p>Hello<div id=sp_message_container_1>", obstacle.CONSENT),
        ("<p>Sign in<input type=password>", obstacle.LOGIN),
        ("<div id=app></div><script>run()</script>", obstacle.SCRIPTS),
        (
            '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
            + LONG,
            obstacle.SHELL,
        ),
        (f"{LONG}<div id=tickaroo-liveblog>", obstacle.SHELL),
    ],
)
def test_what_stands_in_the_way_is_named(
    page_of: PageOf, markup: str, reason: str
) -> None:
    assert obstacle.obstacle(page_of(markup)) == reason


@pytest.mark.parametrize(
    "markup",
    ["<p>Hello", f"{LONG}<input type=password>", f"<title>Cookies</title>{LONG}"],
)
def test_an_ordinary_page_has_none(page_of: PageOf, markup: str) -> None:
    assert obstacle.obstacle(page_of(markup)) is None
