from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import obstacle
from aggregator.extract import page as pages
from aggregator.model import Document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aggregator.extract.page import Page

    Captured = Callable[[str], list[Path]]
    PageOf = Callable[[str], Page]

LONG = "<p>" + "Ferries stay in port until the wind has dropped. " * 20
EMBEDDED = "a live blog whose posts are not in the page: scripts load them from"
DATADOME = "var dd={'rt':'c','host':'geo.captcha-delivery.com'}"
CHALLENGES = {
    "Cloudflare": "<title>Just a moment...</title><p>Enable cookies",
    "Cloudflare, German": "<title>Nur einen Moment…</title><p>Bitte warten",
    "DataDome": f"<script>{DATADOME}</script><p>Please enable JS",
    "HUMAN": "<title>Access to this page has been denied</title><p>Press",
    "Imperva": "<iframe src='/_Incapsula_Resource?x=1'></iframe>",
    "Akamai": "<title>Access Denied</title><p>https://errors.edgesuite.net/18.1",
    "AWS WAF": "<script src='https://x.token.awswaf.com/x/challenge.js'></script>",
    "Kasada": "<script>window.KPSDK={}</script>",
    "Vercel": "<title>Vercel Security Checkpoint</title>",
}


@pytest.mark.parametrize("vendor", CHALLENGES)
def test_a_bot_challenge_is_named_by_its_vendor(page_of: PageOf, vendor: str) -> None:
    reason = obstacle.obstacle(page_of(CHALLENGES[vendor]))
    assert reason is not None
    assert reason.startswith(f"a bot challenge ({vendor.partition(',')[0]}")


@pytest.mark.parametrize(
    ("markup", "start"),
    [
        ("<title>Sicherheitsprüfung</title><p>Warten", "a bot challenge came"),
        (
            "<title>Before you continue to YouTube</title>",
            "a consent wall (Google) came",
        ),
        ("<form class=consent-form method=post>", "a consent wall (Yahoo) came"),
        ("<p>Hello<div id=sp_message_container_1>", "a consent wall (Sourcepoint)"),
        ("<p>Hello<div id=didomi-host>", "a consent wall (Didomi)"),
        ("<div>Mit Werbung weiterlesen<button>Im Pur-Abo", "a consent wall came"),
        ("<button>Continuer sans accepter", "a consent wall came"),
        ("<title>Su privacidad</title>", "a consent wall came"),
        ("<h1>Storm</h1><div>Subscribe to continue reading", "a paywall came"),
        ("<p>Dies ist in Ihrem Land nicht verfügbar", "a notice that it is not"),
        ("<p>Sign in<input type=password>", "a login came"),
        ("<title>Anmelden | Gazette</title>", "a login came"),
        ("<div id=app></div><script>run()</script>", obstacle.SCRIPTS),
        (
            '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
            + LONG,
            obstacle.SHELL,
        ),
        (
            f"{LONG}<div id=tickaroo-liveblog>",
            f"{EMBEDDED} Tickaroo; look for its feed",
        ),
        (
            f"{LONG}<iframe src='https://gz.liveblog.pro/blogs/5af/'>",
            f"{EMBEDDED} Live Blog Pro; follow https://gz.liveblog.pro/blogs/5af/",
        ),
        ("<div class=tgme_page><div class=tgme_page_title>H", "the Telegram channel"),
    ],
)
def test_what_stands_in_the_way_is_named(
    page_of: PageOf, markup: str, start: str
) -> None:
    assert (obstacle.obstacle(page_of(markup)) or "").startswith(start)


def test_an_answer_in_json_without_posts_is_told_as_such() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    document = Document(source="x", url="https://x.example/", body=b"{}", fetched=now)
    assert obstacle.obstacle(pages.of_json(document, {})) == obstacle.ANSWER


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Hello",
        f"{LONG}<input type=password>",
        f"<title>Cookies</title>{LONG}",
        "<title>Liveblog in English | Design in port</title><p>Ferries",
        "<title>Un momento histórico en el puerto</title><p>Hola",
        "<input type=password>" + "<a>Ferries stay in port tonight</a> " * 300,
    ],
)
def test_an_ordinary_page_has_none(page_of: PageOf, markup: str) -> None:
    assert obstacle.obstacle(page_of(markup)) is None


def test_no_captured_article_is_behind_a_wall(captured: Captured) -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    for path in captured("articles"):
        url = json.loads(path.with_suffix(".meta.json").read_text())["url"]
        document = Document(source="x", url=url, body=path.read_bytes(), fetched=now)
        assert obstacle.obstacle(pages.parse(document)) is None, path.name
