"""Pages full of payloads in a real browser: nothing runs, and nothing is asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from aggregator.publish.pages import stylesheet
from aggregator.server import make_app
from aggregator.serving import served_aside
from aggregator.text.tracking import counts_readers
from tests.browsing import CHROMIUM, WHERE_FROM, chromium
from tests.inert.documents import served
from tests.inert.outlets import WAYS
from tests.inert.payloads import OURS, PICTURE, SPIED, suite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from aggregator.model import Rendition
    from tests.browsing import Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WHERE_FROM)

# What payloads call to prove that they have run; it is told where nobody can change it.
_PROOFS = ("alert", "confirm", "prompt", "print", "open", "eval", "fetch")
_HOOK = f"""
window.ran = [];
for (const name of {json.dumps(_PROOFS)})
  Object.defineProperty(window, name, {{value: () => window.ran.push(name)}});
"""
_GESTURES = ("click", "mouseover", "pointerover", "focus", "keydown", "toggle", "wheel")
# A reader who sees all pictures and touches everything, but follows no link and sends
# no form.
_TOUCH = f"""
const settled = [...document.images].map((each) => new Promise((done) => {{
  for (const name of ["load", "error"]) each.addEventListener(name, done);
  each.loading = "eager";  // as if it had been scrolled to
  if (each.complete) done();
}}));
for (const link of document.querySelectorAll("a, form, button"))
  for (const name of ["click", "submit"])
    link.addEventListener(name, (event) => event.preventDefault());
for (const each of document.querySelectorAll("*")) {{
  for (const name of {json.dumps(_GESTURES)})
    each.dispatchEvent(new Event(name, {{bubbles: false, cancelable: true}}));
}}
Promise.race([
  Promise.all(settled), new Promise((late) => setTimeout(late, 1000)),
]).then(() => new Promise((done) => setTimeout(() => done([
  window.ran,
  document.querySelectorAll("main ~ *, iframe, script").length - 1,
  [...document.links].map((each) => each.protocol)
    .filter((each) => !["http:", "https:", "mailto:"].includes(each)),
]), 50)));
"""


def _said(page: Rendition, _query: Mapping[str, str]) -> Rendition:
    return page


def serving(pages: Sequence[Rendition]) -> AbstractContextManager[str]:
    app = make_app(
        {
            "/style.css": lambda _: stylesheet(),
            **{f"/{n}": partial(_said, each) for n, each in enumerate(pages)},
        },
        health=dict,
        report=lambda path, error: pytest.fail(f"{path}: {error}"),
    )
    return served_aside(app)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with chromium(tmp_path) as opened:
        opened.ask("Page.addScriptToEvaluateOnNewDocument", source=_HOOK)
        yield opened


def touched(browser: Browser, pages: Sequence[Rendition]) -> None:
    """Open and touch each page; nothing runs, and only pictures are asked for."""
    with serving(pages) as base:
        for number in range(len(pages)):
            browser.go(f"{base}/{number}")
            assert browser.evaluate(_TOUCH) == [[], 0, []]
            assert browser.address == f"{base}/{number}"
        asked = [(k, url) for k, url in browser.requests if not url.startswith(base)]
    assert browser.scripts == []
    assert browser.dialogs == []
    assert {kind for kind, _ in asked} <= {"Image", "Other"}
    pictures = {url for _, url in asked if not url.startswith("data:image/svg+xml,")}
    assert not [url for url in pictures if counts_readers(url) or SPIED in url]


@pytest.mark.parametrize("way", WAYS)
def test_pages_full_of_attacks_run_nothing_and_hurt_no_policy(
    way: str, browser: Browser, noon: datetime
) -> None:
    posts = WAYS[way](OURS, noon)
    touched(browser, served(posts, OURS, noon, forms=None).pages)
    assert ("Image", PICTURE) in browser.requests
    assert not [each for each in browser.complaints if "Policy" in each]


def test_without_the_policy_nothing_of_the_collection_runs_either(
    browser: Browser, noon: datetime
) -> None:
    payloads = suite()
    if not payloads:
        pytest.skip("the collection of payloads is not beside this repository")
    browser.ask("Page.setBypassCSP", enabled=True)
    posts = WAYS["database"](payloads, noon)
    touched(browser, served(posts, payloads, noon, forms=None).pages)


def test_the_browser_would_tell_what_runs(browser: Browser, noon: datetime) -> None:
    payload = f"<img src='https://{SPIED}/' onerror='alert(1)'>".encode()
    page = served([], ["Harbour"], noon, forms=None).sources[0]
    armed = replace(page, body=page.body.replace(b"Harbour", payload))
    browser.ask("Page.setBypassCSP", enabled=True)
    with serving([armed]) as base:
        browser.open(f"{base}/0")
        ran, *_ = browser.evaluate(_TOUCH)
    assert "alert" in ran
    assert ("Image", f"https://{SPIED}/") in browser.requests
