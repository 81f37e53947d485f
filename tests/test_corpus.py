"""The whole write story over captured pages and feeds, served from loopback."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest

from aggregator import daemon, settings
from aggregator.extract.outlet import load_outlets
from aggregator.text.urls import host

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
        f'[database]\nurl = "{database}"\n[feed]\nwindow = "36500d"\n'
        '[fetch]\nspacing = "0s"\nper_host = 8\nprivate_hosts = ["127.0.0.1"]\n'
    )
    return settings.parse(text + "\n".join(tables), name="corpus")


def test_every_captured_page_and_feed_goes_through_and_comes_out_valid(
    outlets: Outlets, store_url: str
) -> None:
    wanted = configured(outlets, store_url)

    first, second, entries, body = asyncio.run(looked_at_twice(wanted, outlets))

    assert {each.source: each.error for each in first if each.error} == {}
    assert sum(each.ledger.new for each in first) > 1000
    added = [each for each in second if each.ledger.new or each.ledger.echoes]
    assert added == []
    assert [each.source for each in second if each.ledger.revisions] == []

    assert atom_findings(body) == []
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    assert [each.id for each in parsed.entries] == [each.id for each in entries]


async def looked_at_twice(
    wanted: Settings, outlets: Outlets
) -> tuple[list[Report], list[Report], tuple[Entry, ...], bytes]:
    async with daemon.opened(wanted, wanted.sources) as house:
        first = await looked_at(house)
        outlets.look = 1
        second = await looked_at(house)
        with house.store.reading() as unit:
            entries = unit.entries.latest(limit=300).entries
            for each in wanted.sources:
                ledger = unit.sources.ledger(each.id)
                assert unit.posts.count(each.id) == ledger.new + ledger.echoes
        body = daemon.read_story(house, "http://127.0.0.1:8080").feed().body
        return first, second, entries, body


async def looked_at(house: House) -> list[Report]:
    due = await house.ingest.take(house.sources, daemon.now())
    return await house.ingest.refresh_all(due, daemon.now())


def atom_findings(body: bytes) -> list[str]:
    path = SHARED / "accept/atom_check.py"
    spec = importlib.util.spec_from_file_location("atom_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.findings(body, "feed")
    return found
