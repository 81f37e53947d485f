"""The several lists of posts that one page gives, joined post by post, field by field.

No source of a page is right in all. Each reader
hands in its list; a new reader needs nothing here but its place in the mapping.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import timing, voices
from aggregator.extract.drafts import Draft
from aggregator.extract.voices import Sign, Voice
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NONE = timedelta()
_NEARLY_ALL = 0.9

_Post: TypeAlias = dict[str, Voice]  # what is said of one post, by reader


def join(readers: Mapping[str, Sequence[Draft]]) -> list[Draft]:
    """Return the posts of a page, each out of what all readers say of it.

    Args:
        readers: their drafts by the reader's name, the most trusted first.
    """
    heard = {name: voices.heard(drafts) for name, drafts in readers.items() if drafts}
    posts = _matched(heard)
    off = timing.offsets(posts, list(heard))
    by_clock = timing.believed(posts, list(heard), off)
    return [
        _merged(
            [said[name] for name in heard if name in said],
            [(said[name], off.get(name, _NONE)) for name in by_clock if name in said],
        )
        for said in posts
    ]


def supported(drafts: Sequence[Draft], *, by: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of a reader that guesses, as far as others bear it out.

    Where others know of no posts, all; else those that they know too, and the rest
    only if it found nearly all of theirs: then they have a part of the page only.
    """
    if not by:
        return list(drafts)
    known = [set(voice.signs()) for voice in voices.heard(by)]
    signs = set().union(*known)
    found = [set(each.signs()) for each in map(voices.of, drafts)]
    again = set().union(*found)
    met = sum(bool(each & again) for each in known)
    if met >= _NEARLY_ALL * len(known):
        return list(drafts)
    return [draft for draft, own in zip(drafts, found, strict=True) if own & signs]


def _matched(heard: Mapping[str, Sequence[Voice]]) -> list[_Post]:
    """Match the readers' posts, in the order of the reader that has the most."""
    longest_first = sorted(heard, key=lambda name: -len(heard[name]))
    posts: list[_Post] = []
    for name in longest_first:
        known = _index(posts)
        for voice in heard[name]:
            post = next((known[sign] for sign in voice.signs() if sign in known), None)
            if post is None or name in post:
                posts.append({name: voice})
            else:
                post[name] = voice
    return posts


def _index(posts: Sequence[_Post]) -> dict[Sign, _Post]:
    """Return the posts by their signs, without those that several have."""
    signed = [
        (sign, post)
        for post in posts
        for sign in {sign for voice in post.values() for sign in voice.signs()}
    ]
    often = Counter(sign for sign, _ in signed)
    return {sign: post for sign, post in signed if often[sign] == 1}


def _merged(said: Sequence[Voice], timed: Sequence[tuple[Voice, timedelta]]) -> Draft:
    """Return one post, out of what is said of it.

    Args:
        said: the most trusted first.
        timed: the same, the best clock first, each with how far it is off.
    """
    drafts = [voice.draft for voice in said]
    body = _body(said).draft
    return Draft(
        id=_first(draft.id for draft in drafts),
        url=_first(draft.url for draft in drafts),
        title=_title(said),
        html=body.html,
        text=body.text,
        published=_first(_moment(voice.time, gap) for voice, gap in timed),
        updated=_first(_moment(voice.updated, gap) for voice, gap in timed),
        author=_first(draft.author for draft in drafts),
        language=_first(draft.language for draft in drafts),
    )


def _first(said: Iterable[str | None]) -> str | None:
    return next((each for each in said if each), None)


def _title(said: Sequence[Voice]) -> str | None:
    """Return the first headline, or the one that goes on where that is cut off."""
    titled = [voice for voice in said if voice.draft.title]
    if not titled:
        return None
    first = titled[0]
    if not (first.draft.title or "").rstrip().endswith(("…", "...")):
        return first.draft.title
    start = first.title[:-1]  # the last word may be cut
    whole = (each for each in titled[1:] if each.title[: len(start)] == start)
    longest = max(whole, key=lambda each: len(each.title), default=first)
    return longest.draft.title


def _moment(time: datetime | None, gap: timedelta) -> str | None:
    return times.rfc3339(time - gap) if time else None


def _body(said: Sequence[Voice]) -> Voice:
    """Return the first body, or one that goes on where that is cut off."""
    best = said[0]
    for voice in said[1:]:
        if voice.goes_beyond(best):
            best = voice
    return best
