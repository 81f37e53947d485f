from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import embeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

TICKAROO = "https://cdn.tickaroo.com/api/embed/v4/prefetch/liveblog.json"
NEWS = "https://data.24liveplus.com/v1/retrieve_server/x/event/{}/news/"
QUERY = "?inverted_order=1&last_nid=&limit=100"
ARENA = "https://cached-api.arena.im/v1/liveblog/gz/kx1"
NORKON = "https://livecentercdn.norkon.net/BulletinFeed/gz/60404/Initial/"
FRAME = "//livecenter.norkon.net/frame/gz/60404/default"


@pytest.mark.parametrize(
    ("markup", "platform", "address"),
    [
        (
            "<tickaroo-liveblog liveblogId=69d clientId=63c></tickaroo-liveblog>",
            "Tickaroo",
            f"{TICKAROO}?client_id=63c&liveblogId=69d",
        ),
        ("<div id=tickaroo-liveblog>", "Tickaroo", None),
        ("<div id=LB24_LIVE_CONTENT data-eid=12>", "24liveblog", NEWS.format(12)),
        (
            "<iframe src='https://v.24liveblog.com/iframe/?id=55'>",
            "24liveblog",
            NEWS.format(55),
        ),
        ("<script src='https://v.24liveblog.com/24.js'>", "24liveblog", None),
        ("<div class=arena-liveblog data-publisher=gz data-event=kx1>", "Arena", ARENA),
        (
            "<script src='https://go.arena.im/public/js/arenalib.js?p=gz&amp;e=kx1'>",
            "Arena",
            ARENA,
        ),
        (
            f"<div class=live-center-embed data-src='https:{FRAME}'>",
            "Norkon Live Center",
            NORKON,
        ),
        (f"<iframe src='{FRAME}'>", "Norkon Live Center", NORKON),
        ("<div data-norkon-channel-id=7>", "Norkon Live Center", None),
        (
            "<iframe src='//embed.scribblelive.com/Embed/v7.aspx?Id=7'>",
            "ScribbleLive",
            "https://embed.scribblelive.com/Embed/v7.aspx?Id=7",
        ),
        (
            "<iframe src='https://gz.liveblog.pro/lb-gz/blogs/5af/index.html'>",
            "Live Blog Pro",
            "https://gz.liveblog.pro/lb-gz/blogs/5af/index.html",
        ),
    ],
)
def test_a_platform_is_named_with_what_to_follow_instead(
    page_of: PageOf, markup: str, platform: str, address: str | None
) -> None:
    found = embeds.embedded(page_of(f"<p>Harbour</p>{markup}"))
    assert found is not None
    told = found.address and found.address.removesuffix(QUERY)
    assert (found.platform, told) == (platform, address)


def test_nothing_foreign_becomes_part_of_an_address(page_of: PageOf) -> None:
    node = "<div class=arena-liveblog data-publisher='../x?' data-event=kx1>"
    found = embeds.embedded(page_of(node))
    assert found == embeds.Embed(platform="Arena", address=None)


def test_an_ordinary_page_embeds_no_live_blog(page_of: PageOf) -> None:
    frame = "<iframe src='https://maps.example/embed?id=7'></iframe>"
    assert embeds.embedded(page_of(f"<p>Harbour</p>{frame}")) is None
