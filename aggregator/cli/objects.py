"""What `aggregator extract --json` prints: an extraction as plain objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.extract.account import Account
    from aggregator.liveblog import Signs
    from aggregator.model import Extraction, Post


def of_extraction(found: Extraction) -> dict[str, Any]:
    """Return what was read out of a document."""
    return {
        "kind": found.kind,
        "posts": [_post(post) for post in found.posts],
        "warnings": [*found.warnings, *unreadable(found)],
        "copies": found.copies,
        "deleted": list(found.deleted),
        "signs": _signs(found.signs),
    }


def of_account(account: Account) -> dict[str, Any]:
    """Return how it was read."""
    return {
        "steps": [
            {
                "name": step.name,
                "found": step.found,
                "kept": step.kept,
                "notes": list(step.notes),
            }
            for step in account.steps
        ],
        "posts": {
            key: {
                field: {"reader": choice.reader, "why": choice.why}
                for field, choice in choices.items()
            }
            for key, choices in account.choices.items()
        },
    }


def time(when: datetime | None) -> str | None:
    """Return a time as RFC 3339 writes it."""
    from aggregator.text import times

    return times.rfc3339(when) if when else None


def unreadable(found: Extraction) -> list[str]:
    """Return a warning of items that gave no post, if there are such."""
    count = found.unreadable
    return [f"{count} items gave no post"] if count else []


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.key,
        "url": post.url,
        "title": post.title,
        "text": post.text,
        "html": post.html,
        "published": time(post.published),
        "updated": time(post.updated),
        "author": post.author,
        "kind": post.kind,
        "time_doubtful": post.time_doubtful,
        "mentions": [
            {"words": mention.words, "post": mention.post} for mention in post.mentions
        ],
    }


def _signs(signs: Signs) -> dict[str, Any]:
    return {
        "title": signs.title,
        "life": [
            {"ended": sign.ended, "weight": sign.weight, "reason": sign.reason}
            for sign in signs.life
        ],
        "older": signs.older,
        "successor": signs.successor,
    }
