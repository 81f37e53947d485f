"""A day of news that chance makes up: stories, who has them first, and what follows."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.readers.outlets import Form, Outlet, Telling, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split(","))


FORMS: Sequence[Form] = ("live", "rss", "json", "rss", "live", "rss")

_STARTS = _listed("Vel,Or,Tar,Lis,Hol,Bren,Mar,Kes,Dun,Fal,Gor,Pel,Sar,Tov,Wick,Zan")
_MIDDLES = _listed("a,e,i,o,u,an,er,is,om,ul")
_ENDS = _listed("den,mouth,wick,ford,stead,by,low,gate,sund,hagen,mere,ton")
_ROOTS = _listed("brick,cran,dolm,flin,grat,harn,jolt,lind,morv,nask,pril,quor,rust")
_TAILS = _listed("el,in,or,ash,em,ick,ott,urn,ow,ade,ist")
_KINDS = _listed("yard,works,hall,line,bridge,board,school,market,tower,dam,fund,ring")
_DID = _listed(
    "closes,reopens,inspects,sells,floods,evacuates,repairs,fences off,opens up,"
    "searches,paints,extends,abandons,insures,surveys,rents out,drains,guards"
)
_FRAMES = (
    "{A}: {b} {did} the {c}",
    "{b} of {A} {did} {c} and {d}",
    "{c} for {A}, {d} for {B}",
    "How the {b} {did} the {c} of {A}",
)
_SENTENCES = (
    "The {b} of {A} {did} its {c}, because the {d} was late.",
    "{n} people of {A} went from the {c} to the {b}.",
    "In {B}, {n} of the {d} could be seen beside the {b}.",
    "A {c} came to {A} by night, and the {d} {did} it.",
    "Whoever lives by the {d} of {B} pays {n} for a {c}.",
    "Neither {A} nor {B} has a {b} that {did} so many a {d}.",
)
_EDITS = _listed("headline,figure,figure,retraction,addition,addition,rewording")
_LEADS = ("", "Breaking: ", "Latest: ", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much happens in a day; parts are of one."""

    start: datetime
    before: timedelta = timedelta(hours=2)  # what is there at the first look
    length: timedelta = timedelta(hours=24)
    outlets: int = 12
    posts: int = 3_000
    echoed: float = 0.25  # of stories, by one to three others
    edited: float = 0.2  # of posts
    late: float = 0.05  # of posts, that are dated up to an hour back
    taken_back: float = 0.03  # of posts of live blogs
    restored: float = 0.3  # of those, that come back


@dataclass(frozen=True, slots=True)
class _Story:
    title: str
    paragraphs: tuple[str, ...]


def day(plan: Plan, seed: int) -> tuple[Outlet, ...]:
    """Return what outlets say in a day; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  (it makes up news)
    told: dict[int, list[Telling]] = defaultdict(list)
    for outlet in range(plan.outlets):  # no page is empty
        told[outlet] += [_opening(chance, plan, number) for number in (1, 2)]
    left = plan.posts - sum(map(len, told.values()))
    while left:
        for outlet, comes, story in _heard(chance, plan, most=left):
            mine = told[outlet]
            form = FORMS[outlet % len(FORMS)]
            mine.append(_telling(chance, plan, len(mine) + 1, comes, story, form))
            left -= 1
    return tuple(
        Outlet(f"outlet{n}", FORMS[n % len(FORMS)], tuple(told[n]))
        for n in range(plan.outlets)
    )


def _opening(chance: random.Random, plan: Plan, number: int) -> Telling:
    comes = plan.start - plan.before
    versions = (_said(_story(chance), comes),)
    return Telling(number=number, comes=comes, dated=comes, versions=versions)


def _heard(
    chance: random.Random, plan: Plan, *, most: int
) -> Iterator[tuple[int, datetime, _Story]]:
    """Make up one story: who tells it and when, the first one first."""
    story = _story(chance)
    span = plan.before + plan.length
    when = plan.start - plan.before + span * chance.random() * 0.97
    others = chance.randint(1, 3) if chance.random() < plan.echoed else 0
    tellers = chance.sample(range(plan.outlets), k=1 + others)
    for outlet in tellers[:most]:
        yield outlet, _whole(when), story
        when += timedelta(minutes=chance.uniform(2, 50))
        story = replace(story, title=chance.choice(_LEADS) + story.title)


def _story(chance: random.Random) -> _Story:
    def said(frame: str) -> str:
        told = frame.format(
            A=place,
            B=_place(chance),
            n=chance.randint(3, 900),
            did=chance.choice(_DID),
            **{each: _thing(chance) for each in "bcd"},
        )
        return told[0].upper() + told[1:]

    place = _place(chance)
    first, second = chance.sample(_SENTENCES, k=2)
    return _Story(said(chance.choice(_FRAMES)), (said(first), said(second)))


def _thing(chance: random.Random) -> str:
    return "".join(map(chance.choice, (_ROOTS, _TAILS, _KINDS)))


def _place(chance: random.Random) -> str:
    return "".join(map(chance.choice, (_STARTS, _MIDDLES, _ENDS)))


def _telling(
    chance: random.Random,
    plan: Plan,
    number: int,
    comes: datetime,
    story: _Story,
    form: Form,
) -> Telling:
    late = timedelta(minutes=chance.randint(5, 60))
    back = form == "live" and chance.random() < plan.taken_back
    return Telling(
        number=number,
        comes=comes,
        dated=comes - late if chance.random() < plan.late else comes,
        versions=_versions(chance, plan, comes, story),
        away=_away(chance, plan, comes) if back else None,
    )


def _away(
    chance: random.Random, plan: Plan, comes: datetime
) -> tuple[datetime, datetime]:
    gone = comes + timedelta(minutes=chance.randint(20, 60))
    again = timedelta(minutes=45) if chance.random() < plan.restored else plan.length
    return gone, gone + again


def _versions(
    chance: random.Random, plan: Plan, comes: datetime, story: _Story
) -> tuple[Version, ...]:
    versions = [_said(story, comes)]
    while chance.random() < plan.edited:
        comes += timedelta(minutes=chance.randint(10, 100))
        story = _edited(chance, story)
        versions.append(_said(story, comes))
    return tuple(versions)


def _said(story: _Story, since: datetime) -> Version:
    return Version(since=since, title=story.title, paragraphs=story.paragraphs)


def _edited(chance: random.Random, story: _Story) -> _Story:
    """Return a story that was corrected, retracted, told otherwise or told on."""
    place, thing = _place(chance), _thing(chance)
    kind = chance.choice(_EDITS)
    if kind == "headline":
        return replace(story, title=f"{place} looks on: {story.title}")
    if kind == "figure":
        return replace(story, paragraphs=_miscounted(chance, story.paragraphs))
    if kind == "retraction":
        return replace(story, paragraphs=(f"We have retracted this post: {thing}.",))
    more = f"It was {chance.randint(901, 9_000)} for the {thing} by now, says {place}."
    kept = story.paragraphs if kind == "addition" else story.paragraphs[:-1]
    return replace(story, paragraphs=(*kept, more))


def _miscounted(chance: random.Random, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paragraphs with other figures, and a word on that."""
    note = f"An earlier version of this post was wrong on {_thing(chance)}."
    put_right = (
        re.sub(r"\d+", lambda _: str(chance.randint(3, 9_000)), each)
        for each in paragraphs
    )
    return (*put_right, note)


def _whole(when: datetime) -> datetime:
    return when.replace(microsecond=0)
