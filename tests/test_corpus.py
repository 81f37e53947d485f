"""The whole write story over captured pages and feeds, served from loopback."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import threading
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from lxml.html import fragment_fromstring

from aggregator import daemon, settings
from aggregator.extract.outlet import load_outlets
from aggregator.offering import catalogue_of
from aggregator.text.urls import host
from tests.publish.jsonfeed_rules import breaches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aggregator.catalogue import Catalogue
    from aggregator.feeds import Form
    from aggregator.house import House
    from aggregator.model import Entry, Report
    from aggregator.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the captured corpus is not beside this repository"
)

MEDIA_TYPES = {".html": "text/html", ".json": "application/json", ".xml": "text/xml"}


@dataclass(frozen=True)
class Captured:
    name: str
    path: Path
    kind: str
    profile: str | None


def captured() -> list[Captured]:
    profiles = {
        each: name
        for name, outlet in load_outlets(None).items()
        for each in outlet.hosts
    }
    found = []
    for folder, kind in (("live", "live"), ("feeds", "feed")):
        for path in sorted((CORPUS / folder).iterdir()):
            if path.name.endswith((".meta.json", ".posts.jsonl")):
                continue
            meta = json.loads(path.with_suffix(".meta.json").read_text())
            at = host(meta.get("url") or "").removeprefix("www.")
            name = "".join(c if c.isalnum() else "-" for c in path.stem.lower())
            found.append(Captured(name, path, kind, profiles.get(at)))
    return found


class Outlets(ThreadingHTTPServer):
    """Serves the corpus; `look` changes every body a little, but no post."""

    files: Mapping[str, Path]
    look = 0


class Handler(BaseHTTPRequestHandler):
    server: Outlets

    def do_GET(self) -> None:
        path = self.server.files.get(self.path.strip("/"))
        if path is None:  # robots.txt
            self.send_error(404)
            return
        body = path.read_bytes() + b"\n" * self.server.look
        self.send_response(200)
        self.send_header("Content-Type", MEDIA_TYPES[path.suffix])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def outlets() -> Iterator[Outlets]:
    server = Outlets(("127.0.0.1", 0), Handler)
    server.files = {each.name: each.path for each in captured()}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def configured(outlets: Outlets, database: str) -> Settings:
    base = f"http://127.0.0.1:{outlets.server_address[1]}"
    tables = [
        f'[[source]]\nid = "{each.name}"\noutlet = "{each.name}"\n'
        f'url = "{base}/{each.name}"\nkind = "{each.kind}"\n'
        + (f'profile = "{each.profile}"\n' if each.profile else "")
        for each in captured()
    ]
    text = (
        f'[database]\nurl = "{database}"\n{feeds()}'
        '[fetch]\nspacing = "0s"\nper_host = 8\nprivate_hosts = ["127.0.0.1"]\n'
    )
    return settings.parse(text + "\n".join(tables), name="corpus")


def feeds() -> str:
    """Return output feeds that together have every option."""
    blogs = json.dumps([each.name for each in captured() if each.kind == "live"])
    options = (
        "",
        'name = "each"\ndedup = "off"\n',
        'name = "known"\noutlets = 2\nedits = "reissue"\nid_scope = "feed"\n',
        f'name = "hours"\ndigest = {blogs}\n',
        'name = "some"\nlanguages = ["en"]\nblock = ["re:^Sport"]\nentries = 20\n',
    )
    return "".join(f'[[feed]]\nwindow = "36500d"\n{each}' for each in options)


def test_every_captured_page_and_feed_goes_through_and_comes_out_valid(
    outlets: Outlets, store_url: str
) -> None:
    wanted = configured(outlets, store_url)

    first, second, entries, shown = asyncio.run(looked_at_twice(wanted, outlets))

    assert {each.source: each.error for each in first if each.error} == {}
    assert sum(each.ledger.new for each in first) > 1000
    added = [each for each in second if each.ledger.new or each.ledger.echoes]
    assert added == []
    assert [each.source for each in second if each.ledger.revisions] == []

    parsed = feedparser.parse(shown["/feed.atom"])
    assert [each.id for each in parsed.entries] == [each.id for each in entries]
    assert shown["/hours.atom"].count(b" UTC</title>") > 5
    findings = module(SHARED / "accept/atom_check.py").findings
    for path, body in shown.items():
        if path.endswith(".atom"):
            assert findings(body, path) == []
            says_the_same(body, shown[path.removesuffix("atom") + "json"])


def says_the_same(atom: bytes, jsonfeed: bytes) -> None:
    """Hold what a third party reads in one form against the other."""
    parsed = feedparser.parse(atom, sanitize_html=False)
    assert not parsed.bozo
    assert breaches(jsonfeed) == []
    items = json.loads(jsonfeed)["items"]
    for entry, item in zip(parsed.entries, items, strict=True):
        assert entry.id == item["id"]
        assert entry.published == item["date_published"]
        assert entry.updated == item["date_modified"]
        assert entry.author == item["authors"][0]["name"]
        assert as_read(entry.content[0].value) == as_read(item["content_html"])


def as_read(content: str) -> tuple[str, list[object]]:
    """Return words and addresses: how tags are written is each parser's business."""
    tree = fragment_fromstring(content, create_parent="div")
    return tree.text_content().strip(), [link for _, _, link, _ in tree.iterlinks()]


async def looked_at_twice(
    wanted: Settings, outlets: Outlets
) -> tuple[list[Report], list[Report], tuple[Entry, ...], dict[str, bytes]]:
    base = "http://127.0.0.1:8080"
    async with daemon.opened(wanted, wanted.sources) as house:
        catalogue_of(house, base, clock=daemon.now).feeds["hours"].document()
        first = await looked_at(house)
        outlets.look = 1
        second = await looked_at(house)
        with house.store.reading() as unit:
            entries = unit.entries.latest(limit=300).entries
            for each in wanted.sources:
                ledger = unit.sources.ledger(each.id)
                assert unit.posts.count(each.id) == ledger.new + ledger.echoes
        later = daemon.now() + timedelta(hours=2)  # when hours are over
        catalogue = catalogue_of(house, base, clock=lambda: later)
        return first, second, entries, dict(documents(catalogue))


def documents(catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """Yield all that readers are given in two forms or more, by address."""
    forms: tuple[Form, ...] = ("atom", "json")
    pages = catalogue.pages()
    for form in forms:
        for name, feed in catalogue.feeds.items():
            yield f"/{name}.{form}", feed.document(form).body
            archived = feed.archive(1, form)
            assert archived is not None
            yield f"/{name}/archive/1.{form}", archived.body
        for name in ("corrections", "health", "search"):
            found = pages[f"/{name}.{form}"]({"q": "the"})
            assert found is not None
            yield f"/{name}.{form}", found.body


async def looked_at(house: House) -> list[Report]:
    due = await house.ingest.take(house.sources, daemon.now())
    return await house.ingest.refresh_all(due, daemon.now())


def module(path: Path) -> Any:
    """Return what stands beside this repository, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
