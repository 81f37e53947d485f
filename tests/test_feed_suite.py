"""The whole write story over the feeds of feedparser's own tests: each is a trap."""

from __future__ import annotations

import asyncio
import importlib.util
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aggregator import daemon, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.model import Report
    from aggregator.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
SUITE = SHARED / "suites" / "feedparser"
BATCH = 250  # feeds, most of one item: all their entries fit into one document

pytestmark = pytest.mark.skipif(
    not SUITE.is_dir(), reason="feedparser's suite is not beside this repository"
)

HEADER = re.compile(rb"^Header:\s+([^:\r\n]+):([^\r\n]*)", re.MULTILINE)
IDLE = {b"status", b"content-encoding", b"content-length", b"location"}


class Handler(BaseHTTPRequestHandler):
    """Serves each file with the headers that it names."""

    def do_GET(self) -> None:
        body = (SUITE / self.path.strip("/")).read_bytes()
        stated = [
            (name, value.strip())
            for name, value in HEADER.findall(body)
            if name.strip().lower() not in IDLE
        ]
        self.send_response(200)
        if not any(name.lower() == b"content-type" for name, _ in stated):
            self.send_header("Content-Type", "application/xml")
        for name, value in stated:
            self.send_header(name.decode("latin-1"), value.decode("latin-1"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def batches() -> list[list[Path]]:
    files = sorted(SUITE.rglob("*.xml"))
    return [files[at : at + BATCH] for at in range(0, len(files), BATCH)]


def configured(base: str, files: Sequence[Path], database: str) -> Settings:
    tables = [
        f'[[source]]\nid = "s{number}"\noutlet = "Suite {number}"\n'
        f'url = "{base}/{path.relative_to(SUITE)}"\nkind = "feed"\n'
        for number, path in enumerate(files)
    ]
    text = (
        f'[database]\nurl = "{database}"\n[feed]\nwindow = "36500d"\n'
        "[extract]\nworkers = 0\n"
        '[fetch]\nspacing = "0s"\nper_host = 8\nprivate_hosts = ["127.0.0.1"]\n'
    )
    return settings.parse(text + "\n".join(tables), name="suite")


@pytest.mark.parametrize("number", range(len(batches()) if SUITE.is_dir() else 0))
def test_every_trap_goes_through_and_what_comes_out_is_valid(
    number: int, base: str, request: pytest.FixtureRequest
) -> None:
    database = request.getfixturevalue("_sqlite")
    wanted = configured(base, batches()[number], database())

    reports, body = asyncio.run(looked_at(wanted))

    assert len(reports) == len(wanted.sources)
    assert any(each.ledger.new for each in reports)
    for each in reports:
        told = each.ledger
        judged = told.new + told.echoes + told.revisions + told.same
        assert told.extracted == judged
        assert each.error is None or told.failures == 1
    assert atom_findings(body) == []


async def looked_at(wanted: Settings) -> tuple[list[Report], bytes]:
    async with daemon.opened(wanted, wanted.sources) as house:
        due = await house.ingest.take(house.sources, daemon.now())
        reports = await house.ingest.refresh_all(due, daemon.now())
        return reports, daemon.read_story(house, "http://127.0.0.1:8080").feed().body


def atom_findings(body: bytes) -> list[str]:
    path = SHARED / "accept/atom_check.py"
    spec = importlib.util.spec_from_file_location("atom_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.findings(body, "feed")
    return found
