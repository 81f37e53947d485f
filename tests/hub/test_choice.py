"""Which hub there is, as the operator has set it."""

from __future__ import annotations

from typing import Any

from aggregator.hub import Announcer, Hub, advertised, made

Play = Any  # of conftest, which cannot be imported
BASE = "https://us.example/live"
PUBLIC = "https://hub.example/"


def test_our_own_hub_is_below_the_public_address(play: Play) -> None:
    hub = made("own", play.parts())
    assert isinstance(hub, Hub)
    assert advertised("own", BASE) == BASE + hub.desk.path


def test_a_public_hub_is_named_as_it_is(play: Play) -> None:
    assert isinstance(made(PUBLIC, play.parts()), Announcer)
    assert advertised(PUBLIC, BASE) == PUBLIC


def test_where_none_is_set_there_is_none(play: Play) -> None:
    assert made("", play.parts()) is None
    assert advertised("", BASE) == ""
