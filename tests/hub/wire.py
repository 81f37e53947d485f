"""A hub of ours on loopback, in one loop with the server, as the daemon runs them."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import uvicorn

from aggregator.fetch.courier import Courier
from aggregator.fetch.guard import Guard
from aggregator.hub import Hub, Parts
from aggregator.model import Rendition
from aggregator.server import make_app
from aggregator.serving import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from aggregator.store.unit import Store

HERE_TOO = Guard(allow_private=True)
KIND = "application/atom+xml; charset=utf-8"
_ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>Wire</title><id>urn:wire</id><updated>2026-03-01T11:00:00Z</updated>
<link rel="hub" href="{0}/hub"/><link rel="self" href="{0}/feed.atom"/>{1}</feed>"""
_ENTRY = """<entry><id>urn:wire:{0}</id><title>{0}</title>
<link href="{1}/{0}"/><updated>2026-03-01T11:50:00Z</updated>
<content>The {0} is closed until further notice, the town says.</content></entry>"""


@dataclass(slots=True)
class Publisher:
    """A feed and its hub, and what the hub has said of its subscribers."""

    base: str
    document: Rendition
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    later: timedelta = timedelta(0)  # than it really is, for the hub
    hub: Hub = field(init=False)

    @property
    def topic(self) -> str:
        return f"{self.base}/feed.atom"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def tell(self, event: str, **facts: Any) -> None:
        self.told.append((event, facts))

    def events(self) -> list[str]:
        return [event for event, _ in self.told]

    async def publish(self, *names: str) -> None:
        self.document = _rendered(self.base, *names)
        await self.hub.published({self.topic: self.document})


@asynccontextmanager
async def publishing(store: Store, guard: Guard = HERE_TOO) -> AsyncIterator[Publisher]:
    courier = Courier(user_agent="test", guard=guard)
    with listening("127.0.0.1", 0) as listener, ThreadPoolExecutor(1) as lane:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        here = Publisher(base, _rendered(base))
        here.hub = Hub(
            Parts(
                url=f"{base}/hub",
                topics=frozenset({here.topic}),
                store=store,
                lane=lane,
                courier=courier,
                clock=here.now,
                tell=here.tell,
            )
        )
        app = make_app(
            {"/feed.atom": lambda _: here.document},
            health=dict,
            report=print,
            desk=here.hub.desk,
        )
        config = uvicorn.Config(app, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        async with here.hub:
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            yield here
            server.should_exit = True
            await serving
        await courier.aclose()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  (another thread makes it true)
            await asyncio.sleep(0.01)


def _rendered(base: str, *names: str) -> Rendition:
    entries = "".join(_ENTRY.format(each, base) for each in names)
    body = _ATOM.format(base, entries).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    return Rendition(media_type=KIND, body=body, etag=etag, modified=datetime.now(UTC))
