"""A pass over 1,000 feeds of which none has changed: its cost in plain httpx.

    python benchmarks/not_modified.py [FEEDS]

A server of its own process answers with a feed once, and 304 to whoever shows its
validator. The house of the daemon (guard, budgets, robots.txt off, store on disk) asks
all feeds, and then again; that second pass is measured, from `take` to the last report,
in CPU seconds of this process. Beside it `httpx.AsyncClient` asks the same addresses
with the same validators and as many at once, and does nothing with the answers.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import tempfile
import time
from itertools import chain
from logging import ERROR
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import structlog

from aggregator import daemon
from aggregator.settings import load
from aggregator.store import schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

FEEDS, HOSTS, ROUNDS, AT_ONCE = 1_000, 250, 3, 20
BAR = 1.5  # of plain httpx
TAG = '"one"'
FEED = """<rss version="2.0"><channel><title>Quay</title><link>http://{host}/</link>
<item><guid isPermaLink="false">{path}</guid><title>The ferry {path} is late</title>
<link>http://{host}{path}/late</link><description>By an hour.</description></item>
</channel></rss>"""
ANSWER = "HTTP/1.1 {status}\r\nETag: {tag}\r\nContent-Length: {size}\r\n{type}\r\n"
SETTINGS = """
[database]
url = "sqlite:///{folder}/a.db"
[fetch]
allow_private = true
ports = [{port}]
spacing = "0s"
robots = "off"
"""
SOURCE = """
[[source]]
id = "{name}"
url = "{url}"
outlet = "{name}"
"""


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection, request by request."""
    while request := await reader.readuntil(b"\r\n\r\n"):
        lines = request.decode("latin-1").split("\r\n")
        path = lines[0].split()[1]
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        known = fields.get("if-none-match") == TAG
        body = b"" if known else FEED.format(host=fields["host"], path=path).encode()
        status = "304 Not Modified" if known else "200 OK"
        kind = "" if known else "Content-Type: application/rss+xml\r\n"
        head = ANSWER.format(status=status, tag=TAG, size=len(body), type=kind)
        writer.write(head.encode() + body)
        await writer.drain()


def serve(told: Connection) -> None:
    """Serve until this process is ended; tell the port first."""

    async def main() -> None:
        server = await asyncio.start_server(_quietly, "0.0.0.0", 0)  # noqa: S104
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    async def _quietly(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    asyncio.run(main())


async def ours(folder: Path, urls: Sequence[str], port: int) -> list[float]:
    """Return the CPU seconds of each pass of the daemon's house, after the first."""
    config = folder / "config.toml"
    sources = (SOURCE.format(name=f"s{n}", url=url) for n, url in enumerate(urls))
    head = SETTINGS.format(folder=folder.as_posix(), port=port)
    config.write_text("".join(chain([head], sources)), encoding="utf-8")
    settings = load(config, {})
    schema.upgrade(settings.database.url)
    taken = []
    async with daemon.opened(settings, settings.sources) as house:
        for number in range(ROUNDS + 1):
            began, now = time.process_time(), daemon.now()
            due = await house.ingest.take(settings.sources, now)
            reports = await house.ingest.refresh_all(due, now)
            taken.append(time.process_time() - began)
            statuses = {each.status for each in reports}
            expected = {304} if number else {200}
            if statuses != expected:
                errors = {each.error for each in reports}
                message = f"answers {statuses}, not {expected}: {errors}"
                raise SystemExit(message)
    return taken[1:]


async def plain(urls: Sequence[str]) -> list[float]:
    """Return the CPU seconds of each pass of httpx alone."""
    taken = []
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    for _ in range(ROUNDS):
        gate = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(limits=limits) as client:

            async def ask(url: str, client: httpx.AsyncClient = client) -> None:
                async with gate:  # noqa: B023  (all are done before the next one is)
                    await client.get(url, headers={"If-None-Match": TAG})

            began = time.process_time()
            await asyncio.gather(*map(ask, urls))
            taken.append(time.process_time() - began)
    return taken


def main() -> int:
    """Print both costs; return 1 if ours is more than the bar."""
    count = int(sys.argv[1]) if sys.argv[1:] else FEEDS
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(ERROR))
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    hosts = [f"127.0.{n // 200}.{n % 200 + 1}" for n in range(min(HOSTS, count))]
    urls = [f"http://{hosts[n % len(hosts)]}:{port}/feed/{n}" for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        mine = asyncio.run(ours(Path(folder), urls, port))
    theirs = asyncio.run(plain(urls))
    server.terminate()
    ratio = min(mine) / min(theirs)
    for name, taken in (("aggregator", mine), ("httpx", theirs)):
        passes = ", ".join(f"{each:.2f}" for each in taken)
        print(f"{name:12} {count:,} answers of 304: {passes} s of CPU")
    print(f"ratio of the best: {ratio:.2f} (at most {BAR:g})")
    return int(ratio > BAR)


if __name__ == "__main__":
    sys.exit(main())
