"""What one process answers in a second, and what it is to tell news to many.

    python benchmarks/serving.py [ENTRIES] [LISTENERS]

The server of the daemon serves, in a process of its own, a feed of so many entries as
`publish.atom` writes it, and beside it an application that does nothing but send bytes
which are there already: as many as the feed has in gzip. Both are asked in turns by the
same client over connections that are kept; the best of several turns counts. Then as
many as wished listen to /events, and each push is timed until the last of them has read
it; of the server's memory the unshared part counts.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import psutil

from aggregator import serving
from aggregator.model import Entry, FeedInfo, Post, Timeline
from aggregator.publish.atom import atom
from aggregator.server import Event, Live, Stream, make_app
from aggregator.server.codings import packed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from starlette.types import Receive, Scope, Send

    from aggregator.model import Rendition

ENTRIES, LISTENERS = 100, 500
FEED, CONSTANT, PUSH = "/feed.atom", "/constant", "/push"
CLIENTS, TURNS, SECONDS, PUSHES = 8, 4, 1.0, 5
BAR = 0.5  # of what the same server gives for a constant body
MEGABYTE = 1 << 20
MEMORY, MOMENT = 100 * MEGABYTE, 1.0
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def feed(entries: int) -> Rendition:
    """Return a feed of so many entries, each of a hundred words."""
    info = FeedInfo(
        id="urn:uuid:0",
        title="Harbour",
        url="http://feed.example/feed.atom",
        page="http://feed.example/",
        language="en",
    )
    told = tuple(_entry(number) for number in range(entries))
    return atom(Timeline(entries=told, updated=NOON), info)


def _entry(number: int) -> Entry:
    words = " ".join(f"word{number * number % (7 + each)}" for each in range(100))
    post = Post(
        source="quay",
        outlet="The Quay",
        key=str(number),
        url=f"http://quay.example/live#{number}",
        title=f"Ferry {number} is late",
        html=f"<p>{words}</p>",
        text=words,
    )
    when = NOON - timedelta(minutes=number)
    return Entry(
        id=f"urn:uuid:{number}",
        post=post,
        published=when,
        updated=when,
        first_seen=when,
        surfaced=when,
    )


def serve(told: Connection, document: Rendition, size: int) -> None:
    """Serve until this process is ended; tell the port first."""
    stream = Stream()
    live = Live(lambda _: document)
    ours = make_app({"/feed.atom": live}, health=dict, report=print, stream=stream)
    body = b"x" * size

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == CONSTANT:
            await _answer(send, body)
        elif scope["path"] == PUSH:
            stream.push(Event(id=str(time.time()), name="entry", data="x" * 2_000))
            await _answer(send, b"")
        else:
            await ours(scope, receive, send)

    with serving.listening("127.0.0.1", 0) as listener:
        told.send(listener.getsockname()[1])
        asyncio.run(serving.serve(app, listener))


async def _answer(send: Send, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Client:
    """Asks one server, over connections that are kept."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def rate(self, path: str, *fields: str, status: int = 200) -> float:
        """Return how many such requests are answered in a second."""
        until = time.perf_counter() + SECONDS
        asking = (self._ask(path, fields, status, until) for _ in range(CLIENTS))
        return sum(await asyncio.gather(*asking)) / SECONDS

    async def _ask(
        self, path: str, fields: Sequence[str], status: int, until: float
    ) -> int:
        reader, writer = await self.opened(path, fields)
        count = 0
        while time.perf_counter() < until:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not head.startswith(b"http/1.1 %d " % status):
                raise SystemExit(head.decode())
            _, told, size = head.partition(b"content-length: ")
            await reader.readexactly(int(size.split()[0]) if told else 0)
            writer.write(request(path, fields))
            count += 1
        writer.close()
        return count

    async def opened(
        self, path: str, fields: Sequence[str] = ()
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection on which this has been asked."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(request(path, fields))
        return reader, writer

    async def told(self) -> None:
        """Push an event to all who listen."""
        reader, writer = await self.opened(PUSH)
        await reader.readuntil(b"\r\n\r\n")
        writer.close()


def request(path: str, fields: Sequence[str]) -> bytes:
    """Return a request with these header fields."""
    lines = [f"GET {path} HTTP/1.1", "Host: feed.example", *fields, "", ""]
    return "\r\n".join(lines).encode()


async def rates(client: Client, document: Rendition) -> bool:
    """Print the rates; return whether ours are high enough."""
    asked = {
        "a constant body of that size": partial(client.rate, CONSTANT),
        "/feed.atom, gzip": partial(client.rate, FEED, "Accept-Encoding: gzip"),
        "/feed.atom, br": partial(client.rate, FEED, "Accept-Encoding: br, gzip"),
        "/feed.atom, not modified": partial(
            client.rate, FEED, f"If-None-Match: {document.etag}", status=304
        ),
    }
    best = dict.fromkeys(asked, 0.0)
    for _ in range(TURNS):
        for name, ask in asked.items():
            best[name] = max(best[name], await ask())
    constant, *ours = best.values()
    for name, rate in best.items():
        print(f"{name:30} {rate:6,.0f} a second, {rate / constant:.0%}")
    return min(ours) >= BAR * constant


async def listeners(client: Client, server: psutil.Process, count: int) -> bool:
    """Print what it takes to tell so many; return whether that is little enough."""
    before = server.memory_full_info().uss
    opened = [await client.opened("/events") for _ in range(count)]
    for reader, _ in opened:
        await reader.readuntil(b"retry: ")
        await reader.readuntil(b"\n\n")
    slowest = 0.0
    for _ in range(PUSHES):
        began = time.perf_counter()
        await client.told()
        await asyncio.gather(*(each.readuntil(b"\n\n") for each, _ in opened))
        slowest = max(slowest, time.perf_counter() - began)
    taken = server.memory_full_info().uss - before
    print(f"{count} listeners: {taken / MEGABYTE:.1f} MB, told within {slowest:.2f} s")
    return taken < MEMORY and slowest < MOMENT


async def measure(port: int, server: psutil.Process, document: Rendition) -> bool:
    """Print all figures; return whether all are good enough."""
    client = Client(port)
    fast = await rates(client, document)
    count = int(sys.argv[2]) if sys.argv[2:] else LISTENERS
    return await listeners(client, server, count) and fast


def main() -> int:
    """Print all figures; return 1 if one is beyond its bar."""
    document = feed(int(sys.argv[1]) if sys.argv[1:] else ENTRIES)
    size = len(packed(document.body, "gzip"))
    print(f"A feed of {len(document.body):,} bytes, {size:,} in gzip.")
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(there, document, size), daemon=True
    )
    process.start()
    try:
        port, server = here.recv(), psutil.Process(process.pid)
        return int(not asyncio.run(measure(port, server, document)))
    finally:
        process.terminate()


if __name__ == "__main__":
    sys.exit(main())
