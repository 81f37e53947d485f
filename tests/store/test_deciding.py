from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.evidence import NOTHING_LIKE_IT, Decision, Voice, Weighed
from aggregator.model import Echo, Held, New, Revision

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Entry, Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]


def decided(store: Store, post: Post) -> Decision | None:
    with store.reading() as unit:
        return unit.decisions.of(post.id)


def test_a_verdict_keeps_what_it_was_weighed_against(
    store: Store, look: Look, make_post: MakePost
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    near = Weighed(
        lead="other#1",
        relation="update",
        likeness=0.7,
        rule="something speaks against it",
        reasons=("four → six", "a denial \0"),
    )
    weighed = (
        Weighed(lead=lead.id, relation="echo", likeness=0.9, rule="nearly the same"),
        near,
    )
    decision = Decision(rule="nearly the same", weighed=weighed, configuration="c1")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9, decision=decision))
    kept = replace(near, reasons=("four → six", "a denial "))  # no database keeps NUL
    assert decided(store, echo) == replace(decision, weighed=(weighed[0], kept))
    assert decided(store, lead) == NOTHING_LIKE_IT
    assert decided(store, make_post()) is None


def test_an_edit_changes_the_decision_only_where_it_parts(
    store: Store, look: Look, make_post: MakePost
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    parting = Decision(rule="something speaks against it", configuration="c2")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9))
    before = decided(store, echo)
    look(Revision(post=replace(echo, title="Edited")))
    assert decided(store, echo) == before
    look(Revision(post=echo, parted_from=lead.id, decision=parting))
    assert decided(store, echo) == parting


def test_what_the_judge_finds_a_post_by_is_kept_with_its_words(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post, echo = make_post(), make_post(source="herald")
    look(New(post=post, stems=b"\1one"))
    look(Echo(post=echo, lead=post.id, likeness=0.9, stems=b"\1two"))

    def stems() -> list[bytes]:
        with store.reading() as unit:
            recent = [each.stems for each in unit.posts.recent(noon)]
            held = unit.posts.held([post.id, echo.id])
        assert recent == [held[each.id].stems for each in (post, echo)]
        return recent

    assert stems() == [b"\1one", b"\1two"]
    look(Revision(post=post, stems=b"\1three"), Revision(post=echo))
    assert stems() == [b"\1three", b""]


def test_recent_posts_bring_what_a_judge_compares_and_no_more(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    lead = make_post(title="Polls", author="A. Reporter", language="en")
    echo = make_post(source="herald")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9))
    with store.reading() as unit:
        recent = list(unit.posts.recent(noon))
    assert recent == [
        Held(post=replace(lead, html="", published=None), first_seen=noon),
        Held(
            post=replace(echo, html="", published=None),
            first_seen=noon,
            lead=lead.id,
        ),
    ]


def test_copies_of_one_agency_are_one_voice(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead = make_post()
    look(New(post=lead, voice=Voice(publisher="Guild")))
    for outlet, voice in (
        ("The Herald", Voice(publisher="Guild")),
        ("The Post", Voice(publisher="Post", wire="Reuters")),
        ("The Star", Voice(publisher="Star", wire="Reuters")),
        ("The Sun", Voice()),
    ):
        post = make_post(source=outlet, outlet=outlet)
        look(Echo(post=post, lead=lead.id, likeness=0.9, voice=voice))
    (entry,) = timeline()
    assert entry.voice == Voice(publisher="Guild")
    assert [each.voice.name for each in entry.echoes] == [
        "Guild",
        "Reuters",
        "Reuters",
        "The Sun",  # nobody told its publisher
    ]
    assert entry.independent == 3


def test_a_post_is_found_by_its_id_its_entry_and_its_address(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    one = make_post(key="one", url="https://gazette.example/live")
    two = make_post(key="two", url="https://gazette.example/live")
    look(New(post=one))
    look(New(post=two))
    top, _ = timeline()
    with store.reading() as unit:
        assert unit.posts.find("gazette#one") == ["gazette#one"]
        assert unit.posts.find(top.id) == ["gazette#two"]
        assert unit.posts.find(one.url) == ["gazette#one", "gazette#two"]
        assert unit.posts.find("https://nobody.example/") == []
