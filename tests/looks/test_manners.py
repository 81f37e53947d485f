"""What outlets ask of us is remembered from one look to the next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.errors import ExtractError, FetchError
from aggregator.looks import manners
from aggregator.looks.look import Due
from aggregator.manners import Hints, Move
from aggregator.model import Answer, Document, Redirect, SourceState, Validators

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import DocumentKind, Source, SourceKind

NEW = "https://new.example/live"
WEEK = timedelta(days=7)


@pytest.fixture
def due(make_source: Callable[..., Source]) -> Callable[..., Due]:
    def make(told: SourceKind = "auto", **state: Any) -> Due:
        source = make_source(kind=told)
        return Due(source, SourceState(source=source.id, **state))

    return make


@pytest.fixture
def moved(noon: datetime) -> Move:
    return Move(to=NEW, since=noon - WEEK, count=3)


@pytest.mark.parametrize(
    ("kind", "seen", "as_"),
    [
        ("auto", None, "auto"),
        ("auto", "feed", "feed"),
        ("auto", "live", "live"),
        ("auto", "article", "live"),
        ("feed", "live", "feed"),
    ],
)
def test_a_source_is_asked_as_what_it_turned_out_to_be(
    due: Callable[..., Due],
    noon: datetime,
    kind: SourceKind,
    seen: DocumentKind | None,
    as_: SourceKind,
) -> None:
    assert manners.asked(due(kind, kind=seen), noon).kind == as_


def test_a_source_is_asked_where_it_has_moved(
    due: Callable[..., Due], moved: Move, noon: datetime
) -> None:
    assert manners.asked(due(move=moved), noon).url == NEW
    assert manners.asked(due(), noon).url == "https://gazette.example/live"


def test_hints_are_renewed(due: Callable[..., Due], noon: datetime) -> None:
    known = Hints(pause=WEEK)
    told = Hints(fresh_until=noon)
    answer = Answer(status=304, document=None, validators=Validators(), hints=told)
    state = due(hints=known).state
    assert manners.hints(state, answer) == Hints(fresh_until=noon, pause=WEEK)
    document = Document(source="gazette", url=NEW, body=b"x", fetched=noon)
    answer = Answer(status=200, document=document, validators=Validators(), hints=told)
    assert manners.hints(state, answer) == told


def test_a_move_is_counted(due: Callable[..., Due], noon: datetime) -> None:
    answer = Answer(
        status=200,
        document=None,
        validators=Validators(),
        redirects=(Redirect(status=301, url=NEW),),
    )
    assert manners.move(due(), answer, noon) == Move(to=NEW, since=noon)


@pytest.mark.parametrize(
    ("status", "stays"), [(404, False), (410, False), (429, True), (500, True)]
)
def test_a_move_that_leads_to_nothing_was_none(
    due: Callable[..., Due], moved: Move, noon: datetime, status: int, *, stays: bool
) -> None:
    error = FetchError("gazette", "no", status)
    assert manners.unmoved(due(move=moved), error, noon) == (moved if stays else None)


def test_a_move_that_is_not_believed_yet_stays_as_it_is(
    due: Callable[..., Due], noon: datetime, moved: Move
) -> None:
    early = Move(to=NEW, since=noon)
    error = FetchError("gazette", "no", 404)
    assert manners.unmoved(due(move=early), error, noon) == early
    assert manners.unmoved(due(), error, noon) is None
    unread = ExtractError("gazette", "no posts")
    assert manners.unmoved(due(move=moved), unread, noon) == moved


def test_what_is_gone_for_good_is_muted(
    due: Callable[..., Due], moved: Move, noon: datetime
) -> None:
    gone = FetchError("gazette", "gone", 410)
    assert manners.muted(due(), gone, noon) == noon
    assert manners.muted(due(move=moved), gone, noon) is None
    assert manners.muted(due(), FetchError("gazette", "no", 404), noon) is None
    assert manners.muted(due(), ExtractError("gazette", "none"), noon) is None
