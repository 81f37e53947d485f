"""What a request says that it holds already, and what it can take (RFC 9110)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.datastructures import Headers

    from aggregator.model import Rendition


def not_modified(headers: Headers, document: Rendition) -> bool:
    """Return whether the client holds `document` already (RFC 9110, section 13.1).

    Tags compare weakly, and `-gzip` names the same document: proxies that compress
    turn our tags into either (rule 15).
    """
    tags = headers.getlist("if-none-match")
    if tags:
        known = re.findall(r'"([^"]*)"', ",".join(tags))
        ours = document.etag.strip('"')
        return "*" in tags or ours in {tag.removesuffix("-gzip") for tag in known}
    since = _date(headers.get("if-modified-since", ""))
    return since is not None and document.modified.replace(microsecond=0) <= since


def takes_gzip(accept_encoding: str) -> bool:
    """Return whether the client takes gzip, and likes it no less than nothing at all.

    Qualities as in RFC 9110, section 12.5.3; one that is no number counts as 0.
    """
    qualities: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        coding, _, quality = part.partition(";")
        qualities[coding.strip()] = _quality(quality)
    rest = qualities.get("*", 0.0)
    liked = qualities.get("gzip", qualities.get("x-gzip", rest))
    return liked > 0 and liked >= qualities.get("identity", 0.0)


def _quality(parameter: str) -> float:
    stated = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter)
    return float(stated[1]) if stated else float(not parameter.strip())


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None  # to be ignored (RFC 9110, section 13.1.3)
    return when.replace(tzinfo=when.tzinfo or UTC)
