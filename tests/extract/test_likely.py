# ruff: noqa: RUF001 - live blogs and Cyrillic are written so.
from __future__ import annotations

import pytest

from aggregator.extract import likely

HOST = "https://gazette.example"
STORY = "/2026/03/01/harbour-storm-ferries-stay"


@pytest.mark.parametrize(
    ("path", "title", "badge"),
    [
        ("/world/live/2026/mar/01/harbour-storm-ferries", "", ""),
        ("/news/live/c1234567890t", "Harbour storm", ""),
        ("/news/live/uk-politics-51234567", "Harbour storm", ""),
        ("/europe/live-news/harbour-storm-03-01-26/index.html", "Ferries stay", ""),
        ("/esteri/2026/03/01/diretta/porto_tempesta_oggi-41936/", "Porto", ""),
        ("/newsticker/liveblog-hafen-sturm-102.html", "Sturm", ""),
        ("/liveblog-march-1-2026/", "March 1", ""),
        ("/mundo/2026-03-01/temporal-en-el-puerto-en-directo.html", "Temporal", ""),
        (STORY, "Harbour storm LIVE: ferries stay", ""),
        (STORY, "Live: ferries stay in port", ""),
        (STORY, "Harbour storm – live", ""),
        (STORY, "Harbour storm live: ferries stay", ""),
        (STORY, "Harbour storm: live updates", ""),
        (STORY, "Liveblog zum Sturm", ""),
        (STORY, "+++ Hafen-Ticker +++ Fähren bleiben liegen", ""),
        (STORY, "EN DIRECT - Tempête au port", ""),
        (STORY, "DIRECTO | Temporal en el puerto", ""),
        (STORY, "Temporal en el puerto, en directo", ""),
        (STORY, "Mercado en directo: rumores de hoy", ""),
        (STORY, "Diretta: tempesta al porto", ""),
        (STORY, "Temporal no porto: ao vivo", ""),
        (STORY, "Буря в порту. Онлайн-трансляция", ""),
        (STORY, "Онлайн: буря в порту", ""),
        (STORY, "Ferries stay in port", "Live"),
    ],
)
def test_a_live_blog_is_known_by_address_title_or_badge(
    path: str, title: str, badge: str
) -> None:
    assert likely.is_live_blog(HOST + path, title, badge)


@pytest.mark.parametrize(
    ("path", "title", "badge"),
    [
        ("/", "Live", ""),
        ("/live", "Live", ""),
        ("/live/news", "Live News", ""),
        ("/live-tv/", "WATCH LIVE", "Live"),
        ("/live/watch-our-channel-all-day", "Watch live: our channel", ""),
        ("/listen/live-radio", "Listen Live", ""),
        ("/cricket/live-scores", "Live: scores", ""),
        ("/mediathek/livestream/24-Stunden-Livestream-article9511936.html", "Live", ""),
        ("/hub/election-2024-results-map", "Follow live updates", ""),
        ("/tag/liveblog-of-the-harbour", "Liveblog", ""),
        ("/author/ann-live-blog-reporter", "Live: Ann", ""),
        ("/newsticker/meldung/OLED-TVs-im-Test-4205274.html", "OLED-TVs", ""),
        ("/le-live/2017/01/07/la-recette-magique-de-groupe.php", "La recette", ""),
        (STORY, "How to live longer by the sea", ""),
        (STORY, "The way we live: homes by the harbour", ""),
        (STORY, "Band irrumpe en directo por sorpresa", ""),
        (STORY, "Gaza, morte in diretta. Il racconto", ""),
        (STORY, "LIVE NATION CANCELS HARBOUR CONCERT", ""),
        (STORY, "LIVE: Black Friday deals at the harbour", ""),
        (STORY, "Harbour storm live stream", "Live"),
        (STORY, "Live score: Harbour v City", ""),
        (STORY, "Liverpool beat the harbour team", ""),
        (STORY, "Ferries stay in port", "Opinion"),
        (STORY, "Ferries stay in port", ""),
    ],
)
def test_what_only_looks_like_a_live_blog_is_none(
    path: str, title: str, badge: str
) -> None:
    assert not likely.is_live_blog(HOST + path, title, badge)
