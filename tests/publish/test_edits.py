from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.history import Version
from aggregator.publish.edits import edits_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .conftest import MakePost


@pytest.fixture
def make_version(noon: datetime) -> Callable[..., Version]:
    def make(number: int, **fields: Any) -> Version:
        sensible = {
            "title": None,
            "html": "",
            "text": "Four are hurt.",
            "author": None,
            "url": "",
            "replaced_at": noon + timedelta(minutes=number),
            "change": None,
        }
        return Version(number=number, **{**sensible, **fields})

    return make


def test_the_last_edit_stands_first_with_what_each_did(
    make_post: MakePost, make_version: Callable[..., Version], noon: datetime
) -> None:
    post = make_post(title="Six hurt", text="Six are hurt.")
    versions = [
        make_version(1),
        make_version(2, title="Four hurt", change="correction"),
    ]
    second, first = edits_of(post, versions, day=noon.date())
    assert (second.number, second.what, second.time.words) == (2, "correction", "12:02")
    assert [each.text for each in second.title] == ["Four", "Six", "hurt"]
    assert [each.text for each in second.text] == ["Four", "Six", "are hurt."]
    assert (first.number, first.what, first.text) == (1, "edit", ())
    assert [each.fate for each in first.title] == ["come"]


def test_of_very_many_edits_the_last_are_shown(
    make_post: MakePost, make_version: Callable[..., Version], noon: datetime
) -> None:
    versions = [make_version(number) for number in range(1, 31)]
    edits = edits_of(make_post(), versions, day=noon.date())
    assert [each.number for each in edits] == list(range(30, 10, -1))


def test_who_was_never_edited_has_no_edits(make_post: MakePost, noon: datetime) -> None:
    assert edits_of(make_post(), [], day=noon.date()) == ()


def test_of_a_very_long_text_the_beginning_is_shown(
    make_post: MakePost, make_version: Callable[..., Version], noon: datetime
) -> None:
    post = make_post(text=f"Six. {'On and on. ' * 100_000}")
    version = make_version(1, text=f"Four. {'On and on. ' * 100_000}")
    (edit,) = edits_of(post, [version], day=noon.date())
    shown = [each.text for each in edit.text]
    assert shown[:2] == ["Four.", "Six."]
    assert sum(map(len, shown)) < 25_000
