from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from aggregator.model import (
    Activity,
    Entry,
    FeedInfo,
    Ledger,
    Reference,
    Rendition,
    Source,
    SourceState,
    Standing,
    Timeline,
)
from aggregator.outputs import Filters, Offer
from aggregator.publish.pages import (
    article,
    entry_page,
    not_found_page,
    script,
    sources_page,
    stylesheet,
    timeline_page,
)
from aggregator.publish.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.history import History

    from .conftest import MakeEntry, MakePost

    MakeTimeline = Callable[[Sequence[Entry]], Timeline]

NONE = "\N{EN DASH}"
EVIL = "\"'><script>alert(1)</script>{{ 7 * 7 }}\x00\ud800"


WAR = Offer(
    name="war",
    title="War",
    atom="https://news.example/live/war.atom",
    json="https://news.example/live/war.json",
    rss="https://news.example/live/war.rss",
)
SITE = Site(
    feeds=(WAR,),
    served=frozenset(
        ("script.js", "events", "search.atom", "source/{source}.atom", "health.atom")
    ),
    sources={"gazette": "The Gazette", "post": "The Post"},
    topics=("war", "economy"),
    languages=("en", "de"),
)
ACTIVITY = {"gazette": Activity(hours=(0, 3, 1), lag=200.0, first=4, echoes=2)}


def read(page: Rendition) -> Any:
    assert page.media_type == "text/html; charset=utf-8"
    return html.document_fromstring(page.body.decode())


@pytest.fixture
def standing(make_source: Callable[..., Source], noon: datetime) -> Standing:
    return Standing(
        source=make_source(),
        state=SourceState(source="gazette", last_look=noon, last_post=noon),
        ledger=Ledger(new=3),
        posts=3,
        posts_per_day=0.4,
    )


@pytest.fixture
def pages(
    info: FeedInfo,
    rich_entry: Callable[[str], Entry],
    rich_history: Callable[[str], History],
    make_timeline: MakeTimeline,
    standing: Standing,
    noon: datetime,
) -> dict[str, Rendition]:
    timeline = make_timeline([rich_entry("Four hurt")])
    history = rich_history("Four hurt")
    merged = replace(history, now_in=history.follow_ups[0])
    only = Filters(words="hurt", source="gazette")
    return {
        "timeline": timeline_page(timeline, info, now=noon),
        "live": timeline_page(timeline, info, now=noon, site=SITE),
        "filtered": timeline_page(
            timeline, info, now=noon, newer="./", filters=only, site=SITE
        ),
        "charts": sources_page(
            [standing], info, now=noon, activity=ACTIVITY, site=SITE
        ),
        "entry": entry_page(history, info, now=noon, rulings="ruling"),
        "merged": entry_page(merged, info, now=noon, rulings="ruling"),
        "sources": sources_page([standing], info, now=noon),
        "not found": not_found_page(info),
    }


def test_every_page_is_a_whole_document_without_anything_to_run(
    pages: dict[str, Rendition],
) -> None:
    for page in pages.values():
        tree = read(page)
        assert page.body.startswith(b"<!doctype html>")
        assert tree.xpath("count(//header) * count(//main) * count(//footer)") == 1
        assert tree.xpath("count(//h1)") == 1
        assert tree.xpath("//a[@class='skip']/@href") == ["#main"]
        assert not tree.xpath("//style | //@style | //@onclick | //script/text()")


def test_every_page_names_the_feed_and_its_style(
    pages: dict[str, Rendition], info: FeedInfo
) -> None:
    for page in pages.values():
        feed, *_ = read(page).xpath("//link[@type='application/atom+xml']")
        assert feed.get("rel") == "alternate"
        assert feed.get("href") == info.url
        assert read(page).xpath(f"//footer//a[@href='{info.url}']")
        (style,) = read(page).xpath("//link[@rel='stylesheet']/@href")
        assert re.fullmatch(r"(/live/|\.\./)?style\.css\?v=[0-9a-f]{12}", style)


def test_ids_on_a_page_are_unique_and_links_lead_to_them(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline, noon: datetime
) -> None:
    head = make_entry()
    reference = Reference(id=head.id, url="", title="Four", outlet="Wire")
    timeline = make_timeline([make_entry(follows=reference), head])
    tree = read(timeline_page(timeline, info, now=noon))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    near = {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")}
    assert near <= set(ids)


def test_an_entry_shows_all_that_is_known_of_it(pages: dict[str, Rendition]) -> None:
    (article,) = read(pages["timeline"]).xpath("//article")
    words = " ".join(article.text_content().split())
    for part in (
        "12:00",
        "Four hurt",
        "first",
        "edited",
        "follows:",
        "also:",
        "more",
    ):
        assert part in words
    assert article.xpath(".//li/@title") == ["90% alike; Four hurt"]
    own = article.xpath(".//a[starts-with(@href, 'entry/')]/@href")
    page = "entry/00000000-0000-0000-0000-000000000001"
    assert own == [page, f"{page}#edits", page]
    assert "same minute 1 independent" in words
    (headline,) = article.xpath(".//h3/a")
    assert headline.get("rel") == "noopener nofollow"
    assert headline.get("href").startswith("https://gazette.example/")
    assert article.xpath(".//details//div[@class='body']")


def test_nothing_an_outlet_says_becomes_markup_of_ours(
    info: FeedInfo,
    rich_entry: Callable[[str], Entry],
    rich_history: Callable[[str], History],
    make_timeline: MakeTimeline,
    standing: Standing,
    noon: datetime,
) -> None:
    history = rich_history(EVIL)
    lost = replace(history, now_in=history.follow_ups[0], decision=None)
    evil_source = replace(standing.source, id=EVIL, outlet=EVIL, url=EVIL)
    evil_state = replace(
        standing.state, error=EVIL, failures=1, warnings=(EVIL,), location=EVIL
    )
    evil = replace(standing, source=evil_source, state=evil_state)
    evil_site = Site(
        feeds=(Offer(name=EVIL, title=EVIL, atom=EVIL, json=EVIL, rss=EVIL),),
        served=frozenset(("search.atom", "source/")),
        sources={EVIL: EVIL},
        topics=(EVIL,),
    )
    timeline = make_timeline([rich_entry(EVIL)])
    for page in (
        timeline_page(timeline, replace(info, title=EVIL), now=noon, older=EVIL),
        timeline_page(
            timeline,
            info,
            now=noon,
            newer=EVIL,
            filters=Filters(source=EVIL, topic=EVIL, language=EVIL, words=EVIL),
            site=evil_site,
        ),
        sources_page([evil], replace(info, title=EVIL), now=noon, site=evil_site),
        entry_page(history, replace(info, title=EVIL), now=noon, rulings=EVIL),
        entry_page(lost, info, now=noon),
    ):
        assert not read(page).xpath("//@onclick | //a[starts-with(@href, 'java')]")
        assert not read(page).xpath("//script")
        assert "{{ 7 * 7 }}" in page.body.decode()
        assert b"\x00" not in page.body


def test_a_post_that_leads_nowhere_is_shown_without_a_link(
    info: FeedInfo,
    make_entry: MakeEntry,
    make_post: MakePost,
    make_timeline: MakeTimeline,
    noon: datetime,
) -> None:
    entry = make_entry(make_post(url="javascript:alert(1)", title="Four hurt"))
    tree = read(timeline_page(make_timeline([entry]), info, now=noon))
    assert tree.xpath("string(//h3)") == "Four hurt"
    assert not tree.xpath("//h3/a")


def test_an_empty_timeline_says_what_to_do(info: FeedInfo, noon: datetime) -> None:
    page = timeline_page(Timeline(entries=(), updated=noon), info, now=noon)
    assert b"add one to" in page.body
    assert read(page).xpath("//section//a/@href") == ["sources"]
    assert read(page).xpath("//form[@role='search']")


def test_no_sources_say_what_to_do(info: FeedInfo, noon: datetime) -> None:
    page = sources_page([], info, now=noon)
    assert b"Add one to" in page.body
    assert not read(page).xpath("//table")


def test_older_posts_and_a_screen_on_the_wall_are_served_when_asked_for(
    info: FeedInfo, noon: datetime
) -> None:
    timeline = Timeline(entries=(), updated=noon)
    plain = read(timeline_page(timeline, info, now=noon))
    assert not plain.xpath("//a[@rel='next'] | //meta[@http-equiv]")
    full = read(timeline_page(timeline, info, now=noon, older="?before=1", refresh=60))
    assert full.xpath("//a[@rel='next']/@href") == ["?before=1"]
    assert full.xpath("//meta[@http-equiv='refresh']/@content") == ["60"]


def test_the_table_of_sources_tells_state_and_figures(
    pages: dict[str, Rendition],
) -> None:
    (row,) = read(pages["sources"]).xpath("//tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in row]
    assert cells == [
        "The Gazette gazette · auto posts of The Gazette", "ok", "just now", NONE,
        "just now", "0.4", NONE, "3", "3", "0", "0",
    ]  # fmt: skip
    labels = row.xpath("./td/@data-label")
    heads = read(pages["sources"]).xpath("//thead//th/text()")
    assert labels == heads[1:]


def test_the_sources_have_small_charts_that_can_be_read_aloud(
    pages: dict[str, Rendition],
) -> None:
    (row,) = read(pages["charts"]).xpath("//tbody/tr")
    assert row.xpath(".//*[name()='svg']/@aria-label") == [
        "4 posts in 3 hours, at most 3 an hour, about 11:00 UTC",
        "3 min behind",
    ]
    assert "first 4 of 6 times" in row.text_content()
    assert "4 in 3 h" in row.text_content()
    assert row.xpath(".//a/@href")[1:] == ["./?source=gazette", "source/gazette.atom"]


def test_the_page_of_the_sources_says_when_it_was_made_and_who_fails(
    standing: Standing, info: FeedInfo, noon: datetime
) -> None:
    failing = replace(standing, state=replace(standing.state, error="HTTP 503"))
    page = read(sources_page([standing, failing], info, now=noon))
    assert page.xpath("string(//title)") == "1 failing · Sources · Merged"
    seen = page.xpath("//p[@class='seen']")[0]
    assert " ".join(seen.text_content().split()) == (
        "as of 12:00 · load it anew each minute"
    )
    assert seen.xpath("./a/@href") == ["?refresh=60"]
    anew = read(sources_page([standing], info, now=noon, refresh=60))
    assert anew.xpath("string(//title)") == "Sources · Merged"
    assert anew.xpath("//meta[@http-equiv='refresh']/@content") == ["60"]
    assert not anew.xpath("//p[@class='seen']/a")


def test_a_source_that_others_never_met_has_no_lag(
    standing: Standing, info: FeedInfo, noon: datetime
) -> None:
    quiet = {"gazette": Activity(hours=(0,), first=1)}
    page = read(sources_page([standing], info, now=noon, activity=quiet))
    cell = page.xpath("string(//td[@data-label='Behind the first'])")
    assert " ".join(cell.split()) == "first 1 of 1 time"


def test_news_arrives_only_on_the_newest_page_of_who_serves_it(
    pages: dict[str, Rendition],
) -> None:
    (line,) = read(pages["live"]).xpath("//div[@data-events]")
    assert line.get("data-events") == "events"
    (ours,) = read(pages["live"]).xpath("//script/@src")
    assert re.fullmatch(r"script\.js\?v=[0-9a-f]{12}", ours)
    assert read(pages["live"]).xpath("//p[@aria-live='polite']")
    for name in ("timeline", "filtered"):
        assert not read(pages[name]).xpath("//div[@data-events]")
    assert read(pages["filtered"]).xpath("//a[@rel='first']/@href") == ["./"]
    for name in set(pages) - {"live", "filtered"}:
        assert not read(pages[name]).xpath("//script")


def test_what_arrives_is_the_same_as_on_the_page(
    info: FeedInfo, rich_entry: Callable[[str], Entry], noon: datetime
) -> None:
    entry = rich_entry("Four hurt")
    timeline = Timeline(entries=(entry,), updated=entry.updated)
    page = timeline_page(timeline, info, now=noon).body.decode()
    arrived = html.fragment_fromstring(article(entry, now=noon))
    assert arrived.tag == "section"
    assert arrived.get("data-day") == "2026-03-01"
    (told,) = arrived.xpath("./article")
    assert html.tostring(told) == html.tostring(
        html.document_fromstring(page).xpath("//article")[0]
    )


def test_an_entry_looks_otherwise_when_an_edit_or_an_echo_has_come_to_show(
    rich_entry: Callable[[str], Entry], noon: datetime
) -> None:
    entry = rich_entry("Four hurt")
    (echo,) = entry.echoes
    other = replace(echo, post=replace(echo.post, key="another"))
    looks = [
        entry,
        replace(entry, revisions=3),
        replace(entry, echoes=()),
        replace(entry, echoes=(other,)),
        replace(entry, withdrawn=noon),
        replace(entry, updated=noon.replace(hour=13)),
    ]
    versions = {
        html.fragment_fromstring(article(each, now=noon)).xpath(
            "string(.//@data-version)"
        )
        for each in looks
    }
    assert len(versions) == len(looks)


def test_who_runs_no_scripts_is_led_to_a_page_that_loads_itself(
    pages: dict[str, Rendition], info: FeedInfo, noon: datetime
) -> None:
    led = "//noscript//a/@href"
    assert read(pages["live"]).xpath(led) == ["?refresh=60"]
    only = Filters(words="hurt", source="gazette")
    page = partial(
        timeline_page,
        Timeline(entries=(), updated=noon),
        info,
        now=noon,
        filters=only,
        site=SITE,
    )
    filtered = page()
    assert read(filtered).xpath(led) == ["?q=hurt&source=gazette&refresh=60"]
    for idle in (
        pages["timeline"],
        pages["filtered"],
        page(refresh=60),
    ):
        assert not read(idle).xpath(led)


def test_the_filter_is_a_form_that_stands_as_the_address_says(
    pages: dict[str, Rendition],
) -> None:
    page = read(pages["filtered"])
    (form,) = page.xpath("//form[@role='search']")
    assert (form.get("method"), form.get("action")) == ("get", "./")
    assert form.xpath(".//input/@value") == ["hurt"]
    assert form.xpath(".//select/@name") == ["source", "topic", "language"]
    assert form.xpath(".//option[@selected]/@value") == ["gazette", "", ""]
    labelled = set(form.xpath(".//label/@for"))
    assert labelled == set(form.xpath(".//input/@id | .//select/@id"))
    assert "Only “hurt”, source: The Gazette" in form.text_content()
    assert page.xpath("string(//title)").startswith("“hurt”, source: The Gazette · ")


def test_words_can_be_followed_as_a_feed(
    info: FeedInfo, make_timeline: MakeTimeline, noon: datetime
) -> None:
    filters = Filters(words="hurt")
    page = read(
        timeline_page(make_timeline([]), info, now=noon, filters=filters, site=SITE)
    )
    assert page.xpath("//link[@title='Search: hurt']/@href") == ["search.atom?q=hurt"]
    assert "search.atom?q=hurt" in page.xpath("//main//a/@href")
    assert "Nothing like this" in page.text_content()


def test_every_page_names_all_feeds(pages: dict[str, Rendition]) -> None:
    for name in ("live", "filtered", "charts"):
        page = read(pages[name])
        for kind, address in (("atom+xml", WAR.atom), ("feed+json", WAR.json)):
            path = f"//link[@type='application/{kind}']/@href"
            assert address in page.xpath(path)
        assert "health.atom" in page.xpath("//footer//a/@href")


@pytest.mark.parametrize(
    ("page", "home", "root"),
    [
        ("https://news.example/", "./", "/"),
        ("https://news.example/live/", "./", "/live/"),
        ("https://news.example/live/now", "now", "/live/"),
    ],
)
def test_links_hold_wherever_the_pages_are_hung_up(
    info: FeedInfo, noon: datetime, page: str, home: str, root: str
) -> None:
    placed = replace(info, page=page)
    timeline = Timeline(entries=(), updated=noon)
    near = read(timeline_page(timeline, placed, now=noon)).xpath("//nav/a/@href")
    assert near[:2] == [home, "sources"]
    deep = read(not_found_page(placed)).xpath("//nav/a/@href")
    assert deep[:2] == [root + home.removeprefix("./"), f"{root}sources"]


def test_a_page_stays_the_same_until_something_on_it_changes(
    info: FeedInfo, make_entry: MakeEntry, make_timeline: MakeTimeline, noon: datetime
) -> None:
    timeline = make_timeline([make_entry()])
    now = timeline_page(timeline, info, now=noon)
    soon = timeline_page(timeline, info, now=noon.replace(hour=14))
    assert soon.etag == now.etag
    assert soon.modified > now.modified


def test_every_class_on_the_pages_is_known_to_the_style_sheet(
    pages: dict[str, Rendition],
) -> None:
    sheet = stylesheet()
    assert sheet.media_type == "text/css; charset=utf-8"
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", sheet.body.decode()))
    for page in pages.values():
        used = set(" ".join(read(page).xpath("//body//*/@class")).split())
        assert used <= known


def test_the_script_asks_nobody_but_us() -> None:
    assert script().media_type == "text/javascript; charset=utf-8"
    words = script().body.decode()
    assert not re.search(r"https?://|innerHTML|eval\(|Function\(", words)


def test_the_style_sheet_asks_for_nothing_from_elsewhere() -> None:
    assert b"url(" not in stylesheet().body
    assert b"@import" not in stylesheet().body
