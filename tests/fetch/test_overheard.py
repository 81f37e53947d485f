from __future__ import annotations

import asyncio

import httpx

from aggregator.fetch.overheard import Overheard


def test_what_an_answer_states_is_remembered() -> None:
    async def asked() -> Overheard:
        answer = httpx.Response(200, headers={"ETag": '"1"'})
        network = Overheard(httpx.MockTransport(lambda _: answer))
        request = httpx.Request("GET", "https://gazette.example/")
        await network.handle_async_request(request)
        await network.aclose()
        return network

    assert asyncio.run(asked()).headers["etag"] == '"1"'
