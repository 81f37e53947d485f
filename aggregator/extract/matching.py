"""Which posts of several readers are the same: by id, else by words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract.voices import Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from aggregator.extract.voices import Heard, Sign

    Signs: TypeAlias = Callable[[Voice], Iterable[Sign]]

_NEARLY_ALL = 0.9
_FEWEST_RUNS = 6  # of words, that two bodies share; less may be by chance

Post: TypeAlias = dict[str, Voice]  # what is said of one post, by reader


def matched(heard: Mapping[str, Heard]) -> list[Post]:
    """Match the readers' posts, in the order of the reader that has the most.

    What is known by its id is not looked for by its words, so that the words of most
    posts are never looked at.
    """
    posts: list[Post] = []
    for name in sorted(heard, key=lambda name: -len(heard[name].voices)):
        rest = heard[name].voices
        if posts:
            rest = _placed(rest, name, posts, _ids)
            rest = _placed(rest, name, posts, _openings)
            rest = _placed_by_runs(rest, name, posts)
            rest = _placed_by_start(rest, name, posts)
            rest = _placed_by_time(rest, name, posts)
        posts += [{name: voice} for voice in rest]
    return posts


def supported(guess: Heard, *, by: Heard) -> Heard:
    """Return what a reader that guesses says, as far as another bears it out.

    Where the other knows of no posts, all; else those that it knows too, and the rest
    only if nearly all of its posts were found: then it has a part of the page only.
    """
    if not by.voices or not guess.voices:
        return guess
    if _meets({sign for voice in guess.voices for sign in voice.ids}, by):
        return guess  # mostly, and without a look at the words
    found = [set(_signs(voice)) for voice in guess.voices]
    if _meets(set().union(*found), by):
        return guess
    known = {sign for voice in by.voices for sign in voice.ids}
    if any(map(known.isdisjoint, found)):
        known |= {sign for voice in by.voices for sign in voice.openings}
    kept = [
        voice
        for voice, signs in zip(guess.voices, found, strict=True)
        if not known.isdisjoint(signs)
    ]
    return replace(guess, voices=kept, unsupported=len(found) - len(kept))


def _meets(found: set[Sign], by: Heard) -> bool:
    """Tell whether signs are known of nearly all posts; stop where they cannot be."""
    bearable = len(by.voices) - _NEARLY_ALL * len(by.voices)
    for voice in by.voices:
        bearable -= found.isdisjoint(_signs(voice))
        if bearable < 0:
            return False
    return True


_ids: Signs = attrgetter("ids")
_openings: Signs = attrgetter("openings")
_runs: Signs = attrgetter("runs")


def _signs(voice: Voice) -> Iterable[Sign]:
    return chain(voice.ids, voice.openings)


def _placed(
    voices: Sequence[Voice], name: str, posts: Sequence[Post], signs: Signs
) -> Sequence[Voice]:
    """Add a reader's voices to the posts that they are of; return the others."""
    if not voices:
        return voices
    known = _index(posts, signs)
    rest = []
    for voice in voices:
        post = next((known[sign] for sign in signs(voice) if sign in known), None)
        if post is None or name in post:
            rest.append(voice)
        else:
            post[name] = voice
    return rest


def _placed_by_runs(
    voices: Sequence[Voice], name: str, posts: Sequence[Post]
) -> Sequence[Voice]:
    """Do what `_placed` does by the most words in a row that two bodies share.

    So a post is known again whose body begins otherwise in data than on the page.
    """
    if not voices:
        return voices
    known = _index(posts, _runs)
    rest = []
    for voice in voices:
        runs = set(voice.runs)
        shared = Counter(id(known[run]) for run in runs if run in known)
        by_id = {id(known[run]): known[run] for run in runs if run in known}
        ((best, count),) = shared.most_common(1) or [(0, 0)]
        post = by_id.get(best)
        if post is None or name in post or not _enough(count, runs, post):
            rest.append(voice)
        else:
            post[name] = voice
    return rest


def _placed_by_start(
    voices: Sequence[Voice], name: str, posts: Sequence[Post]
) -> Sequence[Voice]:
    """Do what `_placed` does for bodies that are cut off, or whose others are.

    So a post is known whose start differs from that of others in one word.
    """
    rest = []
    for voice in voices:
        known = [
            post
            for post in posts
            if name not in post
            and any(_is_start_of(one, voice) for one in post.values())
        ]
        if len(known) == 1:
            known[0][name] = voice
        else:
            rest.append(voice)
    return rest


def _placed_by_time(
    voices: Sequence[Voice], name: str, posts: Sequence[Post]
) -> Sequence[Voice]:
    """Do what `_placed` does by the instant, where headline or opening are the same.

    So posts are told apart that begin with the words of many others.
    """
    if not voices:
        return voices
    known = _index(posts, _instants)
    rest = []
    for voice in voices:
        post = next((known[each] for each in _instants(voice) if each in known), {})
        if name not in post and any(_says_same(one, voice) for one in post.values()):
            post[name] = voice
        else:
            rest.append(voice)
    return rest


def _instants(voice: Voice) -> Iterable[Sign]:
    return [("time", voice.time.isoformat())] if voice.time else []


def _says_same(one: Voice, other: Voice) -> bool:
    """Tell whether two have one headline, or the body of one is in the other's."""
    if one.title and one.title == other.title:
        return True
    told = bool(one.body and other.body)
    return told and (one.goes_beyond(other) or other.goes_beyond(one))


def _is_start_of(one: Voice, other: Voice) -> bool:
    """Tell whether one of two bodies is cut off, and the other begins with it."""
    return (one.is_cut and one.begins(other)) or (other.is_cut and other.begins(one))


def _enough(shared: int, runs: set[Sign], post: Post) -> bool:
    """Tell whether the runs that are shared are half of those of the shorter body."""
    theirs = max(len(set(voice.runs)) for voice in post.values())
    return shared >= max(_FEWEST_RUNS, min(len(runs), theirs) / 2)


def _index(posts: Sequence[Post], signs: Signs) -> dict[Sign, Post]:
    """Return the posts by their signs, without those that several have."""
    signed = [
        (sign, post)
        for post in posts
        for sign in {sign for voice in post.values() for sign in signs(voice)}
    ]
    often = Counter(sign for sign, _ in signed)
    return {sign: post for sign, post in signed if often[sign] == 1}
