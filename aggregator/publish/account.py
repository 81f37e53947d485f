"""How an entry came to be, in the words of its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.publish.edits import edits_of
from aggregator.publish.items import item_of
from aggregator.publish.phrases import Moment, clock, lag
from aggregator.publish.wording import (
    headline,
    legal,
    link,
    one_line,
    outlet_of,
    page_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from aggregator.evidence import Decision, Override, Ruling, Voice, Weighed
    from aggregator.history import History, Joined
    from aggregator.model import Post, PostId, Reference
    from aggregator.publish.edits import Edit
    from aggregator.publish.items import Also, Item

_RULED: Mapping[Ruling, str] = {
    "merge": "{post} and {other} are one entry",
    "split": "{post} has left the entry of {other}",
    "never": "{post} and {other} are never one entry",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another entry of the timeline."""

    headline: str
    outlet: str
    page: str | None  # as seen from the timeline's; None: it is not held any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An earlier entry that the post was weighed against."""

    link: Link
    relation: str
    alike: str  # "93%"
    rule: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """One outlet that said the same, and how it came to be counted here."""

    post: PostId
    link: Link
    url: str | None  # the outlet's own
    hue: int
    time: Moment  # when it was first seen here
    lag: str  # behind the lead, by the outlets' own times, and seen here: "+3 min"
    first: bool  # by the outlets' own times it was ahead of all
    alike: str
    why: str  # the rule, and what was noticed
    marks: tuple[str, ...]  # "copy of Reuters"
    edits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """One ruling of a person."""

    number: int
    time: Moment
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One entry with its company, its past, and the reasons for both."""

    item: Item
    post: PostId
    first_seen: Moment
    marks: tuple[str, ...]
    voices: str  # "3 independent voices of 4 outlets"
    tellers: tuple[Teller, ...]
    now_in: Link | None
    edits: tuple[Edit, ...]
    earlier_edits: int  # that are not among them
    follows: Link | None
    follows_why: str
    follow_ups: tuple[Link, ...]
    rule: str  # that decided; empty: not known
    configuration: str
    candidates: tuple[Candidate, ...]
    rulings: tuple[Ruled, ...]


def account_of(history: History, *, day: date) -> Account:
    """Return what the page of an entry tells.

    Args:
        history: all that is known.
        day: whose times need no date.
    """
    entry, decision = history.entry, history.decision
    item = item_of(entry, day=day)
    edits = edits_of(entry.post, history.versions, day=day)
    return Account(
        item=item,
        post=entry.post.id,
        first_seen=clock(entry.first_seen, day=day),
        marks=_marks(entry.post, entry.voice),
        voices=_voices(history),
        tellers=tuple(
            _teller(each, also, day=day)
            for each, also in zip(history.joined, item.also, strict=True)
        ),
        now_in=_link(history.now_in) if history.now_in else None,
        edits=edits,
        earlier_edits=len(history.versions) - len(edits),
        follows=_link(entry.follows) if entry.follows else None,
        follows_why=_why_it_follows(history),
        follow_ups=tuple(map(_link, history.follow_ups)),
        rule=one_line(decision.rule) if decision else "",
        configuration=one_line(decision.configuration) if decision else "",
        candidates=tuple(_candidates(decision, history.leads)),
        rulings=tuple(_ruled(each, history, day=day) for each in history.rulings),
    )


def _teller(joined: Joined, also: Also, *, day: date) -> Teller:
    echoed, decision = joined.echoed, joined.decision
    rule = (decision.rule,) if decision else ()
    post = echoed.post
    own = Link(headline=headline(post), outlet=outlet_of(post), page=page_of(joined.id))
    return Teller(
        post=post.id,
        link=own,
        url=link(post.url),
        hue=also.hue,
        time=clock(echoed.first_seen, day=day),
        lag=_lags(also.lag, lag(joined.lag)),
        first=also.first,
        alike=f"{echoed.likeness:.0%}",
        why=_listed(*rule, *echoed.reasons),
        marks=_marks(post, echoed.voice),
        edits=len(joined.versions),
    )


def _lags(own: str, seen: str) -> str:
    """Return how much later one was by the outlets' own times, and as we saw it."""
    return own if own == seen else f"{own}, seen here {seen}"


def _marks(post: Post, voice: Voice) -> tuple[str, ...]:
    """Return what keeps a post from being a voice of its own."""
    wire = one_line(voice.wire or "")
    publisher = one_line(voice.publisher)
    named = publisher.casefold() not in ("", outlet_of(post).casefold())
    marks = {f"copy of {wire}": bool(wire), f"published by {publisher}": named}
    return tuple(mark for mark, holds in marks.items() if holds)


def _voices(history: History) -> str:
    """Return how many say it, where more than one does."""
    posts = (history.entry.post, *(each.echoed.post for each in history.joined))
    outlets = len({outlet_of(post) for post in posts})
    voices = history.entry.independent
    if not history.joined:
        return ""
    said = f"{voices} independent voice{'' if voices == 1 else 's'}"
    return f"{said} of {outlets} outlet{'' if outlets == 1 else 's'}"


def _why_it_follows(history: History) -> str:
    """Return what it says that the followed one did not: "four → six"."""
    followed, decision = history.entry.follows, history.decision
    if followed is None or decision is None:
        return ""
    whys = {
        history.leads[each.lead].id: _listed(each.rule, *each.reasons)
        for each in decision.weighed
        if each.lead in history.leads
    }
    return whys.get(followed.id, "")


def _candidates(
    decision: Decision | None, leads: Mapping[PostId, Reference]
) -> Iterator[Candidate]:
    for each in decision.weighed if decision else ():
        yield Candidate(
            link=_named(each, leads),
            relation=each.relation,
            alike=f"{each.likeness:.0%}",
            rule=one_line(each.rule),
            reasons=_listed(*each.reasons),
        )


def _named(weighed: Weighed, leads: Mapping[PostId, Reference]) -> Link:
    known = leads.get(weighed.lead)
    if known is None:
        return Link(headline=one_line(weighed.lead), outlet="", page=None)
    return _link(known)


def _ruled(ruling: Override, history: History, *, day: date) -> Ruled:
    posts = (history.entry.post, *(each.echoed.post for each in history.joined))
    names = {post.id: f"{outlet_of(post)}'s “{headline(post)}”" for post in posts}
    one, other = (
        names.get(each, one_line(each)) for each in (ruling.post, ruling.other)
    )
    return Ruled(
        number=ruling.number,
        time=clock(ruling.made, day=day),
        words=_RULED[ruling.ruling].format(post=one, other=other),
    )


def _link(reference: Reference) -> Link:
    return Link(
        headline=one_line(reference.title),
        outlet=one_line(reference.outlet),
        page=page_of(reference.id),
    )


def _listed(*parts: str) -> str:
    return "; ".join(filter(None, map(legal, parts)))
