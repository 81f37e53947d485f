"""Which post of a live blog another one speaks of: "see 7.13 post", a link to it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from aggregator.extract import references, zones
from aggregator.liveblog import Mention
from aggregator.text import markup, urls
from aggregator.text.datewords import OFFSETS
from aggregator.text.remembered import remembered
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from aggregator.extract.references import Clocked
    from aggregator.model import Post

_DAY = timedelta(days=1)  # a clock without a day is of the last one
_ENOUGH = 2  # references that another zone than the country's must make sense of
_OFFSETS = {*OFFSETS.values(), *range(-720, 841, 60)}  # minutes east of Greenwich
_SERIAL = re.compile(r"[0-9a-f]{6,}|\d{4,}")

_Name: TypeAlias = tuple[str, str]  # an address without fragment and query, and which
_Asked: TypeAlias = "tuple[int, Clocked]"  # place of the post that refers
_Answer: TypeAlias = tuple[str | None, ...]  # a key for each that is asked, or none


def resolved(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return the posts of one live blog with the references that each makes to others.

    A link says itself which post it means. A clock means the last post before that
    bears it, in the zone of the outlet; a reference whose post is not there, or may be
    either of two, is kept without.
    """
    asked = [
        (place, clock)
        for place, post in enumerate(posts)
        for clock in references.clocks(post.text)
    ]
    said: dict[int, list[Mention]] = defaultdict(list)
    for place, mention in _linked(posts):
        said[place].append(mention)
    for (place, clock), key in zip(asked, _by_clock(posts, asked), strict=True):
        _add(said[place], Mention(words=clock.words, post=key))
    return tuple(
        replace(post, mentions=tuple(dict.fromkeys(said[place])))
        if place in said
        else post
        for place, post in enumerate(posts)
    )


def _add(said: list[Mention], clock: Mention) -> None:
    """Add a reference by the clock, unless its words are a link that says more."""
    for at, link in enumerate(said):
        if link.words in clock.words or clock.words in link.words:
            said[at] = replace(link, words=max(link.words, clock.words, key=len))
            return
    said.append(clock)


def _linked(posts: Sequence[Post]) -> Iterator[tuple[int, Mention]]:
    """Yield the links to other posts, with the place of the post that has them."""
    bases = {_base(post.url) for post in posts}
    found = [
        (place, address, words)
        for place, post in enumerate(posts)
        for address, words in references.links(post.html)
        if _base(address) in bases
    ]
    index = _index(posts) if found else {}
    forms = {_SERIAL.sub("0", which) for _, which in index if which}
    for place, address, words in found:
        names, said = list(_names(address)), squeeze(markup.plain(words))
        keys = [index[name] for name in names if name in index]
        alike = any(_SERIAL.sub("0", which) in forms for _, which in names)
        if said and posts[place].key not in keys and (keys or alike):
            yield place, Mention(words=said, post=next(iter(keys), None))


def _index(posts: Sequence[Post]) -> Mapping[_Name, str]:
    """Return the posts' keys by what a link may name them, if it names but one."""
    keys: dict[_Name, set[str]] = defaultdict(set)
    for post in posts:
        whole = _base(post.via)
        for name in (*_names(post.url), (_base(post.url), post.key)):
            if name != (whole, ""):
                keys[name].add(post.key)
    return {
        name: next(iter(owners)) for name, owners in keys.items() if len(owners) == 1
    }


def _names(url: str) -> Iterator[_Name]:
    """Yield what of an address may name one post: fragment, parameters, or itself."""
    base, (bare, _, fragment) = _base(url), url.partition("#")
    _, _, query = bare.partition("?")
    if fragment:
        yield base, fragment
    if query:
        for _, value in parse_qsl(query):
            yield base, value.removeprefix("with:")  # the Guardian's pager
    if not (fragment or query):
        yield base, ""


@remembered
def _base(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].partition("://")[2].rstrip("/")


def _by_clock(posts: Sequence[Post], asked: Sequence[_Asked]) -> _Answer:
    """Return the key of the post that each clock means.

    Posts hold no zone: that of the outlet's country is taken if it leads to a post at
    all. Else it is one that leads from most of the clocks to posts, and where several
    do, what they agree on.
    """
    if not asked:
        return ()
    country = _country(posts)
    usual = _answer(posts, _shown_in(posts, country), asked) if country else ()
    if any(usual):
        return usual
    answers = {_answer(posts, _shown_at(posts, offset), asked) for offset in _OFFSETS}
    most = max(map(_known, answers))
    if most < (_ENOUGH if country else 1):
        return (None,) * len(asked)
    best = [answer for answer in answers if _known(answer) == most]
    return tuple(
        keys[0] if len(set(keys)) == 1 else None for keys in zip(*best, strict=True)
    )


def _known(answer: _Answer) -> int:
    return sum(key is not None for key in answer)


def _country(posts: Sequence[Post]) -> str | None:
    zone = (zones.usual(urls.host(post.url), post.language) for post in posts)
    return next(filter(None, zone), None)


def _shown_in(posts: Sequence[Post], zone: str) -> Sequence[datetime | None]:
    there = ZoneInfo(zone)
    return [post.published and post.published.astimezone(there) for post in posts]


def _shown_at(posts: Sequence[Post], offset: int) -> Sequence[datetime | None]:
    ahead = timedelta(minutes=offset)
    return [post.published and post.published + ahead for post in posts]


def _answer(
    posts: Sequence[Post],
    shown: Sequence[datetime | None],
    asked: Sequence[_Asked],
) -> _Answer:
    """Return what each clock means if the posts' clocks showed these times."""
    bearing: dict[tuple[int, int], list[Post]] = defaultdict(list)
    for post, when in zip(posts, shown, strict=True):
        if when:
            bearing[when.hour, when.minute].append(post)
    return tuple(
        _meant(posts[place], bearing[clock.at.hour, clock.at.minute])
        for place, clock in asked
    )


def _meant(post: Post, bearing: Sequence[Post]) -> str | None:
    """Return the last that was there when the post was written; None if two were."""
    times = {
        each.key: each.published
        for each in bearing
        if each.published and each.key != post.key and _before(each.published, post)
    }
    last = [key for key, time in times.items() if time == max(times.values())]
    return last[0] if len(last) == 1 else None


def _before(time: datetime, post: Post) -> bool:
    return post.published is None or timedelta() <= post.published - time < _DAY
