"""What a request says that it holds already, and what it can take (RFC 9110)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.server.codings import CODINGS, Coding

if TYPE_CHECKING:
    from starlette.datastructures import Headers

    from aggregator.model import Rendition


def not_modified(headers: Headers, document: Rendition) -> bool:
    """Return whether the client holds `document` already (RFC 9110, section 13.1).

    Tags compare weakly, and `-gzip` and `-br` name the same document: so do we, and
    proxies that compress turn our tags into either (rule 15).
    """
    tags = headers.getlist("if-none-match")
    if tags:
        known = re.findall(r'"([^"]*)"', ",".join(tags))
        ours = document.etag.strip('"')
        return "*" in tags or ours in {_uncoded(tag) for tag in known}
    since = _date(headers.get("if-modified-since", ""))
    return since is not None and document.modified.replace(microsecond=0) <= since


@lru_cache(maxsize=64)  # readers are many, and of few sorts
def coding(accept_encoding: str) -> Coding:
    """Return what the client likes best of all that we have; nothing at all, at worst.

    Qualities as in RFC 9110, section 12.5.3; one that is no number counts as 0. Of
    what is liked alike, the smallest body is sent.
    """
    qualities: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, _, quality = part.partition(";")
        qualities[name.strip().removeprefix("x-")] = _quality(quality)
    rest = qualities.get("*", 0.0)
    plain = qualities.get("identity", 0.0)
    best = max(CODINGS, key=lambda each: qualities.get(each, rest))
    liked = qualities.get(best, rest)
    return best if liked > 0 and liked >= plain else ""


def _uncoded(tag: str) -> str:
    return tag.removesuffix("-gzip").removesuffix("-br")


def _quality(parameter: str) -> float:
    stated = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter)
    return float(stated[1]) if stated else float(not parameter.strip())


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None  # to be ignored (RFC 9110, section 13.1.3)
    return when.replace(tzinfo=when.tzinfo or UTC)
