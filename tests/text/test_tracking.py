from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import urls
from aggregator.text.tracking import counts_readers, hides, untracked


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("https://news.example/a?id=7", "https://news.example/a?id=7"),
        ("https://news.example/a?utm_source=x&id=7", "https://news.example/a?id=7"),
        ("https://news.example/a?UTM_Medium=x", "https://news.example/a"),
        ("https://news.example/a?at_medium=RSS&at_campaign=K", "https://news.example/a"),
        ("https://news.example/a?cmp=rss&ITID=lk&b", "https://news.example/a?b"),
        ("https://news.example/a?WT.mc_id=3&wt_zmc=x", "https://news.example/a"),
        ("https://news.example/a?x=1&amp;gclid=2", "https://news.example/a?x=1"),
        ("https://news.example/?partner=rss&emc=rss", "https://news.example/"),
        ("https://news.example/?partner=harbour", "https://news.example/?partner=harbour"),
        ("https://news.example/a?cmp=1#post-7", "https://news.example/a#post-7"),
        ("https://news.example/a#cmp", "https://news.example/a#cmp"),
        ("https://news.example/a#xtor=RSS-3", "https://news.example/a"),
        ("https://news.example/a#post=7&xtor=RSS-3", "https://news.example/a#post=7"),
        ("https://news.example/a?ref=b&source=c&s=1", "https://news.example/a?ref=b&source=c&s=1"),
        ("https://x.com/a/status/1?s=20&t=abc", "https://x.com/a/status/1"),
        ("https://www.youtube.com/watch?v=a&t=4&si=b", "https://www.youtube.com/watch?v=a&t=4"),
    ],
)  # fmt: skip
def test_a_link_loses_its_marks_and_leads_to_the_same_place(
    found: str, wanted: str
) -> None:
    assert untracked(found) == wanted


@given(st.text("utm_cp=&#?;a1/", max_size=20).map("https://news.example/".__add__))
def test_a_link_without_marks_is_an_address_and_has_none(found: str) -> None:
    address = urls.absolute(found, base="")
    assert address is not None
    once = untracked(address)
    assert untracked(once) == once
    assert urls.absolute(once, base="") == once


@pytest.mark.parametrize(
    "src",
    [
        "https://sb.scorecardresearch.com/p?c1=2",
        "https://ssl-vg03.met.vgwort.de/na/0c",
        "https://feeds.news.example/~r/world/~4/aBc",
        "https://www.facebook.com/tr?ev=PageView&id=1",
        "https://news.example/stats/matomo.php?idsite=1",
        "https://news.example/static/1x1.gif",
        "https://pixel.news.example/a?b=c",
        "https://smetrics.news.example/b/ss/x/1",
    ],
)
def test_a_picture_that_is_there_to_be_asked_for_is_known(src: str) -> None:
    assert counts_readers(src)


@pytest.mark.parametrize(
    "src",
    [
        "https://news.example/harbour.jpg",
        "https://pictures.example/pixel-art.png",
        "https://pictures.example/a.jpg?from=/pixel.gif",
        "https://news.example/counters/count-of-votes.png",
        "https://www.pixels.example.net/a.jpg",
        "https://notdoubleclick.net/a.jpg",
        "https://people.example/~r/harbour.jpg",
        "https://localhost/a.jpg",
    ],
)
def test_a_picture_of_the_news_is_none(src: str) -> None:
    assert not counts_readers(src)


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display:none", True),
        ("border: 0; Visibility : hidden;", True),
        ("width:1px;height:1px", True),
        ("max-height: 0 !important", True),
        ("width: 100%; height: auto", False),
        ("border-width: 1px", False),
        ("width: 10px", False),
        ("opacity: 0", False),  # until a script has loaded the picture
        ("", False),
    ],
)
def test_a_style_that_hides_is_told_from_others(style: str, hidden: bool) -> None:  # noqa: FBT001
    assert hides(style) is hidden
