from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract.drafts import Draft, key_of, post_from, told_apart
from aggregator.model import Document, Post, Source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "https://news.example/live/storm"
DOCUMENT = Document(source="news", url=PAGE, body=b"", fetched=NOON)
SOURCE = Source(id="news", url=PAGE, outlet="The News", language="en")
DRAFT = Draft(id="1", title="Storm", html="<p>It blows.</p>")


def post(draft: Draft) -> Post:
    made = post_from(draft, DOCUMENT, SOURCE)
    assert made
    return made


def test_a_draft_becomes_a_post() -> None:
    draft = Draft(
        id=" 1\n2 ",
        url="#p1",
        title="Storm &amp;amp; <b>rain</b>",
        html="<p onclick=x>It <a href=/map>blows</a>.</p>",
        published="2026-03-01 12:30",
        updated="2026-03-01T12:00:00Z",
        author="<i>Ann</i> Day",
        language="en_GB",
        zone="Europe/Berlin",
    )
    assert post(draft) == Post(
        source="news",
        outlet="The News",
        key="1 2",
        url=f"{PAGE}#p1",
        title="Storm & rain",
        html=(
            '<p>It <a href="https://news.example/map" rel="noopener noreferrer">'
            "blows</a>.</p>"
        ),
        text="It blows.",
        author="Ann Day",
        published=datetime(2026, 3, 1, 11, 30, tzinfo=UTC),
        updated=NOON,
        language="en-GB",
        via=PAGE,
    )


def test_a_bare_draft_falls_back_on_document_and_source() -> None:
    made = post(Draft(text="It blows.\n& rains."))
    assert made.html == "<p>It blows.</p><p>&amp; rains.</p>"
    assert made.text == "It blows.\n& rains."
    assert (made.title, made.author, made.published) == (None, None, None)
    assert (made.url, made.language) == (PAGE, "en")


def test_markup_that_says_nothing_gives_way_to_the_text() -> None:
    made = post(Draft(html="<img src=/a.png><iframe>x</iframe>", text="A picture"))
    assert made.html == '<img src="https://news.example/a.png"><p>A picture</p>'
    assert made.text == "A picture"


@pytest.mark.parametrize("html", [None, "", "<p> </p>", "<script>x</script>"])
def test_a_draft_without_title_and_text_is_unreadable(html: str | None) -> None:
    assert (
        post_from(Draft(id="1", title=" <b> </b>", html=html), DOCUMENT, SOURCE) is None
    )


@pytest.mark.parametrize(
    "when", ["1970-01-01T00:00:00Z", "2026-03-02T12:00:01Z", "yesterday", "2026-02-30"]
)
def test_a_time_that_cannot_be_is_none(when: str) -> None:
    made = post(replace(DRAFT, published=when, updated=when))
    assert (made.published, made.updated) == (None, None)


def test_a_language_that_is_none_is_not_believed() -> None:
    assert post(replace(DRAFT, language="English, mostly")).language == "en"


def test_the_key_is_the_id_then_the_address_then_a_digest() -> None:
    assert post(replace(DRAFT, url="#a")).key == "1"
    assert post(replace(DRAFT, id="\x00 ", url="#a")).key == "a"
    assert (
        post(replace(DRAFT, id="", url="/rain#a")).key == "https://news.example/rain#a"
    )
    assert len(post(replace(DRAFT, id=None, url=PAGE)).key) == 32
    assert len(post(replace(DRAFT, id="1" * 201)).key) == 32


def test_without_id_and_address_other_words_are_another_post() -> None:
    bare = Draft(text="It blows.", published="2026-03-01T11:00:00Z")
    others = [
        replace(bare, text="It rains."),
        replace(bare, title="Storm"),
        replace(bare, published="2026-03-01T11:01:00Z"),
        replace(bare, published=None),
    ]
    assert len({post(draft).key for draft in [bare, *others]}) == 5
    assert post(replace(bare, html="<p>it <b>blows</b>")).key == post(bare).key


@given(st.builds(Draft, **dict.fromkeys(("id", "url", "title"), st.none() | st.text())))
def test_no_field_is_a_crash(draft: Draft) -> None:
    made = post_from(replace(draft, text="x", html=draft.title), DOCUMENT, SOURCE)
    assert made
    assert 0 < len(made.key) <= 8192
    assert made.url.startswith("https://")


def test_items_that_share_an_id_are_told_apart() -> None:
    other = replace(DRAFT, title="Rain")
    alone = replace(DRAFT, id="2")
    apart, warnings = told_apart([DRAFT, other, alone])
    assert [draft.title for draft in apart] == ["Storm", "Rain", "Storm"]
    assert len({draft.id for draft in apart}) == 3
    assert apart[2] == alone
    assert warnings == ["several items share the id '1'"]
    assert told_apart([other, replace(DRAFT, title="Snow")])[0][0] == apart[1]


def test_one_item_told_twice_shares_its_id_with_no_other() -> None:
    assert told_apart([DRAFT, DRAFT]) == ([DRAFT, DRAFT], [])
    assert told_apart([Draft(title="a"), Draft(title="b")])[1] == []


def test_an_id_that_is_an_address_of_the_page_is_its_fragment() -> None:
    for stated, key in (
        (f"{PAGE}#post-1", "post-1"),
        ("https://news.example/amp/storm#post-1", "post-1"),
        ("https://other.example/live#post-1", "https://other.example/live#post-1"),
        (f"{PAGE}/post-1", f"{PAGE}/post-1"),
    ):
        assert post(replace(DRAFT, id=stated)).key == key


def test_a_post_that_would_fill_a_feed_is_cut() -> None:
    made = post(replace(DRAFT, html=f"<p>{'It blows. ' * 20_000}</p>"))
    assert len(made.text) < 100_010
    assert made.text.endswith(" …")
    assert len(made.html) < 110_000


@pytest.mark.parametrize(
    ("written", "zone", "doubtful"),
    [
        ("2026-03-01T11:30:00Z", None, False),
        ("2026-03-01T12:30:00.123+01:00", None, False),
        ("Sun, 01 Mar 2026 11:30:00 GMT", None, False),
        ("1772364600", None, False),
        ("2026-03-01T11:30:00", None, True),
        ("2026-03-01T11:30:00", "Europe/Berlin", False),
        ("1 March 2026", None, True),
        ("soon", None, False),
        (None, None, False),
    ],
)
def test_a_time_that_states_no_zone_is_doubtful_where_none_is_told(
    written: str | None, zone: str | None, *, doubtful: bool
) -> None:
    made = post(replace(DRAFT, published=written, zone=zone))
    assert made.time_doubtful is doubtful


@pytest.mark.parametrize(
    ("hour", "shown"),
    [
        ("11:59", datetime(2026, 3, 1, 11, 59, tzinfo=UTC)),
        ("15:00", NOON),  # a zone to the east
        ("23:50", NOON),
        ("2 02:01", datetime(2026, 3, 1, 2, 1, tzinfo=UTC)),  # no zone is so far
        ("2 11:00", datetime(2026, 3, 1, 11, tzinfo=UTC)),
    ],
)
def test_a_doubtful_time_is_never_in_the_future(hour: str, shown: datetime) -> None:
    day, _, clock = hour.rpartition(" ")
    written = f"2026-03-0{day or 1}T{clock}:00"
    made = post(replace(DRAFT, id=None, published=written, updated=written))
    assert (made.published, made.updated) == (shown, shown)
    assert made.time_doubtful
    sure = post(replace(DRAFT, id=None, published=f"{written}Z"))
    assert sure.published == datetime.fromisoformat(f"{written}+00:00")
    assert sure.key == made.key  # whatever the hour of the look


def test_a_post_is_what_its_outlet_makes_of_it() -> None:
    assert post(DRAFT).kind == "post"
    assert post(replace(DRAFT, kind="key_event")).kind == "key_event"


def test_a_place_in_the_page_is_a_key_as_the_id_of_its_node_is() -> None:
    for url in (f"{PAGE}#751105", f"{PAGE}/?page=2#751105"):
        assert post(replace(DRAFT, id=None, url=url)).key == "751105"


def test_what_is_deleted_is_named_as_its_post_was() -> None:
    for own in ("post-1", f"{PAGE}#post-1", "x" * 300):
        assert key_of(own, DOCUMENT) == post(replace(DRAFT, id=own)).key
    assert key_of(" ", DOCUMENT) == ""
