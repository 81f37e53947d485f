"""The same six posts in the markup of many outlets: all are read without a profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from aggregator.extract import page as pages
from aggregator.extract import segments
from aggregator.extract.outlet import Outlet
from aggregator.text import markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page
    from aggregator.model import Document

    PageOf = Callable[[str], Page]
    Row = tuple[str, datetime, str, str]

NO_OUTLET = Outlet(profile="")
TOLD = (
    (
        "Ferry back in port",
        "The evening ferry has returned with all passengers on board",
    ),
    ("Bridge stays shut", "Engineers found a crack in the second pillar of the bridge"),
    (
        "Rain is easing off",
        "The weather service lowered its warning for the whole valley",
    ),
    (
        "Schools to reopen",
        "Teachers expect their pupils back on Monday morning at eight",
    ),
    (
        "Power cut in the hills",
        "Some four hundred homes are without current since midday",
    ),
    (
        "Road under water",
        "The coastal road is flooded between the mill and the harbour",
    ),
)
MORE = "More is to follow as soon as our reporter on the spot can be reached again."
CLOCKS = ("11:48", "11:05", "09:40", "08:02", "23:30", "22:15")  # the last of yesterday
MIDNIGHT = 4  # from here on, yesterday
DAYS = (1,) * MIDNIGHT + (28,) * (6 - MIDNIGHT)


def moments(zone: str) -> list[datetime]:
    local = ZoneInfo(zone)
    return [
        datetime(
            2026, 3 if day == 1 else 2, day, int(at[:2]), int(at[3:]), tzinfo=local
        ).astimezone(UTC)
        for at, day in zip(CLOCKS, DAYS, strict=True)
    ]


def rows(zone: str) -> list[Row]:
    times = moments(zone)
    return [
        (f"9000{place}", times[place], title, text)
        for place, (title, text) in enumerate(TOLD)
    ]


def clock(when: datetime, zone: str, form: str = "%H:%M") -> str:
    return when.astimezone(ZoneInfo(zone)).strftime(form)


def two(text: str) -> str:
    return f"<p>{text}.</p><p>{MORE}</p>"


def tagesschau(zone: str) -> str:
    return "".join(
        f'<div class="liveblog--anchor" id="item-{own}"><div class="liveblog__datetime"'
        f'>{clock(at, zone, "%d.%m.%Y • %H:%M Uhr")}</div><h2 class="meldung__subhead">'
        f'{title}</h2></div><p class="textabsatz">{text}.</p>'
        f'<p class="textabsatz">{MORE}</p>'
        for own, at, title, text in rows(zone)
    )


def ntv(zone: str) -> str:
    return "".join(
        f"<p><b>+++ {clock(at, zone)} {title} +++</b><br>{text}.</p><p>{MORE}</p>"
        for _, at, title, text in rows(zone)
    )


def nzz(zone: str) -> str:
    heads = {0: "Sonntag, 1. 3.", MIDNIGHT: "Samstag, 28. 2."}
    return "".join(
        (f"<h2><span>{heads[place]}</span></h2>" if place in heads else "")
        + f'<h5 id="id-{own}"><span>{clock(at, zone, "%H.%M Uhr")}: {title}</span></h5>'
        f"<p>{text}.</p><div></div><p>{MORE}</p>"
        for place, (own, at, title, text) in enumerate(rows(zone))
    )


def bold(zone: str) -> str:
    return "".join(
        f"<p><strong>{clock(at, zone, '%H.%M')}</strong> {text}.</p><p>{MORE}</p>"
        for _, at, _, text in rows(zone)
    )


def sky(zone: str) -> str:
    return "".join(
        f'<div data-testid="live-blog-post" id="{own}"><div><span>{clock(at, zone)}'
        f"</span></div><div><h2>{title}</h2>{two(text)}</div></div>"
        for own, at, title, text in rows(zone)
    )


def associated_press(zone: str) -> str:
    return "".join(
        f'<bsp-liveblog-post class="LiveBlogPost" data-post-id="{own}" '
        f'data-posted-date-timestamp="{at.timestamp():.0f}000"><h2>{title}</h2>'
        f'<div class="LiveBlogPost-body">{two(text)}</div>'
        "</bsp-liveblog-post>"
        for own, at, title, text in rows(zone)
    )


def wordpress(zone: str) -> str:
    return "".join(
        f'<div id="liveblog-entry-{own}" class="liveblog-entry" '
        f'data-timestamp="{at.timestamp():.0f}"><span class="liveblog-meta-time">'
        f'2 hours ago</span><div class="liveblog-entry-text">{two(text)}'
        "</div></div>"
        for own, at, _, text in rows(zone)
    )


def sourcefabric(zone: str) -> str:
    return "".join(
        f'<article class="lb-post list-group-item" data-post-id="urn:{own}">'
        f'<div class="lb-post-date" data-js-timestamp="{at.isoformat()}">x</div>'
        f'<div class="items-container"><h3>{title}</h3>{two(text)}</div>'
        "</article>"
        for own, at, title, text in rows(zone)
    )


def norkon(zone: str) -> str:
    return "".join(
        f'<article class="ncpost" data-ncpost-id="{own}" id="nc{own}"><div class='
        f'"ncpost-timestamp">{clock(at, zone)}</div><div class="ncpost-byline">Ann Lee'
        f'</div><div class="ncpost-title">{title}</div><div class="ncpost-content">'
        f"{two(text)}</div></article>"
        for own, at, title, text in rows(zone)
    )


def tickaroo(zone: str) -> str:
    return "".join(
        f'<li class="tik4-event" id="e{own}"><time datetime="{at.isoformat()}">'
        f'{clock(at, zone)}</time><div class="event__body tik4-rich-text"><h3>{title}'
        f"</h3>{two(text)}</div></li>"
        for own, at, title, text in rows(zone)
    )


def financial_times(zone: str) -> str:
    return "".join(
        f'<article class="x-live-blog-post" id="post-{own}"><div class='
        f'"x-live-blog-post__meta"><time datetime="{at:%Y-%m-%dT%H:%M:%S.000Z}">x'
        f'</time></div><h2 class="x-live-blog-post__title">{title}</h2>'
        f"<div>{two(text)}</div></article>"
        for own, at, title, text in rows(zone)
    )


def new_york(zone: str) -> str:
    return "".join(
        f'<div role="article" id="{own}" class="css-{own}"><div data-testid="live-blog-'
        f'post"><time class="css-a1" datetime="{at.isoformat()}">{clock(at, zone)} ET'
        f"</time><h2>{title}</h2>{two(text)}</div></div>"
        for own, at, title, text in rows(zone)
    )


def times_of_israel(zone: str) -> str:
    return "".join(
        f'<div class="liveblog-paragraph" id="liveblog-entry-{own}"><div class="date">'
        f'<a href="/liveblog_entry/x-{own}/">{clock(at, zone, "%-I:%M %p").lower()}'
        f'</a></div><h4><a href="/liveblog_entry/x-{own}/">{title}</a></h4>'
        f"{two(text)}</div>"
        for own, at, title, text in rows(zone)
    )


def le_monde(zone: str) -> str:
    return "".join(
        f'<section class="post post__live-container" id="{own}"><span class="date">'
        f"{'Hier à ' if place >= MIDNIGHT else ''}{clock(at, zone, '%Hh%M')}</span>"
        f'<h2 class="post__live-container--title">{title}</h2>'
        f'<div class="content--live">{two(text)}</div></section>'
        for place, (own, at, title, text) in enumerate(rows(zone))
    )


def nbc(zone: str) -> str:
    return "".join(
        f'<div class="live-blog-card" id="{own}"><h2>{title}</h2>{two(text)}'
        f'<div class="stamp"><span>{place + 1}h ago / '
        f"{clock(at, zone, '%I:%M %p')} UTC</span></div></div>"
        for place, (own, at, title, text) in enumerate(rows(zone))
    )


def broadcast(zone: str) -> str:
    closing = {MIDNIGHT - 1: "Sonntag, 1. März 2026", 5: "Samstag, 28. Februar 2026"}
    return "".join(
        f"<h3>{clock(at, zone, '%H.%M Uhr')}: {title}</h3>{two(text)}"
        + (f"<h2>{closing[place]}</h2>" if place in closing else "")
        for place, (_, at, title, text) in enumerate(rows(zone))
    )


def sections_for_days(zone: str) -> str:
    posts = [
        f'<article class="entry" id="e{own}"><span class="entry-time">{clock(at, zone)}'
        f"</span><h4>{title}</h4>{two(text)}</article>"
        for own, at, title, text in rows(zone)
    ]
    return (
        f"<section><h3>1 March 2026</h3>{''.join(posts[:MIDNIGHT])}</section>"
        f"<section><h3>28 February 2026</h3>{''.join(posts[MIDNIGHT:])}</section>"
    )


def headline_first(zone: str) -> str:
    return "".join(
        f'<h3>{title}</h3><p class="when">{clock(at, zone)}</p>{two(text)}'
        for _, at, title, text in rows(zone)
    )


def headline_after(zone: str) -> str:
    return "".join(
        f'<div class="when">Updated at {clock(at, zone)}</div><h3>{title}</h3>'
        f"{two(text)}"
        for _, at, title, text in rows(zone)
    )


SHAPES = {
    "tagesschau": (tagesschau, "Europe/Berlin", "tagesschau.de"),
    "n-tv": (ntv, "Europe/Berlin", "n-tv.de"),
    "NZZ": (nzz, "Europe/Zurich", "nzz.ch"),
    "Telegraph of old": (bold, "Europe/London", "telegraph.co.uk"),
    "Sky": (sky, "Europe/London", "news.example.co.uk"),
    "AP": (associated_press, "UTC", "apnews.com"),
    "WordPress": (wordpress, "UTC", "gazette.example"),
    "Sourcefabric": (sourcefabric, "UTC", "gazette.example"),
    "Norkon": (norkon, "Europe/Copenhagen", "gazette.dk"),
    "Tickaroo": (tickaroo, "Europe/Berlin", "gazette.de"),
    "FT": (financial_times, "Europe/London", "ft.com"),
    "NYT": (new_york, "America/New_York", "nytimes.com"),
    "Times of Israel": (times_of_israel, "Asia/Jerusalem", "gazette.co.il"),
    "Le Monde": (le_monde, "Europe/Paris", "lemonde.fr"),
    "NBC": (nbc, "UTC", "nbcnews.com"),
    "days below": (broadcast, "Europe/Berlin", "br.de"),
    "days in sections": (sections_for_days, "Europe/Rome", "gazette.it"),
    "headline first": (headline_first, "Europe/Madrid", "gazette.es"),
    "headline after": (headline_after, "Europe/Paris", "gazette.fr"),
}
UNTITLED = {"Telegraph of old", "WordPress"}
NAMED = {
    *("tagesschau", "NZZ", "Sky", "AP", "WordPress", "Sourcefabric", "Norkon", "FT"),
    *("Tickaroo", "NYT", "Times of Israel", "Le Monde", "NBC", "days in sections"),
}


def framed(inner: str) -> str:
    return (
        "<html><head><title>Storm on the coast: live</title>"
        '<meta property="article:modified_time" content="2026-03-01T11:50:00Z"></head>'
        "<body><header><div><div><div><p>Sunday, 22 February 2026</p></div></div></div>"
        "<nav><a href=/>Home</a></nav></header><main><h1>Storm</h1>"
        f"<p>Follow the storm here.</p><div class=posts>{inner}</div></main>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    )


def told(draft: Draft) -> str:
    return " ".join(markup.plain(draft.html or "").split())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_posts_of_many_outlets_are_read_without_a_profile(
    shape: str,
    document_of: Callable[..., Document],
) -> None:
    render, zone, host = SHAPES[shape]
    document = document_of(framed(render(zone)), url=f"https://www.{host}/live/storm")
    document = replace(document, fetched=datetime(2026, 3, 1, 17, tzinfo=UTC))
    found = segments.drafts(pages.parse(document), NO_OUTLET)
    assert [told(each) for each in found] == [f"{text}. {MORE}" for _, text in TOLD]
    assert [each.published for each in found] == [
        f"{when:%Y-%m-%dT%H:%M:%SZ}" for when in moments(zone)
    ]
    titles = [None if shape in UNTITLED else title for title, _ in TOLD]
    assert [each.title for each in found] == titles
    assert all(each.id and "9000" in each.id for each in found) == (shape in NAMED)


def posts(count: int, body: str, *, first: int = 20, inner: str = "") -> str:
    return "".join(
        f'<div class="item"><span class="t">{first - place:02}:{15 + place:02}</span>'
        f"<p>{body} {place}</p>{inner}</div>"
        for place in range(count)
    )


PROSE = (
    "Engineers found a crack in the second pillar, and the bridge stays shut. The road "
    "beside it will be open again as soon as the water has left the valley"
)
LINK = '<a href="/2026/storm-over-the-hills-today">Storm over the hills</a>'
SCHEDULE = "".join(
    f'<li class="item"><b>{hour}:15</b><p>{PROSE}</p></li>' for hour in range(10, 20)
)
ARTICLE = f"<p>{f'{PROSE}. ' * 40}</p>"
DAILY = "".join(
    f'<div class=item><time datetime="2026-02-{28 - day}T09:00Z">x</time><p>{PROSE}</p>'
    "</div>"
    for day in range(10)
)
SHUFFLED = "".join(
    f'<div class=item><time datetime="2026-02-28T{at:02}:00Z">x</time><p>{PROSE}</p>'
    "</div>"
    for at in (9, 4, 17, 2, 11, 6, 20, 1)
)
CONSTANT = (
    f'<div class=item><time datetime="2026-02-28T09:00Z">x</time><p>{PROSE}</p></div>'
)
NO_BLOGS = {
    "too few": posts(3, PROSE),
    "comments": f'<div id="comments">{posts(8, PROSE)}</div>',
    "an aside": f"<aside>{posts(8, PROSE)}</aside>",
    "a box in an article": f'<div class="sidebar">{posts(8, PROSE)}</div>{ARTICLE}',
    "half of a page": f'<div class="related">{posts(8, PROSE)}</div><p>{PROSE * 6}</p>',
    "a tenth of the page": posts(4, PROSE) + ARTICLE,
    "links only": posts(8, LINK),
    "few words": posts(8, "Bridge shut"),
    "teasers": "".join(
        posts(
            1, PROSE, first=at, inner=f"<h3>{LINK.replace('hills', f'hill-{at}')}</h3>"
        )
        for at in range(20, 12, -1)
    ),
    "teasers in links": "".join(
        f'<li class=item><a href="/2026/storm"><time>{at}:15</time><h3>Storm</h3></a>'
        f"<p>{PROSE}</p></li>"
        for at in range(20, 10, -1)
    ),
    "schedule": f"<ul>{SCHEDULE}</ul>",
    "one a day": DAILY,
    "no order": SHUFFLED,
    "the same time": CONSTANT * 8,
    "no times": f"<div><p>{PROSE}</p></div>" * 8,
}


@pytest.mark.parametrize("kind", NO_BLOGS)
def test_what_looks_alike_is_no_live_blog(kind: str, page_of: PageOf) -> None:
    page = page_of(f"<title>Storm</title><body><main>{NO_BLOGS[kind]}</main>")
    page = replace(page, url="https://gazette.example/news/storm")
    assert segments.drafts(page, NO_OUTLET) == []


def test_a_page_without_a_body_has_no_posts(page_of: PageOf) -> None:
    assert segments.drafts(page_of(""), NO_OUTLET) == []


def test_what_says_live_may_be_shorter_and_fewer(page_of: PageOf) -> None:
    page = page_of(posts(4, "The bridge is shut, and the road beside it as well"))
    assert len(segments.drafts(page, NO_OUTLET)) == 4


def test_a_layout_named_after_its_sidebar_is_no_sidebar(page_of: PageOf) -> None:
    page = page_of(f'<div class="with-sidebar">{posts(8, PROSE)}</div>')
    assert len(segments.drafts(page, NO_OUTLET)) == 8


def test_times_that_move_with_the_look_are_not_taken_without_an_id(
    page_of: PageOf,
) -> None:
    def page(attribute: str) -> Page:
        return page_of(
            "".join(
                f'<div class=item {attribute.format(hours)}><i class="t">{hours} hours '
                f"ago</i><p>{PROSE} {hours}</p></div>"
                for hours in range(1, 9)
            )
        )

    unnamed = segments.drafts(page(""), NO_OUTLET)
    assert [each.published for each in unnamed] == [None] * 8
    named = segments.drafts(page("id=post-{}"), NO_OUTLET)
    assert named[1].published == "2026-03-01T10:00:00Z"


def test_z_is_not_believed_of_clocks_later_than_the_page(page_of: PageOf) -> None:
    items = "".join(
        f'<div class=item><time datetime="2026-03-01T{at}:05Z">{at}:05</time>'
        f"<p>{PROSE} {at}</p></div>"
        for at in (11, 10, "09", "08")
    )
    stated = '<meta property="article:modified_time" content="2026-03-01T10:10:00Z">'
    page = replace(page_of(stated + items), url="https://www.gazette.it/live")
    found = segments.drafts(page, NO_OUTLET)
    assert [each.published for each in found][:2] == [
        "2026-03-01T10:05:00Z",
        "2026-03-01T09:05:00Z",
    ]


def test_a_date_shown_above_places_clocks_where_the_page_states_none(
    page_of: PageOf,
) -> None:
    page = page_of(f"<p>17 February 2026 21:00</p><div>{posts(8, PROSE)}</div>")
    assert segments.drafts(page, NO_OUTLET)[0].published == "2026-02-17T20:15:00Z"


def test_posts_of_a_page_dated_by_its_opening_come_after_it(page_of: PageOf) -> None:
    opened = '<meta property="article:published_time" content="2026-02-27T08:00:00Z">'
    page = page_of(opened + posts(8, PROSE))
    assert segments.drafts(page, NO_OUTLET)[0].published == "2026-02-27T20:15:00Z"


def test_classes_that_no_selector_can_quote_are_left_alone(page_of: PageOf) -> None:
    markup = posts(4, PROSE).replace('class="t"', "class='a\"b'")
    assert len(segments.drafts(page_of(markup), NO_OUTLET)) == 4


def test_loose_text_behind_a_bold_clock_is_the_body(page_of: PageOf) -> None:
    lines = "".join(
        f"<b>{at}:{at}</b> {PROSE} {at} &amp; more<!-- x --><br> "
        for at in range(20, 14, -1)
    )
    found = segments.drafts(page_of(f"<div>{lines}</div>"), NO_OUTLET)
    assert told(found[0]) == f"{PROSE} 20 & more"


def test_a_blog_ends_where_its_page_goes_on_otherwise(page_of: PageOf) -> None:
    lines = "".join(
        f"<p><b>{at}:15</b> {PROSE} {at}</p><ul><li>More</ul>"
        for at in (20, 19, 18, 17)
    )
    found = segments.drafts(page_of(f"{lines}<table></table><p>The end"), NO_OUTLET)
    assert told(found[3]) == f"{PROSE} 17 More"


def test_a_day_and_clock_above_place_clocks_as_well(page_of: PageOf) -> None:
    page = page_of(f"<p>17 February 2026 | 21.30</p><i>9:30</i>{posts(8, PROSE)}")
    assert segments.drafts(page, NO_OUTLET)[0].published == "2026-02-17T20:15:00Z"


@pytest.mark.parametrize(
    "shown",
    ["<figure><img src=a.jpg></figure>", "<div><blockquote>So</blockquote></div>"],
)
def test_the_oldest_post_goes_on_behind_what_only_it_shows(
    shown: str, page_of: PageOf
) -> None:
    lines = "".join(
        f"<p><b>{at}:15</b> {PROSE} {at}</p><p>More" for at in (20, 19, 18, 17)
    )
    card = "<div><h4>Read</h4><iframe></iframe></div><p>The end"
    found = segments.drafts(page_of(f"{lines}{shown}<p>It goes on{card}"), NO_OUTLET)
    assert told(found[3]).startswith(f"{PROSE} 17 More")
    assert told(found[3]).endswith("It goes on")


def test_a_heading_behind_a_clock_is_the_headline_wherever_it_stands(
    page_of: PageOf,
) -> None:
    pairs = "".join(
        f"<dt>1{5 - n}:0{n}</dt><dd><h4>Headline {n}</h4><p>{PROSE}</p></dd>"
        for n in range(6)
    )
    found = segments.drafts(page_of(f"<title>Live</title><dl>{pairs}</dl>"), NO_OUTLET)
    assert [each.title for each in found] == [f"Headline {n}" for n in range(6)]
