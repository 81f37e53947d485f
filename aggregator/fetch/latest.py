"""The latest answers: two sources that lead to one address ask for it once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from aggregator.fetch.freshness import request_headers, validators_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aggregator.fetch.reply import Reply

_ROOM = 8_000_000  # bytes of bodies


class Latest:
    """Keeps the answers that can be confirmed, as many as there is room for."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._taken = 0
        self._replies: dict[str, Reply] = {}  # the longest unused first
        self._askers: dict[str, str] = {}  # of each, who had it

    def conditions(self, name: str, asker: str) -> Mapping[str, str]:
        """Return the headers by which an answer that is here can be confirmed.

        Not if it was this `asker` that had it, and asks as if it knew nothing: what
        it had was of no use.
        """
        reply = self._replies.get(name)
        if reply is None or self._askers[name] == asker:
            return {}
        return _conditions(reply)

    def settled(self, name: str, reply: Reply) -> Reply:
        """Return the whole answer, where `reply` only confirms it."""
        known = self._replies.get(name)
        confirms = reply.status == HTTPStatus.NOT_MODIFIED
        return known if confirms and known is not None else reply

    def keep(self, name: str, reply: Reply, asker: str) -> None:
        """Keep an answer, if it is whole and can be confirmed."""
        if reply.status != HTTPStatus.OK or len(reply.body) > self._room // 4:
            return
        self._drop(name)
        if not _conditions(reply):
            return
        self._replies[name] = reply
        self._askers[name] = asker
        self._taken += len(reply.body)
        while self._taken > self._room:
            self._drop(next(iter(self._replies)))

    def _drop(self, name: str) -> None:
        known = self._replies.pop(name, None)
        self._askers.pop(name, None)
        self._taken -= len(known.body) if known is not None else 0


def _conditions(reply: Reply) -> Mapping[str, str]:
    return request_headers(validators_of(reply.headers, ""))
