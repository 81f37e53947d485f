from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.errors import StoreError
from aggregator.store.schema import head

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result


def test_check_tells_that_all_is_in_order_and_gives_advice(
    call: Callable[..., Result],
) -> None:
    done = call("check")
    assert done.exit_code == 0
    assert "1 sources of 1 outlets" in done.output
    assert "contact" in done.output
    assert "Database: in order." in done.output


def test_check_tells_what_is_hardly_meant(
    call: Callable[..., Result], config: Path
) -> None:
    feeds = '[[feed]]\n[[feed]]\nname = "war"\ntopics = ["wra"]\n'
    said = config.read_text().replace("[feed]\n", feeds)
    config.write_text(f'{said}topics = ["war"]\n')
    done = call("check")
    assert done.exit_code == 0
    assert "no source has the topic 'wra', which war asks for" in done.output
    assert "asks for no password" not in done.output

    closed = feeds.replace('["wra"]', '["War"]\ntokens = ["correct-horse"]')
    said = said.replace(feeds, closed)
    config.write_text(f'{said}topics = ["war"]\n')
    assert "set [server] users" in call("check").output
    users = '[server]\nusers = {anna = "battery-staple"}\n'
    config.write_text(f'{users}{said}topics = ["war"]\n')
    told = call("check").output
    assert "set [server] users" not in told
    assert "no source has" not in told
    assert "/feed.atom asks for no password" in told
    assert "/war.atom" not in told


def test_check_has_no_advice_where_a_contact_is_given(
    call: Callable[..., Result], config: Path
) -> None:
    contact = '\n[fetch]\ncontact = "desk@example.org"\n[[source]]'
    config.write_text(config.read_text().replace("\n[[source]]", contact, 1))
    assert "advice:" not in call("check").output


def test_the_schema_goes_down_and_up(call: Callable[..., Result]) -> None:
    assert head() in call("db", "current").output
    assert "now at None" in call("db", "downgrade", "base").output
    assert isinstance(call("check").exception, StoreError)
    assert f"upgraded to {head()}" in call("db", "upgrade").output
    assert f"already at {head()}" in call("db", "upgrade").output
