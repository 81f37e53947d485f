"""What is promised of every live blog that is followed, whoever publishes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.text.words import words
from tests.generated.play import Kept, document, kept, source

if TYPE_CHECKING:
    from aggregator.model import Held, Post, Report
    from tests.generated.blog import Blog
    from tests.generated.blog import Post as Planned
    from tests.generated.play import House
    from tests.generated.words import Saying

_MINUTE = timedelta(minutes=1)


def followed(blog: Blog, house: House) -> None:
    """Look at a live blog as often as is planned, and hold all promises against it."""
    before = None
    for look, now in enumerate(blog.looks):
        report = house.look(document(blog, look), source(blog), now)
        balances(report)
        after = kept(house.store)
        if before is not None:
            no_entry_changes_its_id(before, after)
        before = after
    nothing_is_lost_or_doubled(blog, after)
    all_versions_are_kept(blog, after)
    times_are_right(blog, after)
    nothing_visible_is_withdrawn(blog, after)
    look = len(blog.looks) - 1
    report = house.look(document(blog, look), source(blog), now + _MINUTE)
    nothing_changes(report, after, kept(house.store))


def balances(report: Report) -> None:
    ledger = report.ledger
    assert report.error is None
    assert not ledger.unreadable
    told = ledger.new + ledger.echoes + ledger.revisions + ledger.same
    assert ledger.extracted == told


def no_entry_changes_its_id(before: Kept, after: Kept) -> None:
    for post, entry in before.entries.items():
        assert after.entries[post].id == entry.id
        assert after.entries[post].published == entry.published
        assert after.entries[post].updated >= entry.updated


def nothing_is_lost_or_doubled(blog: Blog, after: Kept) -> None:
    ever = {each.fact for each, _ in versions(blog)}
    mine = [each.post for each in after.posts.values() if each.post.source == blog.name]
    for post in mine:
        assert _facts(post, ever), f"no post: {post.title!r} {post.text!r}"
    told = sorted(fact for post in mine for fact in _facts(post, ever))
    assert told == sorted(ever)


def all_versions_are_kept(blog: Blog, after: Kept) -> None:
    for planned, sayings in versions(blog):
        held = stored(planned, blog, after)
        earlier = after.versions.get(held.post.id, ())
        said = [(each.title, words(each.text)) for each in earlier]
        said.append((held.post.title, words(held.post.text)))
        meant = [(each.headline, words(each.text)) for each in sayings]
        assert said == meant


def times_are_right(blog: Blog, after: Kept) -> None:
    for planned, _ in versions(blog):
        post = stored(planned, blog, after).post
        assert post.published is not None
        assert post.published.replace(second=0) == planned.at


def nothing_visible_is_withdrawn(blog: Blog, after: Kept) -> None:
    for planned in blog.shown(len(blog.looks) - 1):
        assert stored(planned, blog, after).withdrawn is None


def nothing_changes(report: Report, before: Kept, after: Kept) -> None:
    assert report.ledger.same == report.ledger.extracted
    assert after == before


def versions(blog: Blog) -> list[tuple[Planned, list[Saying]]]:
    """Return every post that was ever on a page, and all that it has said there."""
    told: dict[int, list[Saying]] = {}
    for look in range(len(blog.looks)):
        for post in blog.shown(look):
            said = told.setdefault(post.number, [])
            now = blog.says(post, look)
            if now not in said[-1:]:
                said.append(now)
    return [(each, told[each.number]) for each in blog.posts if each.number in told]


def stored(planned: Planned, blog: Blog, after: Kept) -> Held:
    """Return the post that is held for a planned one."""
    (found,) = (
        each
        for each in after.posts.values()
        if each.post.source == blog.name and _facts(each.post, {planned.fact})
    )
    return found


def _facts(post: Post, facts: set[str]) -> set[str]:
    return {each for each in facts if each in f"{post.title} {post.text}"}
