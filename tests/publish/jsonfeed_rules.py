"""What JSON Feed 1.1 demands of a feed, and what we demand of ours beyond that.

From the specification itself, <https://www.jsonfeed.org/version/1.1/>: no schema of
this version is published with it. Whatever the format knows and we do not write is
refused as well, and so are extensions: who adds one adds its rules here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from tests.inert.judged import faults_of_body

Fields: TypeAlias = Mapping[str, type]

_VERSION = "https://jsonfeed.org/version/1.1"
_FEED: Fields = {
    "version": str,
    "title": str,
    "home_page_url": str,
    "feed_url": str,
    "language": str,
    "items": list,
    "next_url": str,
    "hubs": list,
}
_MAYBE = frozenset({"next_url", "hubs"})  # all else is always there
_ITEM: Fields = {
    "id": str,
    "url": str,
    "title": str,
    "content_html": str,
    "date_published": str,
    "date_modified": str,
    "authors": list,
    "tags": list,
    "language": str,
}
_AUTHOR: Fields = {"name": str}
_HUB: Fields = {"type": str, "url": str}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")  # RFC 3339, as we write it
_TONGUE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # RFC 5646, by its form


def breaches(body: bytes) -> list[str]:
    """Return what of a feed is against the rules; a feed in order gives nothing."""
    try:
        feed = json.loads(body.decode(), object_pairs_hook=_without_repeats)
    except ValueError as error:
        return [f"it is no JSON in UTF-8: {error}"]
    return [*_of_fields(feed, _FEED)] or [*_of_feed(feed)]


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = f"a name stands twice: {pairs!r}"
        raise ValueError(message)
    return found


def _of_feed(feed: dict[str, Any]) -> Iterator[str]:
    if next(iter(feed)) != "version" or feed["version"] != _VERSION:
        yield "the version does not stand first, or is another one"
    addresses = [feed[name] for name in ("home_page_url", "feed_url")]
    pages = [feed["next_url"]] if "next_url" in feed else []
    yield from _of_addresses([*addresses, *pages])
    yield from _of_tongue(feed["language"])
    if feed["feed_url"] in pages:
        yield "the next page is the feed itself"
    for hub in feed.get("hubs", []):
        yield from [*_of_fields(hub, _HUB)] or _of_addresses([hub["url"]])
    for item in feed["items"]:
        yield from [*_of_fields(item, _ITEM)] or _of_item(item)
    yield from _of_ids(feed["items"])


def _of_ids(items: list[Any]) -> Iterator[str]:
    ids = [str(each["id"]) for each in items if isinstance(each, dict) and "id" in each]
    if len({*ids}) < len(ids):
        yield "an id stands twice"


def _of_item(item: dict[str, Any]) -> Iterator[str]:
    for author in item["authors"]:
        yield from _of_fields(author, _AUTHOR)
    yield from (f"a tag: {each!r}" for each in item["tags"] if type(each) is not str)
    yield from _of_addresses([item["url"]])
    yield from _of_tongue(item["language"])
    for name in ("date_published", "date_modified"):
        if not _INSTANT.fullmatch(item[name]):
            yield f"{name}: {item[name]}"
    if item["date_modified"] < item["date_published"]:
        yield "it was modified before it was published"
    yield from faults_of_body(item["content_html"])


def _of_fields(found: object, fields: Fields) -> Iterator[str]:
    """Tell what is of no known name, of another type, missing or empty."""
    if not isinstance(found, dict):
        yield f"it is no object: {found!r}"
        return
    yield from (f"{name} is missing" for name in fields.keys() - found.keys() - _MAYBE)
    for name, value in found.items():
        if type(value) is not fields.get(name):
            yield f"{name}: {value!r}"
        elif isinstance(value, str) and not value.strip():
            yield f"{name} is empty"


def _of_addresses(told: list[str]) -> Iterator[str]:
    for each in told:
        if urlsplit(each).scheme not in ("http", "https"):
            yield f"no address of the web: {each!r}"


def _of_tongue(told: str) -> Iterator[str]:
    if not _TONGUE.fullmatch(told):
        yield f"no language: {told!r}"
