"""How the posts of a document were found: what each reader brought, and who won why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.extract import islands, jsonld, segments, timing
from aggregator.extract.guarded import guarded
from aggregator.extract.readers import GUESSING
from aggregator.extract.reasons import Reasons, shift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from aggregator.extract.drafts import Draft
    from aggregator.extract.join import Joined
    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page
    from aggregator.extract.posts import Made
    from aggregator.extract.readers import Reading
    from aggregator.extract.reasons import Choice
    from aggregator.extract.voices import Heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step on the way from the document to its posts."""

    name: str
    found: int  # drafts that it had before it
    kept: int
    notes: tuple[str, ...] = ()  # in words: what matched, what was left out and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The whole way of a document to its posts, for those who ask why."""

    steps: tuple[Step, ...] = ()
    choices: Mapping[str, Mapping[str, Choice]]  # of a page: by post's key and field


def of(reading: Reading | None, drafts: Sequence[Draft], made: Made) -> Account:
    """Return how posts came to be.

    Args:
        reading: of a page; None of a feed or a pasted text, whose items are drafts.
        drafts: what it came to.
        made: what posts became of them.
    """
    last = _made(len(drafts), made)
    if reading is None:
        return Account(steps=(last,), choices={})
    told = Reasons(reading.joined)
    choices = {
        post.key: told.choices(reading.joined.posts[place])
        for post, place in zip(made.posts, made.places, strict=True)
    }
    asked = (_step(name, each, reading) for name, each in reading.heard.items())
    return Account(
        steps=(*asked, _joined(reading.joined), last),
        choices=choices,
    )


def _made(found: int, made: Made) -> Step:
    notes = {"gave no post": made.unreadable, "told a post again": made.copies}
    return Step(
        name="posts",
        found=found,
        kept=len(made.posts),
        notes=tuple(f"{len(each)} {why}" for why, each in notes.items() if each),
    )


def _joined(joined: Joined) -> Step:
    told = Counter(" + ".join(sorted(post)) for post in joined.posts)
    return Step(
        name="joined",
        found=sum(len(each.voices) for each in joined.heard.values()),
        kept=len(joined.posts),
        notes=tuple(f"{count} told by {names}" for names, count in told.most_common()),
    )


def _step(name: str, heard: Heard, reading: Reading) -> Step:
    return Step(
        name=name,
        found=len(heard.voices) + heard.copies + heard.unsupported,
        kept=len(heard.voices),
        notes=(*_matched(name, reading), *_left_out(heard), *_doubts(name, reading)),
    )


def _matched(name: str, reading: Reading) -> Iterator[str]:
    """Yield what a reader went by; counted anew, for nobody else needs it."""
    if name in reading.crashes:
        yield reading.crashes[name]
    if name == GUESSING and reading.told_all:
        yield "not asked: the others tell all that the page shows"
        return
    counted = _COUNTS.get(name)
    if counted:
        said, _ = guarded(lambda: counted(reading.page, reading.outlet))
        yield from filter(None, [said])


def _left_out(heard: Heard) -> Iterator[str]:
    if heard.copies:
        yield f"{heard.copies} left out: they stand twice"
    if heard.unsupported:
        yield f"{heard.unsupported} left out: no other reader knows of them"
    yield from (f"{name}: the same for all posts" for name in sorted(heard.constant))
    if heard.label:
        yield f"title: {heard.label!r} for most posts"
    if heard.positional:
        yield "ids: they only number the posts of the page"


def _doubts(name: str, reading: Reading) -> Iterator[str]:
    joined = reading.joined
    voices = reading.heard[name].voices
    if name in joined.off:
        yield f"times: off by {shift(joined.off[name])}, a false Z"
    if name in joined.heard and timing.disorder(timing.column(joined.posts, name)):
        yield "times: not in page order"
    guesses = sum(voice.doubtful for voice in voices)
    if guesses:
        yield f"times: the day or zone of {guesses} is a guess"
    invented = sum(voice.is_invented for voice in voices)
    if invented:
        yield f"titles: {invented} are only the start of the text"


def _rules(page: Page, outlet: Outlet) -> str:
    if outlet.post is None:
        return f"profile {outlet.profile!r} has no rules" if outlet.profile else ""
    count = len(page.tree.css(outlet.post.each))
    return f"profile {outlet.profile!r}: {count} nodes match {outlet.post.each!r}"


def _payload(_: Page, outlet: Outlet) -> str:
    each = (outlet.json or {}).get("each")
    return f"profile {outlet.profile!r}: objects at {each!r}" if each else ""


def _jsonld(page: Page, _: Outlet) -> str:
    blogs, broken = len(jsonld.blogs(page)), page.data.count(None)
    unread = f", {broken} of them cannot be read" if broken else ""
    return f"{blogs} live blogs in {len(page.data)} blocks of JSON{unread}"


def _microdata(page: Page, _: Outlet) -> str:
    count = len(page.tree.css('[itemprop="liveBlogUpdate"]'))
    return f"{count} nodes of liveBlogUpdate" if count else ""


def _hydration(page: Page, _: Outlet) -> str:
    count = sum(1 for _ in islands.islands(page))
    return f"{count} islands of JSON" if count else ""


def _segments(page: Page, outlet: Outlet) -> str:
    return segments.why_not(page, outlet) or ""


_COUNTS: Mapping[str, Callable[[Page, Outlet], str]] = {
    "rules": _rules,
    "payload": _payload,
    "jsonld": _jsonld,
    "microdata": _microdata,
    "hydration": _hydration,
    "segments": _segments,
}
