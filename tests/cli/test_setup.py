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
