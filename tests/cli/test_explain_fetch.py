from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.manners import Hints, Host, Move, Spending
from aggregator.model import Ledger, SourceState, Validators
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

URL = "http://127.0.0.1:9/feed"


@pytest.fixture
def tells(config: Path, call: Callable[..., Result]) -> Callable[..., str]:
    """Return a function that explains a source of which so much is remembered."""

    def tell(*hosts: Host, **fields: Any) -> str:
        now = datetime.now(UTC)
        with (
            closing(open_store(f"sqlite:///{config.parent}/a.db")) as store,
            store.begin() as unit,
        ):
            state = SourceState(source="nobody", **fields)
            unit.sources.save(state, Ledger(), now=now)
            unit.hosts.save(hosts)
        result = call("explain-fetch", "nobody")
        assert result.exit_code == 0, result.output
        return result.output

    return tell


def soon(**ahead: float) -> datetime:
    return datetime.now(UTC) + timedelta(**ahead)


def test_a_source_that_was_never_asked_is_asked_soon(tells: Callable[..., str]) -> None:
    told = tells()
    assert "last look  never" in told
    assert "next look  as soon as there is time" in told
    assert "none: it is asked for the whole" in told


def test_the_next_look_comes_with_its_reason(tells: Callable[..., str]) -> None:
    told = tells(
        next_look=soon(minutes=5, seconds=0.4),
        last_look=soon(minutes=-1),
        why="this is its pace",
        validators=Validators(etag='"1"', last_modified="then"),
    )
    assert "(in 0:05:00): this is its pace" in told
    assert "it went well" in told
    assert 'condition  "1" and then' in told


def test_a_failure_and_what_is_overdue_are_told(tells: Callable[..., str]) -> None:
    told = tells(
        next_look=soon(seconds=-5), last_look=soon(hours=-1), failures=3, error="down"
    )
    assert "failed, 3 in a row: down" in told
    assert "which is due" in told


def test_what_is_gone_for_good_is_not_asked(tells: Callable[..., str]) -> None:
    told = tells(muted=soon(days=-1), next_look=soon(minutes=1))
    assert "next look  none: the outlet said" in told


def test_a_move_is_told_before_and_after_it_is_believed(
    tells: Callable[..., str],
) -> None:
    to = "https://new.example/feed"
    assert "not believed yet" in tells(move=Move(to=to, since=soon(hours=-1)))
    told = tells(move=Move(to=to, since=soon(days=-9), count=9))
    assert f"address    {to}" in told
    assert f"where {URL} has moved for good" in told
    assert "which led to https://x.example/" in tells(location="https://x.example/")


def test_hints_are_told_with_what_is_granted(tells: Callable[..., str]) -> None:
    hints = Hints(
        fresh_until=soon(hours=1), pause=timedelta(hours=2), skip=("3", "Sunday")
    )
    told = tells(hints=hints)
    assert "its answer holds until" in told
    assert "a pace of 2:00:00" in told
    assert "not to be read at: 3, Sunday (GMT)" in told
    assert "grants 0:15:00" in told


def test_what_is_known_of_the_host_is_told(tells: Callable[..., str]) -> None:
    minute = int(datetime.now(UTC).timestamp()) // 60
    host = Host(
        name="127.0.0.1",
        rest_until=soon(minutes=1),
        spent=(Spending(minute=minute, amount=1_234),),
    )
    told = tells(host)
    assert "host       rests until" in told
    assert "has given 1,234 bytes of 1,000,000,000 an hour" in told
    assert "robots.txt does not count" in told


def test_the_rules_for_a_page_are_told(tells: Callable[..., str]) -> None:
    assert "robots.txt is not known yet" in tells(kind="live")
    rules = "User-agent: *\nDisallow: /feed\n"
    host = Host(name="http://127.0.0.1:9", robots=rules, robots_until=soon(hours=1))
    assert "robots.txt forbids it; asked again" in tells(host, kind="live")


def test_a_source_that_is_not_there_is_told(call: Callable[..., Result]) -> None:
    result = call("explain-fetch", "somebody")
    assert "there are: nobody" in str(result.exception)
