from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.extract import sitemap

NEWS = """<?xml version="1.0"?><urlset xmlns:n="x"><url>
<loc>https://gazette.example/live/a?x=1&amp;y=2</loc><lastmod>2026-03-01</lastmod>
<n:news><n:title><![CDATA[Storm & <rain>]]></n:title>
<n:publication_date>2026-03-01T10:00:00+01:00</n:publication_date></n:news>
<image:image><image:loc>https://gazette.example/x.jpg</image:loc>
<image:title>Picture</image:title></image:image></url>
<url><loc> https://gazette.example/b </loc><image:title>Picture</image:title></url>
<url><lastmod>2026-03-01</lastmod></url></urlset>"""


def test_a_news_sitemap_gives_addresses_titles_and_times() -> None:
    first, second = sitemap.items(NEWS)
    assert first == sitemap.Item(
        "https://gazette.example/live/a?x=1&y=2",
        "Storm & <rain>",
        datetime(2026, 3, 1, 9, tzinfo=UTC),
    )
    assert second == sitemap.Item("https://gazette.example/b", "", None)


@pytest.mark.parametrize(
    ("text", "is_sitemap"),
    [
        (NEWS, True),
        ("<urlset>", True),
        ("<s:urlset>", True),
        ("<sitemapindex><sitemap>", False),
        ('<!DOCTYPE x [<!ENTITY a "b">]><urlset>', False),
        ("<html><body>urlset", False),
        ("", False),
    ],
)
def test_a_sitemap_is_known_by_its_root(text: str, *, is_sitemap: bool) -> None:
    assert sitemap.is_sitemap(text) is is_sitemap


def test_a_sitemap_of_any_size_is_read_in_bounds() -> None:
    endless = "<urlset>" + "<url><loc>https://a.example/</loc>" * 6_000
    assert len(list(sitemap.items(endless))) == 5_000
    assert list(sitemap.items("<urlset><url>" + "<loc><![CDATA[" * 20_000)) == []
