"""Live blogs over time: found, gone on elsewhere, closed; and posts taken back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING

import httpx
import pytest

from aggregator.dedup.judge import Judge
from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher, Limits
from aggregator.ingest import Ingest
from aggregator.liveblog import Discover
from aggregator.looks.found import followed

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

    from aggregator.model import Document, Extraction, Report, Source, SourceState
    from aggregator.store.unit import Store

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SITE = "https://gazette.example"

LIST = """<?xml version="1.0"?><rss version="2.0"><channel><title>Live blogs</title>{}
</channel></rss>"""
LISTED = """<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate>
<description>The latest, as it happens.</description></item>"""
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><main>
<h1>{title}</h1>{posts}</main></body></html>"""
POST = """<article id="post-{number}" class="post"><time datetime="{when}">{when}</time>
<h2>{title}</h2><p>{text}</p></article>"""
SAYINGS = (
    "The bridge at Orm is closed to lorries until the wind has dropped",
    "A roof was torn off the school in Lisk, and nobody was hurt",
    "The ferry to Tarn stays in its harbour for the whole of the night",
    "Power is back in most streets of Holm, the grid operator said",
    "The river has risen to the top of the wall in Vesper",
    "Trains to the border stop at Quay because of fallen trees",
    "Firemen pump out cellars in Marl with help from the army",
    "Schools in Brae stay closed tomorrow, the mayor announced",
)
MINUTES = (0, 4, 11, 13, 22, 26, 35, 38)  # at which they are said


@dataclass
class Outlet:
    """Some pages of a site, as they are at the moment."""

    now: datetime
    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        page = self.pages.get(request.url.path)
        if place := self.moved.get(request.url.path):
            return httpx.Response(HTTPStatus.FOUND, headers={"Location": place})
        if page is None:
            return httpx.Response(HTTPStatus.NOT_FOUND)
        kind = "application/rss+xml" if page.startswith("<?xml") else "text/html"
        return httpx.Response(
            HTTPStatus.OK, text=page, headers={"Content-Type": f"{kind}; charset=utf-8"}
        )

    def list(self, *paths: str, ages: tuple[timedelta, ...] = ()) -> None:
        dates = [self.now - each for each in ages] or [self.now] * len(paths)
        self.pages["/live.xml"] = LIST.format(
            "".join(
                LISTED.format(
                    title=f"Live: the storm, part {place}",
                    url=SITE + path,
                    date=f"{date:%a, %d %b %Y %H:%M:%S GMT}",
                )
                for place, (path, date) in enumerate(zip(paths, dates, strict=True))
            )
        )

    def show(
        self,
        path: str,
        *numbers: int,
        title: str = "Storm: live updates",
        end: str = "",
    ) -> None:
        """Show the posts of these numbers, the newest first."""
        start = self.now - MINUTES[-1] * MINUTE
        posts = [
            POST.format(
                number=number,
                when=(start + MINUTES[number] * MINUTE).isoformat(),
                title=SAYINGS[number].split(",")[0],
                text=f"{SAYINGS[number]}. {end if number == max(numbers) else ''}",
            )
            for number in sorted(numbers, reverse=True)
        ]
        self.pages[path] = PAGE.format(title=title, posts="\n".join(posts))


@pytest.fixture
def outlet(noon: datetime) -> Outlet:
    return Outlet(noon)


@pytest.fixture
def front(make_source: Callable[..., Source]) -> Source:
    return make_source(
        url=f"{SITE}/live.xml", discover=Discover(most=2), topics=("storm",)
    )


@pytest.fixture
def blog(make_source: Callable[..., Source]) -> Source:
    return make_source(url=f"{SITE}/live/storm", kind="live")


@dataclass
class Follower:
    """Looks at a source, and at what it led to, at any moment."""

    ingest: Ingest
    store: Store

    def look(self, source: Source, now: datetime, *others: Source) -> dict[str, Report]:
        async def looked() -> list[Report]:
            due = await self.ingest.take_due([source, *others], now)
            return await self.ingest.refresh_all(due, now)

        return {each.source: each for each in asyncio.run(looked())}

    def followed(self, source: Source) -> list[Source]:
        with self.store.reading() as unit:
            return followed(unit, [source])[1:]

    def state(self, source: Source) -> SourceState:
        with self.store.reading() as unit:
            return unit.sources.state(source.id)

    def withdrawn(self) -> set[str]:
        with self.store.reading() as unit:
            held = unit.posts.recent(datetime(2000, 1, 1, tzinfo=UTC))
            return {each.post.key for each in held if each.withdrawn}


@pytest.fixture
def follower(outlet: Outlet, store: Store, lane: ThreadPoolExecutor) -> Follower:
    async def extract(document: Document, source: Source) -> Extraction:
        return read(document, source, None)

    fetcher = Fetcher(
        Limits(spacing=timedelta(0)),
        user_agent="test",
        transport=httpx.MockTransport(outlet),
    )
    ingest = Ingest(
        fetch=fetcher.fetch, read=extract, judge=Judge(), store=store, lane=lane
    )
    return Follower(ingest, store)


def test_a_list_is_read_for_the_live_blogs_that_it_names(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    outlet.list("/news/live/storm-over-velden")
    outlet.show("/news/live/storm-over-velden", 0, 1, 2)
    report = follower.look(front, noon)[front.id]
    assert [each.url for each in report.found] == [
        f"{SITE}/news/live/storm-over-velden"
    ]
    assert report.ledger.extracted == 0
    (found,) = follower.followed(front)
    assert (found.url, found.kind, found.found_by) == (
        f"{SITE}/news/live/storm-over-velden",
        "live",
        front.id,
    )
    assert found.topics == front.topics
    assert follower.look(front, noon + MINUTE)[found.id].ledger.new == 3
    assert follower.state(front).kind == "list"


def test_the_feed_that_a_page_offers_is_followed_in_its_place(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    page = replace(front, url=f"{SITE}/", discover=Discover(kind="feed"))
    offer = '<link rel="alternate" type="application/rss+xml" href="/live.xml">'
    outlet.pages["/"] = f"<html><head>{offer}</head><body><p>Welcome</p></body></html>"
    outlet.list("/news/live/storm-over-velden")
    assert [each.url for each in follower.look(page, noon)[page.id].found] == [
        f"{SITE}/live.xml"
    ]
    (found,) = follower.followed(page)
    assert (found.kind, found.discover, found.found_by) == ("feed", None, page.id)
    assert follower.look(page, noon + MINUTE)[found.id].ledger.new == 1
    assert follower.look(page, noon + HOUR)[page.id].found == ()


def test_no_more_live_blogs_are_followed_at_once_than_the_operator_wants(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    paths = [f"/news/live/storm-over-velden-{each}" for each in range(4)]
    ages = (3 * HOUR, 30 * HOUR, HOUR, 2 * HOUR)
    outlet.list(*paths, ages=ages)
    follower.look(front, noon)
    assert [each.url for each in follower.followed(front)] == [
        SITE + paths[2],
        SITE + paths[3],
    ]
    follower.look(front, noon + HOUR)
    assert len(follower.followed(front)) == 2


def test_a_list_that_names_none_is_no_failure(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    outlet.list()
    assert follower.look(front, noon)[front.id].error is None


def test_what_turns_out_to_be_no_live_blog_is_let_go_and_not_found_again(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    outlet.list("/news/live/storm-over-velden")
    for hours in range(54):
        follower.look(front, noon + hours * HOUR)
    assert follower.followed(front) == []


def test_a_live_blog_goes_on_at_the_address_that_its_last_post_names(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", 0, 1, 2)
    follower.look(blog, noon)
    told = (
        "This live blog has closed. Follow our new live blog here: "
        '<a href="/live/storm-day-two">Storm: live updates, day two</a>'
    )
    outlet.show("/live/storm", 0, 1, 2, 3, end=told)
    outlet.show("/live/storm-day-two", 4, 5, 6)
    report = follower.look(blog, noon + HOUR)[blog.id]
    assert [each.url for each in report.found] == [f"{SITE}/live/storm-day-two"]
    (second,) = follower.followed(blog)
    assert follower.look(blog, noon + 2 * HOUR)[second.id].ledger.new == 3
    with follower.store.reading() as unit:
        assert unit.live_blogs.predecessor(second.id) == blog.id
    assert follower.look(blog, noon + 3 * HOUR)[blog.id].found == ()


def test_a_live_blog_that_says_that_it_is_over_closes_and_is_looked_at_rarely(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", 0, 1, 2)
    report = follower.look(blog, noon)[blog.id]
    assert report.life
    assert report.life.stage in {"live", "cooling"}
    outlet.show("/live/storm", 0, 1, 2, 3, title="Storm: as it happened")
    follower.look(blog, noon + 5 * MINUTE)
    for minutes in range(10, 180, 5):
        follower.look(blog, noon + minutes * MINUTE)
    state = follower.state(blog)
    assert state.life
    assert state.life.stage == "closed"
    assert "as it happened" in state.life.reason
    assert state.next_look
    assert state.last_look
    assert state.next_look - state.last_look == HOUR
    outlet.show("/live/storm", *range(5), title="Storm: as it happened")
    later = follower.look(blog, noon + 9 * HOUR)[blog.id].life
    assert later
    assert later.stage == "reopened"


def test_a_found_live_blog_that_is_long_over_is_followed_no_more(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    outlet.list("/news/live/storm-over-velden")
    outlet.show(
        "/news/live/storm-over-velden", *range(5), title="Storm: as it happened"
    )
    for hours in range(80):
        follower.look(front, noon + hours * HOUR)
    assert follower.followed(front) == []
    with follower.store.reading() as unit:
        assert unit.posts.count() == 5


def test_a_live_blog_whose_page_is_gone_is_closed(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", 0, 1, 2)
    follower.look(blog, noon)
    del outlet.pages["/live/storm"]
    follower.look(blog, noon + 4 * HOUR)
    life = follower.state(blog).life
    assert life
    assert (life.stage, life.reason) == ("closed", "the outlet answers with status 404")


def test_a_post_that_is_gone_from_amid_the_page_is_withdrawn_with_its_words_kept(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", *range(7))
    follower.look(blog, noon)
    outlet.show("/live/storm", 1, 2, 4, 5, 6, 7)
    report = follower.look(blog, noon + 5 * MINUTE)[blog.id]
    assert report.ledger.withdrawn == 1
    assert follower.withdrawn() == {"post-3"}
    with follower.store.reading() as unit:
        (entry,) = [
            each for each in unit.entries.latest(limit=20).entries if each.withdrawn
        ]
        assert entry.post.text.startswith(SAYINGS[3])
    outlet.show("/live/storm", *range(1, 8))
    again = follower.look(blog, noon + 10 * MINUTE)[blog.id]
    assert (again.ledger.withdrawn, again.ledger.new) == (0, 0)
    assert follower.withdrawn() == set()


def test_a_page_that_hides_many_posts_takes_none_back(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", *range(8))
    follower.look(blog, noon)
    outlet.show("/live/storm", 0, 6, 7)
    report = follower.look(blog, noon + 5 * MINUTE)[blog.id]
    assert report.ledger.withdrawn == 0
    assert any("none is withdrawn" in each for each in report.warnings)


def test_what_was_withdrawn_is_news_again_when_another_outlet_says_it(
    follower: Follower,
    outlet: Outlet,
    blog: Source,
    make_source: Callable[..., Source],
    noon: datetime,
) -> None:
    other = make_source(id="herald", url=f"{SITE}/live/herald", kind="live")
    outlet.show("/live/storm", *range(7))
    follower.look(blog, noon)
    outlet.show("/live/storm", 0, 1, 2, 4, 5, 6)
    follower.look(blog, noon + 5 * MINUTE)
    outlet.show("/live/herald", 3, 4, 5, 6)
    ledger = follower.look(other, noon + 6 * MINUTE)[other.id].ledger
    assert (ledger.new, ledger.echoes) == (1, 3)


def test_a_source_that_is_neither_live_blog_nor_list_has_no_life(
    follower: Follower,
    outlet: Outlet,
    make_source: Callable[..., Source],
    noon: datetime,
) -> None:
    feed = make_source(url=f"{SITE}/live.xml")
    outlet.list("/a", "/b")
    assert follower.look(feed, noon)[feed.id].ledger.new == 2
    assert follower.state(feed).life is None


NEXT = (
    "This live blog has closed. Follow our new live blog here: "
    '<a href="{}">Storm: live updates, the next day</a>'
)


def test_a_live_blog_that_links_back_to_where_it_came_from_leads_nowhere(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", 0, 1, 2, 3, end=NEXT.format("/live/storm-day-two"))
    outlet.show("/live/storm-day-two", 4, 5, 6, end=NEXT.format("/live/storm/"))
    for minutes in range(0, 30, 5):
        follower.look(blog, noon + minutes * MINUTE)
    assert [each.url for each in follower.followed(blog)] == [
        f"{SITE}/live/storm-day-two"
    ]


def test_a_page_that_names_another_successor_at_each_look_is_believed_for_a_while(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    for number, minutes in zip(count(), range(0, 30 * 5, 5), strict=False):
        end = NEXT.format(f"/live/storm-day-{number}")
        outlet.show("/live/storm", 0, 1, 2, 3, end=end)
        asyncio.run(_alone(follower, blog, noon + minutes * MINUTE))
    assert len(follower.followed(blog)) == 20


async def _alone(follower: Follower, source: Source, now: datetime) -> None:
    due, *_ = await follower.ingest.take([source], now)
    await follower.ingest.refresh(due, now)


def test_what_is_configured_is_not_found_once_more_nor_is_the_list_itself(
    follower: Follower, outlet: Outlet, front: Source, blog: Source, noon: datetime
) -> None:
    own = replace(blog, id="own", url=f"{SITE}/news/live/storm-over-velden")
    again = replace(front, id="again")
    outlet.list(
        "/news/live/storm-over-velden", "/live.xml", "/news/live/flood-in-the-south"
    )
    for path in ("/news/live/storm-over-velden", "/news/live/flood-in-the-south"):
        outlet.show(path, 0, 1, 2)
    for minutes in (0, 5, 10):
        follower.look(front, noon + minutes * MINUTE, own, again)
    assert [each.url for each in follower.followed(front)] == [
        f"{SITE}/news/live/flood-in-the-south"
    ]
    assert follower.followed(again) == []


def test_a_found_address_that_leads_to_a_live_blog_that_is_followed_is_let_go(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    outlet.list("/news/live/storm-over-velden", "/news/live/storm-over-the-north")
    outlet.show("/news/live/storm-over-the-north", 0, 1, 2)
    outlet.moved["/news/live/storm-over-velden"] = "/news/live/storm-over-the-north"
    for minutes in range(0, 20, 5):
        follower.look(front, noon + minutes * MINUTE)
    assert [each.url for each in follower.followed(front)] == [
        f"{SITE}/news/live/storm-over-the-north"
    ]
    with follower.store.reading() as unit:
        assert unit.posts.count() == 3


def test_a_found_address_that_has_only_moved_is_followed(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    outlet.list("/news/live/storm-over-velden")
    outlet.show("/news/2026/live/storm-over-velden", 0, 1, 2)
    outlet.moved["/news/live/storm-over-velden"] = "/news/2026/live/storm-over-velden"
    for minutes in (0, 5):
        follower.look(front, noon + minutes * MINUTE)
    with follower.store.reading() as unit:
        assert unit.posts.count() == 3


def test_what_cannot_be_read_takes_no_place_from_what_can(
    follower: Follower, outlet: Outlet, front: Source, noon: datetime
) -> None:
    outlet.list("/news/live/storm-in-the-east", "/news/live/storm-in-the-west")
    for minutes in range(0, 180, 5):
        follower.look(front, noon + minutes * MINUTE)
    outlet.list(
        "/news/live/storm-in-the-east",
        "/news/live/storm-in-the-west",
        "/news/live/storm-over-velden",
    )
    outlet.show("/news/live/storm-over-velden", 0, 1, 2)
    report = follower.look(front, noon + 3 * HOUR)[front.id]
    assert [each.url for each in report.found] == [
        f"{SITE}/news/live/storm-over-velden"
    ]
    assert len(follower.followed(front)) == 3


def test_a_stale_copy_takes_nothing_back_and_gives_nothing_back(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    """Two caches: the one lags behind by a late post, an edit and a withdrawal."""
    outlet.show("/live/storm", *range(1, 6))
    old = outlet.pages["/live/storm"]
    follower.look(blog, noon)
    outlet.show("/live/storm", 0, 1, 2, 4, 5, 6)
    edited = "Firemen pump out cellars in Marl with help from the navy"
    new = outlet.pages["/live/storm"].replace(SAYINGS[4], f"{SAYINGS[4]}. {edited}")

    def published() -> list[tuple[str, datetime, bool]]:
        with follower.store.reading() as unit:
            entries = unit.entries.latest(limit=20).entries
            return [(each.id, each.updated, bool(each.withdrawn)) for each in entries]

    outlet.pages["/live/storm"] = new
    follower.look(blog, noon + 5 * MINUTE)
    before = published()
    assert follower.withdrawn() == {"post-3"}
    for minutes, page in ((10, old), (15, new), (20, old), (25, new)):
        outlet.pages["/live/storm"] = page
        ledger = follower.look(blog, noon + minutes * MINUTE)[blog.id].ledger
        assert (ledger.new, ledger.revisions, ledger.withdrawn) == (0, 0, 0)
    assert published() == before


def test_an_edit_of_a_page_whose_newest_post_was_taken_back_is_an_edit(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", *range(6))
    follower.look(blog, noon)
    outlet.show("/live/storm", *range(5), end="Nobody was hurt there, the mayor says.")
    ledger = follower.look(blog, noon + 5 * MINUTE)[blog.id].ledger
    assert (ledger.revisions, ledger.withdrawn) == (1, 0)


def test_a_page_without_times_takes_nothing_back(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", *range(7))
    follower.look(blog, noon)
    shown = outlet.pages["/live/storm"]
    outlet.pages["/live/storm"] = re.sub(r"<time.*?</time>", "", shown)
    report = follower.look(blog, noon + 5 * MINUTE)[blog.id]
    assert report.ledger.withdrawn == 0


def test_a_failure_tells_what_has_become_of_the_live_blog(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", 0, 1, 2)
    follower.look(blog, noon)
    shown = outlet.pages.pop("/live/storm")
    life = follower.look(blog, noon + HOUR)[blog.id].life
    assert life
    assert life.stage == "closed"
    outlet.pages["/live/storm"] = shown
    life = follower.look(blog, noon + 3 * HOUR)[blog.id].life
    assert life
    assert life.stage == "reopened"


def test_what_another_process_has_seen_meanwhile_is_not_forgotten(
    follower: Follower, outlet: Outlet, blog: Source, noon: datetime
) -> None:
    outlet.show("/live/storm", 0, 1, 2)
    follower.look(blog, noon)

    async def both() -> None:
        (late,) = await follower.ingest.take([blog], noon)
        outlet.show("/live/storm", *range(4))
        (due,) = await follower.ingest.take_due([blog], noon + 5 * MINUTE)
        await follower.ingest.refresh(due, noon + 5 * MINUTE)
        await follower.ingest.refresh(late, noon + 6 * MINUTE)

    asyncio.run(both())
    assert follower.state(blog).last_post == noon + 5 * MINUTE
