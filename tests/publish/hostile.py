"""Strategies for what outlets may say: anything at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from aggregator.model import Entry, Post, Reference, Reissued

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
MARKED = st.lists(
    ANYTHING | st.sampled_from(["&#1;", "&#xFFFF;", "]]>", "<p>", "\x00", "&", "\r"])
).map("".join)
SOME_DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)

hostile_posts = st.builds(
    Post,
    source=MARKED,
    outlet=MARKED,
    key=MARKED,
    url=MARKED | MARKED.map("https://gazette.example/{}".format),
    title=st.none() | MARKED,
    html=MARKED,
    text=MARKED,
    author=st.none() | MARKED,
    language=st.none() | MARKED,
    topics=st.lists(MARKED, max_size=2).map(tuple),
)
references = st.builds(
    Reference,
    id=st.uuids().map(lambda u: u.urn),
    url=MARKED,
    title=MARKED,
    outlet=MARKED,
)
reissues = st.builds(
    Reissued,
    number=st.integers(1, 9),
    at=st.just(SOME_DAY),
    change=st.just("correction"),
)
hostile_entries = st.builds(
    Entry,
    id=st.uuids().map(lambda u: u.urn),
    post=hostile_posts,
    published=st.just(SOME_DAY),
    updated=st.timedeltas(timedelta(), timedelta(days=1)).map(SOME_DAY.__add__),
    first_seen=st.just(SOME_DAY),
    surfaced=st.just(SOME_DAY),
    follows=st.none() | references,
    reissued=st.none() | reissues,
)
