"""Who speaks in a post: the owner of its outlet, and the agency whose copy it is."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from aggregator.evidence import Voice
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aggregator.model import Post

_AUTHOR = 200  # characters of a byline that are read
_HEAD = 120  # of a text, where a dateline stands
_TAIL = 120  # of a text, where a credit stands
_SIGNED = 240  # of a text, where the desk of Reuters signs
_KEPT = 4_096  # answers that are remembered: outlets and authors come again and again
_ARTICLE = re.compile(
    r"(?:the|der|die|das|le|la|les|el|los|il|lo|o|a|de|het) (?=\S)|l (?=\S)"
)
_SIGNS = str.maketrans(
    dict.fromkeys("\u2012\u2013\u2014\u2015", "-")
    | dict.fromkeys("\u2019\u201d\u201c\xbb\u3002\uff61", ".")
    | {"\u3010": "[", "\u3011": "]", "\u300d": "."}
)

# How the field's style books set the `{name}` of an agency, in small letters and with
# the signs of the typewriter.
_THE = r"(?:(?:the|der|die|la|agencia|agenzia|agência)\s|l')?"
_BYLINE = (
    r"(?:^|[,;:/|&+()\[\]\xb7\u2022]|\s-|\s(?:{joins})\s)\s*(?:{before})?{name}"
    r"(?:\s(?:{after}))?\s*(?:$|[,;/|&+()\[\]\xb7\u2022]|\s-\s|\s(?:{joins})\s)"
)
_BRACKETED = (  # London, Nov 22 (Reuters) -; Madrid, 3 nov (EFE).-; /TASS/.
    r"[^\n()\[\]/]{{0,60}}[(\[/]\s?(?:\w{{2,12}}\s?[/,+&-]\s?)??{name}"
    r"(?:\s?[/,+&=-]\s?[^\n()\[\]/]{{1,24}})?\s?[)\]/]"
    r"(?:\s?[.,:]?\s{{0,2}}-|(?<=/)\.|(?<=\])|\s*\n)"
)
_DATED = (  # Moscow, 3 Nov - RIA Novosti.; Moscow. November 3. Interfax -
    r"[^\n]{{0,30}}?\d{{1,2}}\s\w{{3,9}}\.?(?:\s\d{{4}})?\s?-?\s?{name}\s?[-.]\s"
)
_BEGUN = r"{name}\s?--?\s"  # Reuters -
_JAPANESE = r"\[[^\n\]]{{0,24}}\s{name}\s?\]"  # [Tokyo 22nd Reuters]
_CHINESE = r"[(\[]?{name}\w{{0,16}}[\u7535\u96fb]"  # agency, place, day, "wire"
_DATELINE = f"{_BRACKETED}|{_DATED}|{_BEGUN}|{_JAPANESE}|{_CHINESE}"
_CREDIT = (  # after the last sentence: (dpa); /AFP; Source: AP; (c) 2026 The AP
    r"[.!?\"')\]\n](?:\s{{1,3}}|(?<=\n)|(?=[-/|(\[*\xa9]))(?=[^\n]{{2,}}$)[-/|(\[*]{{0,2}}\s?(?:{before})?"
    r"(?:(?:\xa9|\(c\)|copyright)\s?){{0,2}}(?:\d{{4}}\s)?{the}(?:\w{{2,12}}[/+&-])??"
    r"{name}\b(?:(?:\s?[/,+&-]|\s(?:{joins}))\s?[\w .-]{{1,24}}?)?"
    r"[.,]?(?:\s(?:{after}))?[.)\]*]{{0,3}}\s*$"
)
_SIGNATURE = re.compile(  # of Reuters, whose desks end their copy so in each language
    r"report(?:ing by|age|e de|agem de)\s[^\n]{3,160}"
    r"(?:editing by|edited by|édité par|editado|edição)\s[^\n]{2,60}$"
)


class _Wires(NamedTuple):
    names: Mapping[str, str]  # what the agency is called in texts: its name here
    byline: re.Pattern[str]
    dateline: re.Pattern[str]
    credit: re.Pattern[str]


def voice(post: Post, publisher: str = "") -> Voice:
    """Return who speaks in `post`.

    The publisher is the operator's word, else the family that the post's host, or the
    outlet's name, is known to belong to, else the outlet. The agency is told by what
    the style books set: the byline, the dateline "LONDON (Reuters) -" and the closing
    credit "(dpa)"; an agency that is only cited ("told Reuters") makes no copy. Lists:
    words/publishers.toml and words/wires.toml.

    Args:
        post: as it was extracted; only the author and the ends of the text are read.
        publisher: what the operator says of the source, if anything.
    """
    host = post.url.partition("//")[2].partition("/")[0].rpartition("@")[2]
    owner, agency = _house(post.outlet, host.partition(":")[0].casefold())
    return Voice(
        publisher=publisher or owner,
        wire=agency or _by_author((post.author or "")[:_AUTHOR]) or _by_text(post.text),
    )


@lru_cache(maxsize=_KEPT)
def _house(outlet: str, host: str) -> tuple[str, str | None]:
    """Return the owner of an outlet, and its name as an agency if it is one."""
    keys = [*_above(host), _folded(outlet)]
    return _first(_families(), keys) or outlet, _first(_agencies(), keys)


@lru_cache(maxsize=_KEPT)
def _by_author(author: str) -> str | None:
    return _named(_wires().byline.search(_plain(author)))


def _by_text(text: str) -> str | None:
    wires = _wires()
    head, tail = _plain(text[:_HEAD].lstrip()), _plain(f"\n{text[-_TAIL:].rstrip()}")
    agency = _named(wires.dateline.match(head) or wires.credit.search(tail))
    if agency is None and _SIGNATURE.search(_plain(text[-_SIGNED:])):
        return "Reuters"
    return agency


def _plain(text: str) -> str:
    """Return a text in small letters, with the signs of the typewriter."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", text).casefold().translate(_SIGNS)


def _named(found: re.Match[str] | None) -> str | None:
    """Return the agency that was found by one of its names."""
    return _wires().names[str(found[str(found.lastgroup)])] if found else None


def _above(host: str) -> Iterator[str]:
    """Yield a host and those that it stands below, the nearest first."""
    while host:
        yield host
        host = host.partition(".")[2]


def _first(known: Mapping[str, str], keys: Iterable[str]) -> str | None:
    return next((known[key] for key in keys if key in known), None)


def _folded(name: str) -> str:
    """Return an outlet's name as it is looked up: of "The i-Paper", "i paper"."""
    return _ARTICLE.sub("", " ".join(words(name)), count=1)


@cache
def _families() -> dict[str, str]:
    return {
        key: family["owner"]
        for family in _read("publishers")["family"]
        for key in (_folded(family["owner"]), *_keys(family))
    }


@cache
def _agencies() -> dict[str, str]:
    return {
        key: agency["name"]
        for agency in _read("wires")["agency"]
        for key in (_folded(agency["name"]), *_keys(agency))
    }


def _keys(house: Mapping[str, str]) -> Iterator[str]:
    yield from house["hosts"].split()
    yield from map(_folded, _listed(house["names"]))


@cache
def _wires() -> _Wires:
    found = _read("wires")
    names = {
        _plain(name): agency["name"]
        for agency in found["agency"]
        for name in (agency["name"], *_listed(agency["names"]))
    }
    parts = {
        "before": rf"(?:(?:{_any(_listed(found['before']))})\s?:?\s)?{_THE}",
        "the": _THE,
        "after": _any(_listed(found["after"])),
        "joins": _any(found["joins"].split()),
    }
    return _Wires(
        names=names,
        byline=_compiled(_BYLINE, names, parts),
        dateline=_compiled(_DATELINE, names, parts),
        credit=_compiled(_CREDIT, names, parts),
    )


def _compiled(
    pattern: str, names: Iterable[str], parts: Mapping[str, str]
) -> re.Pattern[str]:
    """Return a pattern, each `{name}` of which is a group with a name of its own."""
    first, *rest = pattern.format(name="\0", **parts).split("\0")
    said = [rf"(?P<n{place}>{_any(names)}){each}" for place, each in enumerate(rest)]
    return re.compile(first + "".join(said))


def _any(phrases: Iterable[str]) -> str:
    """Return what matches any of the phrases, the longest first.

    Told apart by their first letter, or hundreds would be tried at each place.
    """
    begun = groupby(sorted(phrases), key=itemgetter(0))
    return "|".join(f"{re.escape(first)}(?:{_rest(all_)})" for first, all_ in begun)


def _rest(phrases: Iterable[str]) -> str:
    rests = [phrase[1:] for phrase in phrases]
    return "|".join(map(re.escape, sorted(rests, key=len, reverse=True)))


def _listed(names: str) -> list[str]:
    return list(filter(None, map(str.strip, names.split(","))))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(
        files("aggregator.dedup").joinpath("words", f"{name}.toml").read_text("utf-8")
    )
