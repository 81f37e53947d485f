"""Splitting of captured live blogs: its time in parses of the same page, and memory.

    python benchmarks/splitting.py

One unit is what cannot be avoided: lexbor's parse of the page, and Python's of the JSON
in it. Best of several runs: `cold` without what the first look left in caches, `warm`
with it, as at each later look. By stage, cold: parse, readers, join, posts (sanitised).
Then the most memory of a process that has read nothing but the largest page.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import page as pages
from aggregator.extract import posts, readers
from aggregator.extract.kept import ByMarkup
from aggregator.extract.outlet import Outlet, load_outlets
from aggregator.extract.registry import Registry
from aggregator.model import Document, Source
from aggregator.text import markup, remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNS = 7
CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus" / "live"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = Source(id="page", url="https://news.example/live", outlet="The Gazette")
STAGES = ("parse", "readers+join", "posts", "sanitise")

SENTENCE = "Polls have closed in the {n} wards of the harbour, and counting begins. "
POST = """<article id="post-{n}"><h2>Ward {n} has closed</h2>
<time datetime="2026-03-01T{hour:02}:{minute:02}:00Z">now</time>{body}</article>"""


@dataclass(frozen=True)
class Page:
    """One document to split."""

    name: str
    document: Document


def generated(count: int) -> Page:
    """Return a page of our own words, where no pages have been captured."""
    posts_of_it = (
        POST.format(
            n=n,
            hour=11 - n // 60,
            minute=59 - n % 60,
            body=f"<p>{SENTENCE.format(n=n) * 3}</p>" * 3,
        )
        for n in range(count)
    )
    body = f"<title>Live: the count</title><main>{''.join(posts_of_it)}</main>"
    return Page("generated", _document(body.encode(), SOURCE.url))


def captured() -> Iterator[Page]:
    """Yield the captured pages, in the order of their names."""
    for meta in sorted(CORPUS.glob("*.meta.json")):
        name = meta.name.removesuffix(".meta.json")
        url = json.loads(meta.read_text()).get("url") or SOURCE.url
        for suffix in (".html", ".json"):
            file = meta.with_name(name + suffix)
            if file.exists():
                yield Page(name, _document(file.read_bytes(), url))


def _document(body: bytes, url: str) -> Document:
    return Document(source=SOURCE.id, url=url, body=body, fetched=NOW)


def best(run: Callable[[], object], before: Callable[[], object] = gc.collect) -> float:
    """Return the least milliseconds that a call took; `before` is not counted."""
    taken = []
    for _ in range(RUNS):
        before()
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return 1000 * min(taken)


def forget() -> None:
    """Empty all caches of the program: each page is seen for the first time."""
    for name, module in list(sys.modules.items()):
        if name.startswith("aggregator."):
            for each in vars(module).values():
                bound = isinstance(each, _lru_cache_wrapper)
                if isinstance(each, ByMarkup) or (bound and each.cache_info().maxsize):
                    each.cache_clear()
    remembered.forget()
    gc.collect()


def unit(page: Page) -> float:
    """Return the milliseconds of the parses that cannot be avoided."""
    text = pages.decode(page.document)
    if text.lstrip()[:1] in {"{", "["}:
        return best(lambda: json.loads(text))
    tree = LexborHTMLParser(text)
    data = [node.text() for node in tree.css('script[type*="json"]')]
    return best(lambda: LexborHTMLParser(text)) + best(lambda: _parsed(data))


def _parsed(data: list[str]) -> None:
    for text in data:
        try:
            json.loads(text, strict=False)
        except ValueError:  # an outlet's trailing comma: the parse has been paid
            continue


def stages(page: Page, outlet: Outlet) -> dict[str, float]:
    """Return the milliseconds of each stage for a page of markup, cold."""
    document = page.document
    parsed = pages.parse(document)

    def read() -> None:
        readers.read(pages.parse(document), outlet).joined.drafts()

    drafts = readers.read(parsed, outlet).joined.drafts()
    bodies = [each.html for each in drafts if each.html]

    def sanitise() -> None:
        for body in bodies:
            markup.sanitise(body, base=document.url)

    parse = best(lambda: pages.parse(document), forget)
    together = best(read, forget)
    made = best(lambda: posts.made(drafts, document, SOURCE), forget)
    cleaned = best(sanitise, forget)
    return dict(
        zip(STAGES, (parse, together - parse, made - cleaned, cleaned), strict=True)
    )


def told(page: Page, registry: Registry, outlet: Outlet) -> str:
    """Return the line of one page."""
    once, document = unit(page), page.document
    found = registry.examine(document, SOURCE)
    cold = best(lambda: registry.examine(document, SOURCE), forget)
    warm = best(lambda: registry.examine(document, SOURCE))
    is_data = document.body[:1] in {b"{", b"["}
    parts = {} if is_data else stages(page, outlet)
    shares = ", ".join(f"{name} {ms / once:.1f}" for name, ms in parts.items())
    return (
        f"{page.name[:26]:26} {len(found.posts):4} posts  unit {once:5.1f} ms  "
        f"cold {cold / once:6.1f}  warm {warm / once:6.1f}  {shares}"
    )


def peak(page: Page) -> float:
    """Return the most MB resident in a process that reads one page."""
    command = [sys.executable, __file__, "--peak", page.name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _peak(name: str) -> None:
    page = next((each for each in captured() if each.name == name), generated(428))
    Registry(load_outlets(None)).examine(page.document, SOURCE)
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(kib * 1024 / 1e6)


def main() -> None:
    """Measure and print."""
    there = list(captured())
    if not there:
        print(
            f"no captured pages beside the repository ({CORPUS.name}/); a page of ours:"
        )
        there = [generated(40), generated(428)]
    outlets = load_outlets(None)
    registry, plain = Registry(outlets), Outlet(profile="")
    for page in there:
        print(told(page, registry, plain))
    largest = max(there, key=lambda each: len(each.document.body))
    print(f"{largest.name}: {peak(largest):.0f} MB at most in its process (bar: 150)")


if __name__ == "__main__":
    _peak(sys.argv[2]) if "--peak" in sys.argv else main()
