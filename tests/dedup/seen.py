"""What the tests of the judge say, and how they let it look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aggregator.evidence import NOBODY, NOTHING_LIKE_IT
from aggregator.model import Held, New, Post, Revision, Same, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregator.dedup.judge import Judge

FIRE = (
    "A fire at a furniture warehouse in Leeds has killed six people, police said on "
    "Monday. Forty firefighters fought the blaze through the night."
)
RETOLD = FIRE.replace("said", "announced")
LONGER = f"{RETOLD} The owner has shown them the plans of the building."
NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
MINUTE = timedelta(minutes=1)
TEXTS = (
    FIRE,
    RETOLD,
    LONGER,
    FIRE.replace("six", "nine"),
    "Parliament will elect a new speaker on Tuesday, its office said.",
    "Goal!",
    "",
)
_UNTOLD: dict[type[Verdict], dict[str, Any]] = {
    New: {"stems": b"", "voice": NOBODY, "decision": NOTHING_LIKE_IT},
    Revision: {"stems": b"", "decision": None},
    Same: {},
}


def see(judge: Judge, *posts: Post, now: datetime = NOON) -> list[Verdict]:
    """Judge and remember posts that nobody holds."""
    verdicts = judge.consider(posts, {}, now=now)
    judge.remember(verdicts, now=now)
    return verdicts


def bare(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts without what is kept to find and to explain them."""
    return [replace(each, **_UNTOLD[type(each)]) for each in verdicts]


def hold(post: Post, lead: Post | None = None) -> dict[str, Held]:
    """Return what the store holds of a post, and of the lead that it echoes."""
    leads = {lead.id: Held(post=lead, first_seen=NOON)} if lead else {}
    mine = Held(post=post, first_seen=NOON, lead=lead.id if lead else None)
    return {**leads, post.id: mine}


def edit(judge: Judge, post: Post, held: dict[str, Held]) -> Verdict:
    (verdict,) = judge.consider([post], held, now=NOON)
    judge.remember([verdict], now=NOON)
    return bare([verdict])[0]


def made(seen: Sequence[tuple[str, str]]) -> list[Post]:
    return [
        Post(
            source=outlet,
            outlet=outlet,
            key=str(number),
            url=f"https://{outlet}.example/#{number}",
            title=None,
            html="",
            text=text,
        )
        for number, (text, outlet) in enumerate(seen)
    ]
