"""The whole write story; only the network and the clock are played."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from aggregator.dedup.judge import Judge
from aggregator.errors import ExtractError, PutOffError, StoreError
from aggregator.extract.registry import read
from aggregator.fetch.budget import AMPLE
from aggregator.fetch.client import Fetcher, Limits
from aggregator.fetch.hosts import Hosts
from aggregator.ingest import Ingest
from aggregator.liveblog import Signs
from aggregator.looks import books
from aggregator.model import (
    Answer,
    Document,
    Entry,
    Extraction,
    Ledger,
    Paces,
    Post,
    Report,
    Source,
    SourceState,
    Validators,
)
from aggregator.store.unit import Store

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Outlet = Callable[[httpx.Request], httpx.Response]
Build = Callable[..., Ingest]
Lasting = timedelta(hours=48)

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{}
</channel></rss>"""
ITEM = """<item><guid isPermaLink="false">{key}</guid><title>{title}</title>
<link>https://example.org/{key}</link><pubDate>{date}</pubDate>
<description>{text}</description></item>"""
ROOF = (
    "The roof of the old grain hall in Velden collapsed early on Tuesday, "
    "the fire service said, and four people were taken to hospital."
)


def item(
    key: str,
    *,
    title: str = "Roof of grain hall collapses in Velden",
    text: str = ROOF,
    date: str = "Sun, 01 Mar 2026 11:50:00 GMT",
) -> str:
    return ITEM.format(key=key, title=title, text=text, date=date)


def rss(*items: str) -> httpx.Response:
    return httpx.Response(
        200,
        text=FEED.format("".join(items)),
        headers={"Content-Type": "application/rss+xml"},
    )


@pytest.fixture
def ingest_from(store: Store, lane: ThreadPoolExecutor) -> Build:
    """Return an `Ingest` whose outlets are played by a function."""

    async def extract(document: Document, source: Source) -> Extraction:
        return read(document, source, None)

    def build(outlet: Outlet, *, kept: object = store) -> Ingest:
        fetcher = Fetcher(
            Limits(spacing=timedelta(0)),
            user_agent="test",
            transport=httpx.MockTransport(outlet),
        )
        assert isinstance(kept, Store)
        return Ingest(
            fetch=fetcher.fetch,
            read=extract,
            judge=Judge(window=Lasting),
            store=kept,
            lane=lane,
        )

    return build


def looks(
    ingest: Ingest, now: datetime, *sources: Source, minutes: float = 0
) -> list[Report]:
    """Refresh what is due; as the schedule does, but all at once."""
    when = now + timedelta(minutes=minutes)

    async def due() -> list[Report]:
        return await ingest.refresh_all(await ingest.take_due(sources, when), when)

    return asyncio.run(due())


def entries(store: Store) -> tuple[Entry, ...]:
    with store.reading() as unit:
        return unit.entries.latest(limit=100).entries


def state(store: Store, source: Source) -> SourceState:
    with store.reading() as unit:
        return unit.sources.state(source.id)


@pytest.fixture
def source(make_source: Callable[..., Source]) -> Source:
    return make_source(id="wire", outlet="Wire", url="https://wire.example/feed")


@pytest.fixture
def other(make_source: Callable[..., Source]) -> Source:
    return make_source(id="post", outlet="The Post", url="https://post.example/feed")


def test_a_post_that_is_new_becomes_an_entry(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    ingest = ingest_from(lambda _: rss(item("a")))
    (report,) = looks(ingest, noon, source)
    assert report.ledger == Ledger(looks=1, extracted=1, new=1)
    (entry,) = entries(store)
    assert entry.post.title == "Roof of grain hall collapses in Velden"
    assert entry.id.startswith("urn:uuid:")


def test_of_two_in_one_round_the_source_of_higher_priority_leads(
    ingest_from: Build, source: Source, other: Source, store: Store, noon: datetime
) -> None:
    ingest = ingest_from(lambda request: rss(item(request.url.host)))
    looks(ingest, noon, source, replace(other, priority=1))
    (entry,) = entries(store)
    assert entry.post.source == other.id
    assert [each.post.source for each in entry.echoes] == [source.id]


def test_a_source_of_higher_priority_that_fails_holds_nobody_up(
    ingest_from: Build, source: Source, other: Source, store: Store, noon: datetime
) -> None:
    def outlet(request: httpx.Request) -> httpx.Response:
        away = request.url.host == "post.example"
        return httpx.Response(500) if away else rss(item("a"))

    ingest = ingest_from(outlet)
    looks(ingest, noon, source, replace(other, priority=1))
    (entry,) = entries(store)
    assert entry.post.source == source.id


def test_a_source_is_left_alone_until_it_is_due(
    ingest_from: Build, source: Source, noon: datetime
) -> None:
    ingest = ingest_from(lambda _: rss(item("a")))
    looks(ingest, noon, source)
    assert looks(ingest, noon, source, minutes=1) == []
    assert len(looks(ingest, noon, source, minutes=5)) == 1


def test_a_second_look_at_the_same_adds_nothing(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    bodies = iter([rss(item("a")), rss(item("a"), " ")])
    ingest = ingest_from(lambda _: next(bodies))
    looks(ingest, noon, source)
    (report,) = looks(ingest, noon, source, minutes=5)
    assert report.ledger == Ledger(looks=1, extracted=1, same=1)
    assert len(entries(store)) == 1


def test_a_post_older_than_the_window_is_still_known(
    ingest_from: Build, source: Source, noon: datetime
) -> None:
    bodies = iter([rss(item("a")), rss(item("a"), " ")])
    ingest = ingest_from(lambda _: next(bodies))
    looks(ingest, noon, source)
    (report,) = looks(ingest, noon, source, minutes=60 * 24 * 9)
    assert report.ledger.new == 0
    assert report.ledger.same == 1


def test_an_edit_is_a_revision_and_keeps_id_and_published(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    edited = ROOF + " All four have since been discharged, the hospital added."
    bodies = iter([rss(item("a")), rss(item("a", text=edited))])
    ingest = ingest_from(lambda _: next(bodies))
    looks(ingest, noon, source)
    (before,) = entries(store)
    (report,) = looks(ingest, noon, source, minutes=5)
    (after,) = entries(store)
    assert report.ledger.revisions == 1
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    assert "discharged" in after.post.text
    with store.reading() as unit:
        (version,) = unit.posts.versions(after.post.id)
    assert version.text == before.post.text


def test_another_outlet_with_the_same_words_is_an_echo(
    ingest_from: Build, source: Source, other: Source, store: Store, noon: datetime
) -> None:
    ingest = ingest_from(lambda request: rss(item(request.url.host)))
    looks(ingest, noon, source)
    (before,) = entries(store)
    (report,) = looks(ingest, noon, other)
    (after,) = entries(store)
    assert report.ledger == Ledger(looks=1, extracted=1, echoes=1)
    assert [each.post.outlet for each in after.echoes] == ["The Post"]
    assert replace(after, echoes=(), carriers=(), independent=1) == before


def test_an_echo_is_recognised_after_a_restart(
    ingest_from: Build, source: Source, other: Source, store: Store, noon: datetime
) -> None:
    looks(ingest_from(lambda _: rss(item("a"))), noon, source)
    restarted = ingest_from(lambda _: rss(item("b")))
    asyncio.run(restarted.begin(noon + timedelta(minutes=1)))
    (report,) = looks(restarted, noon, other, minutes=1)
    assert report.ledger.echoes == 1
    assert len(entries(store)) == 1


def test_what_another_process_saves_is_echoed_without_a_restart(
    ingest_from: Build, source: Source, other: Source, noon: datetime
) -> None:
    daemon = ingest_from(lambda _: rss(item("b")))
    asyncio.run(daemon.begin(noon))
    looks(ingest_from(lambda _: rss(item("a"))), noon, source, minutes=1)
    (report,) = looks(daemon, noon, other, minutes=2)
    assert report.ledger.echoes == 1


def test_a_look_that_finds_nothing_new_keeps_what_the_last_document_said(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    def outlet(request: httpx.Request) -> httpx.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return httpx.Response(304)
        answer = rss(item("a"))
        answer.headers["ETag"] = '"1"'
        return answer

    ingest = ingest_from(outlet)
    looks(ingest, noon, source)
    (report,) = looks(ingest, noon, source, minutes=5)
    assert report.status == 304
    assert report.ledger == Ledger(looks=1)
    kept = state(store, source)
    assert kept.kind == "feed"
    assert kept.last_post == noon
    assert kept.last_success == noon + timedelta(minutes=5)


def test_where_a_redirect_led_is_written_down(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    def outlet(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/feed":
            return httpx.Response(301, headers={"Location": "/moved"})
        return rss(item("a"))

    looks(ingest_from(outlet), noon, source)
    assert state(store, source).location == "https://wire.example/moved"


def test_a_failure_is_told_and_the_pause_grows_until_it_is_mended(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    answers = iter([httpx.Response(503), httpx.Response(503), rss(item("a"))])
    ingest = ingest_from(lambda _: next(answers))
    (first,) = looks(ingest, noon, source)
    assert first.error is not None
    assert first.ledger == Ledger(looks=1, failures=1)
    pauses = [state(store, source).next_look]
    looks(ingest, noon, source, minutes=60)
    pauses.append(state(store, source).next_look)
    assert pauses[0] is not None
    assert pauses[1] is not None
    assert pauses[1] - timedelta(minutes=60) > pauses[0]
    assert state(store, source).failures == 2
    looks(ingest, noon, source, minutes=180)
    mended = state(store, source)
    assert (mended.failures, mended.error) == (0, None)


def test_a_document_without_posts_is_a_failure_with_a_reason(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    page = httpx.Response(200, html="<p>Please accept our cookies.</p>")
    (report,) = looks(ingest_from(lambda _: page), noon, source)
    assert report.error
    assert state(store, source).error == report.error


def test_a_page_that_failed_is_asked_for_whole_again(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    """An ETag kept with a page that gave no posts would hide them behind a 304."""

    def outlet(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html="<p>Nothing.</p>", headers={"ETag": '"1"'})

    looks(ingest_from(outlet), noon, source)
    assert state(store, source).validators.etag is None


def test_posts_that_appear_later_surface_when_they_are_first_seen(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    late = item("b", title="A late one", text="Something else was said at dawn.")
    bodies = iter([rss(item("a")), rss(item("a"), late)])
    ingest = ingest_from(lambda _: next(bodies))
    looks(ingest, noon, source)
    looks(ingest, noon, source, minutes=5)
    newest, oldest = entries(store)
    assert oldest.surfaced == oldest.published < noon
    assert newest.surfaced == noon + timedelta(minutes=5)


def test_a_bug_in_one_stops_no_other_and_asks_no_outlet_twice(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    asked: list[str] = []

    def outlet(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if request.url.host == "bug.example":
            raise RuntimeError
        return rss(item("a"))

    bug = replace(source, id="bug", url="https://bug.example/")
    ingest = ingest_from(outlet)
    with pytest.raises(ExceptionGroup):
        looks(ingest, noon, source, bug)
    assert looks(ingest, noon, source, bug) == []
    assert sorted(asked) == ["bug.example", "wire.example"]
    assert len(entries(store)) == 1


def test_a_source_that_is_still_being_asked_is_not_asked_again(
    ingest_from: Build, source: Source, noon: datetime
) -> None:
    asked = 0

    async def scenario() -> list[int]:
        asked_for, answered = asyncio.Event(), asyncio.Event()

        async def outlet(_: httpx.Request) -> httpx.Response:
            nonlocal asked
            asked += 1
            asked_for.set()
            await answered.wait()
            return rss(item("a"))

        ingest = ingest_from(outlet)
        (due,) = await ingest.take_due([source], noon)
        slow = asyncio.create_task(ingest.refresh(due, noon))
        await asked_for.wait()
        second = await ingest.take_due([source], noon + timedelta(hours=1))
        answered.set()
        await slow
        third = await ingest.take_due([source], noon + timedelta(hours=1))
        return [len(second), len(third)]

    assert asyncio.run(scenario()) == [0, 1]
    assert asked == 1


def test_all_can_be_refreshed_whether_due_or_not(
    ingest_from: Build, source: Source, noon: datetime
) -> None:
    ingest = ingest_from(lambda _: rss(item("a")))
    looks(ingest, noon, source)

    async def now() -> list[Report]:
        return await ingest.refresh_all(await ingest.take([source], noon), noon)

    (report,) = asyncio.run(now())
    assert report.error is None


def test_a_document_at_hand_is_taken_in_like_a_look(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    document = Document(
        source=source.id,
        url=source.url,
        body=FEED.format(item("a")).encode(),
        media_type="application/rss+xml",
        fetched=noon,
    )
    ingest = ingest_from(lambda _: httpx.Response(500))
    report = asyncio.run(ingest.absorb(document, source, noon))
    assert report.ledger.new == 1
    assert len(entries(store)) == 1


def test_a_document_at_hand_without_posts_says_so(
    ingest_from: Build, source: Source, noon: datetime
) -> None:
    document = Document(source=source.id, url=source.url, body=b"", fetched=noon)
    ingest = ingest_from(lambda _: httpx.Response(500))
    with pytest.raises(ExtractError, match="wire"):
        asyncio.run(ingest.absorb(document, source, noon))


def test_a_store_that_fails_keeps_nothing_and_the_next_look_finds_all(
    ingest_from: Build,
    source: Source,
    store: Store,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ingest = ingest_from(lambda _: rss(item("a")))
    due = asyncio.run(ingest.take_due([source], noon))

    def full() -> None:
        message = "the disk is full"
        raise StoreError(message)

    with monkeypatch.context() as patched:
        patched.setattr(store, "begin", full)
        (report,) = asyncio.run(ingest.refresh_all(due, noon))
    assert report.error == "the disk is full"
    assert entries(store) == ()
    (again,) = looks(ingest, noon, source, minutes=5)
    assert again.ledger.new == 1


def test_a_look_that_cannot_be_kept_is_a_failure_of_its_source(
    ingest_from: Build,
    source: Source,
    store: Store,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def poisoned(*_: object) -> None:
        message = "the database: a post cannot be kept"
        raise StoreError(message)

    monkeypatch.setattr(books, "keep", poisoned)
    (report,) = looks(ingest_from(lambda _: rss(item("a"))), noon, source)
    kept = state(store, source)
    assert report.error == kept.error == "the database: a post cannot be kept"
    assert kept.failures == 1
    assert kept.last_success is None


def test_the_sums_of_the_ledger_balance(
    ingest_from: Build, source: Source, other: Source, store: Store, noon: datetime
) -> None:
    unlike = item("x", title="Harbour reopens", text="The harbour reopened at dawn.")
    ingest = ingest_from(lambda _: rss(item("a"), unlike, "<item></item>"))
    looks(ingest, noon, source, other)
    for each in (source, other):
        with store.reading() as unit:
            ledger = unit.sources.ledger(each.id)
            stored = unit.posts.count(each.id)
        told = ledger.new + ledger.echoes + ledger.revisions + ledger.same
        assert ledger.extracted == told
        assert stored == ledger.new + ledger.echoes


FERRY = "Ferries to the islands stay in port until the storm has passed, the line says."


def later(key: str) -> str:
    """Return another item, of an hour later, under this key."""
    date = "Sun, 01 Mar 2026 12:50:00 GMT"
    return item(key, title="Ferries stay in port", text=FERRY, date=date)


def test_an_id_that_is_used_again_overwrites_no_post(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    bodies = iter([rss(item("1")), rss(later("1")), rss(later("1"), " ")])
    ingest = ingest_from(lambda _: next(bodies))
    told = [looks(ingest, noon, source, minutes=m)[0].ledger for m in (0, 60, 120)]
    assert [(each.new, each.revisions, each.same) for each in told] == [
        (1, 0, 0),
        (1, 0, 0),
        (0, 0, 1),
    ]
    titles = [each.post.title for each in entries(store)]
    assert titles == ["Ferries stay in port", "Roof of grain hall collapses in Velden"]


def test_an_id_that_is_shared_for_a_while_publishes_nothing_twice(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    bodies = iter([rss(item("1")), rss(later("1"), item("1")), rss(later("1"))])
    ingest = ingest_from(lambda _: next(bodies))
    for minutes in (0, 60, 120):
        looks(ingest, noon, source, minutes=minutes)
    assert len(entries(store)) == 2
    assert all(each.revisions == 0 for each in entries(store))


def test_a_feed_that_gives_all_its_items_other_ids_publishes_nothing_twice(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    bodies = iter([rss(later("a"), item("b")), rss(later("c"), item("d"))])
    ingest = ingest_from(lambda _: next(bodies))
    before = looks(ingest, noon, source, minutes=60), entries(store)
    (report,) = looks(ingest, noon, source, minutes=120)
    assert report.ledger.same == 2
    assert entries(store) == before[1]


def test_an_echo_that_becomes_a_correction_parts_whatever_its_age(
    ingest_from: Build, source: Source, other: Source, store: Store, noon: datetime
) -> None:
    corrected = ROOF.replace("four people were", "nobody was")
    bodies = iter([rss(item("b")), rss(item("b", text=corrected))])
    looks(ingest_from(lambda _: rss(item("a"))), noon, source)
    ingest = ingest_from(lambda _: next(bodies))
    looks(ingest, noon, other, minutes=47 * 60)
    (report,) = looks(ingest, noon, other, minutes=49 * 60)
    assert report.ledger.revisions == 1
    assert entries(store)[0].post.text == corrected


def test_validators_are_shown_to_the_address_alone_that_gave_them(
    ingest_from: Build, source: Source, noon: datetime
) -> None:
    shown: list[str | None] = []

    def outlet(request: httpx.Request) -> httpx.Response:
        shown.append(request.headers.get("If-None-Match"))
        answer = rss(item("a"))
        answer.headers["ETag"] = '"1"'
        return answer

    ingest = ingest_from(outlet)
    moved = replace(source, url="https://wire.example/tomorrow")
    for minutes, asked in ((0, source), (5, source), (10, moved)):
        looks(ingest, noon, asked, minutes=minutes)
    assert shown == [None, '"1"', None]


def test_an_outlet_that_asks_to_be_left_alone_is_left_alone(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    busy = httpx.Response(503, headers={"Retry-After": "7200"})
    looks(ingest_from(lambda _: busy), noon, source)
    assert state(store, source).next_look == noon + timedelta(hours=2)


def test_plain_text_from_the_wire_is_no_news(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    page = httpx.Response(200, text="Too many requests, please slow down")
    (report,) = looks(ingest_from(lambda _: page), noon, source)
    assert report.error is not None
    assert "plain text" in report.error
    assert entries(store) == ()


def test_a_stale_copy_does_not_hide_the_edit_of_its_post(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    edited = item("1", text=f"{ROOF} Two of them are in danger, a doctor said.")
    bodies = iter([rss(item("1")), rss(edited, item("pinned"))])
    ingest = ingest_from(lambda _: next(bodies))
    looks(ingest, noon, source)
    (report,) = looks(ingest, noon, source, minutes=5)
    assert report.ledger.revisions == 1
    assert any("in danger" in each.post.text for each in entries(store))


def test_a_headline_that_is_edited_with_its_id_is_an_edit(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    other = item("z", title="Ferry stays in harbour", text="The ferry to Tarn waits.")
    edited = item("a-2", text=ROOF + " The hall was built in 1904.")
    bodies = iter([rss(item("a"), other), rss(edited, other)])
    ingest = ingest_from(lambda _: next(bodies))
    looks(ingest, noon, source)
    before = {each.id for each in entries(store)}
    (report,) = looks(ingest, noon, source, minutes=5)
    assert report.ledger == Ledger(looks=1, extracted=2, revisions=1, same=1)
    assert {each.id for each in entries(store)} == before


@pytest.fixture
def ingest_of(
    store: Store, lane: ThreadPoolExecutor, source: Source
) -> Callable[..., Ingest]:
    """Return an `Ingest` of a live blog whose pages are read already."""

    def build(*pages: Extraction) -> Ingest:
        rest = iter(pages)

        async def extract(_: Document, __: Source) -> Extraction:
            return next(rest)

        async def fetch(asked: Source, _: Validators, now: datetime) -> Answer:
            document = Document(source=source.id, url=source.url, body=b"", fetched=now)
            sent = document if asked.url == source.url else None
            return Answer(status=200, document=sent, validators=Validators())

        return Ingest(fetch=fetch, read=extract, judge=Judge(), store=store, lane=lane)

    return build


def test_a_live_blog_without_times_takes_nothing_back(
    ingest_of: Callable[..., Ingest],
    make_post: Callable[..., Post],
    source: Source,
    noon: datetime,
) -> None:
    posts = tuple(make_post(source=source.id, published=None) for _ in range(5))
    first = Extraction(kind="live", posts=posts)
    ingest = ingest_of(first, replace(first, posts=posts[:2] + posts[3:]))
    looks(ingest, noon, source)
    (report,) = looks(ingest, noon, source, minutes=5)
    assert (report.ledger.same, report.ledger.withdrawn) == (4, 0)


def test_an_older_page_without_a_document_leaves_the_gap_open(
    ingest_of: Callable[..., Ingest],
    make_post: Callable[..., Post],
    source: Source,
    noon: datetime,
) -> None:
    pages = [
        Extraction(
            kind="live",
            posts=tuple(
                make_post(source=source.id, published=start - timedelta(minutes=each))
                for each in range(5)
            ),
            signs=Signs(older=f"{source.url}?page=2"),
        )
        for start in (noon, noon + timedelta(hours=1))
    ]
    ingest = ingest_of(*pages)
    looks(ingest, noon, source)
    (report,) = looks(ingest, noon, source, minutes=60)
    assert report.gap
    assert "without a document" in report.gap.reason


def test_a_look_that_waited_for_its_host_counts_from_when_it_came_home(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    ingest = ingest_from(lambda _: rss(item("a")))
    later = noon + timedelta(minutes=2)
    hosts = Hosts(AMPLE, clock=lambda: later)
    asyncio.run(ingest.begin(noon, [source], hosts))
    looks(ingest, noon, source)
    kept = state(store, source)
    assert (kept.last_look, kept.next_look) == (later, later + source.every)


def test_what_was_heard_of_hosts_is_kept_with_the_look(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    hosts = Hosts(AMPLE, clock=lambda: noon)
    hosts.ruled("wire.example", "User-agent: *", noon)
    for answer in (rss(item("a")), httpx.Response(500)):
        ingest = ingest_from(lambda _, answer=answer: answer)
        asyncio.run(ingest.begin(noon, [source], hosts))
        hosts.ruled(
            "wire.example", "User-agent: *", noon + timedelta(answer.status_code)
        )
        asyncio.run(ingest.refresh(asyncio.run(ingest.take([source], noon))[0], noon))
        with store.reading() as unit:
            (kept,) = unit.hosts.all()
        assert kept.robots_until == noon + timedelta(answer.status_code)


def test_a_look_that_was_put_off_is_no_look_and_no_failure(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    ingest = ingest_from(lambda _: rss(item("a")))
    wait = timedelta(minutes=40)

    async def resting(*_: object) -> Answer:
        raise PutOffError(source.id, "its host wants rest", wait)

    ingest._fetch = resting
    (report,) = looks(ingest, noon, source)
    kept = state(store, source)
    assert report == Report(source=source.id)
    assert (kept.next_look, kept.why) == (noon + wait, "its host wants rest")
    assert (kept.failures, kept.error, kept.last_look) == (0, None, None)


def test_what_is_gone_for_good_is_asked_no_more(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    asked = []

    def outlet(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(410)

    ingest = ingest_from(outlet)
    for days in range(5):
        looks(ingest, noon, source, minutes=days * 24 * 60)
    assert len(asked) == 1
    assert state(store, source).muted == noon
    looks(ingest, noon, replace(source, url="https://wire.example/other"), minutes=9999)
    assert len(asked) == 2


def test_an_adaptive_source_is_soon_looked_at_as_often_as_it_posts(
    ingest_from: Build, source: Source, store: Store, noon: datetime
) -> None:
    """A list, in which posts never are, keeps the pace to begin with."""
    bounds = Paces(fastest=timedelta(seconds=10), slowest=timedelta(hours=1))
    busy = replace(source, paces=bounds)
    items = [
        item(f"k{each}", title=f"Title {each}", text=f"{ROOF} {each}", date=date)
        for each in range(20)
        for date in [f"Sun, 01 Mar 2026 11:{59 - each // 2:02}:00 GMT"]
    ]
    looks(ingest_from(lambda _: rss(*items)), noon, busy)
    kept = state(store, source)
    assert kept.next_look is not None
    assert timedelta(seconds=10) < kept.next_look - noon < timedelta(seconds=20)
    assert kept.why == "this is its pace"
