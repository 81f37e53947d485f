"""What tells outlets and their partners who reads: marks in links, unseen pictures.

Neither is part of what a post says. What is not surely a mark stays, for without a
parameter that means something a link leads elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from aggregator.text.urls import host

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_KNOWN: dict[str, Any] = tomllib.loads(
    (resources.files("aggregator.text") / "tracking.toml").read_text("utf-8")
)


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


# Links that were escaped twice have names that begin with the rest of an `&amp;`.
_MARK = re.compile(
    rf"(?:amp;)*{_any(map(_any, _KNOWN['marks'].values()))}(?:=.*)?"
    r"|(?:partner|emc)=rss\w*",
    re.IGNORECASE,
)
_MARKS_OF: dict[str, list[str]] = _KNOWN["marks_of"]
_HOSTS = frozenset(_KNOWN["pictures"]["hosts"])
_COUNTING = re.compile(
    rf"https?://(?:{_any(_KNOWN['pictures']['named'])}\.[^/]+/"
    rf"|[^?#]*/{_any(_KNOWN['pictures']['paths'])})",
    re.IGNORECASE,
)
# What a style says of a picture that is not there to be seen.
_UNSEEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|(?:max-)?(?:width|height)\s*:\s*[01](?:\.\d*)?(?:px)?\s*(?:[!;]|$))",
    re.IGNORECASE,
)


def untracked(url: str) -> str:
    """Return a link without what only tells where its reader came from.

    For what is shown alone: keys of posts are made of links as `urls.absolute`
    leaves them (docs/decisions/0017-what-is-served-is-inert.md).

    Args:
        url: as `urls.absolute` returns it.
    """
    return url if "?" not in url and "=" not in url else _untracked(url)


@lru_cache(maxsize=4096)  # as `urls` keeps them; 10 µs each
def _untracked(url: str) -> str:
    rest, _, fragment = url.partition("#")
    place, _, query = rest.partition("?")
    site = ".".join(host(place).rsplit(".", 2)[-2:])
    marks = {"?": _MARKS_OF.get(site, ()), "#": ()}
    return place + "".join(
        _without(pairs, marks[sign], sign=sign)
        for sign, pairs in (("?", query), ("#", fragment))
    )


def _without(pairs: str, marks: Collection[str], *, sign: str) -> str:
    """Return a query or fragment with its sign; nothing where nothing is left.

    A fragment that names a place of the page is no mark: marks there have values.
    """
    if sign == "#" and "=" not in pairs:
        return sign * bool(pairs) + pairs
    kept = "&".join(
        pair
        for pair in pairs.split("&")
        if not _MARK.fullmatch(pair) and pair.partition("=")[0] not in marks
    )
    return sign * bool(kept) + kept


def counts_readers(src: str) -> bool:
    """Tell whether the picture at an absolute address is there to be asked for."""
    labels = host(src).split(".")
    names = (".".join(labels[at:]) for at in range(len(labels) - 1))
    return not _HOSTS.isdisjoint(names) or bool(_COUNTING.match(src))


def hides(style: str) -> bool:
    """Tell whether a style keeps a picture from being seen."""
    return bool(_UNSEEN.search(style))
