from __future__ import annotations

import pytest

from aggregator.errors import ExtractError
from aggregator.extract.guarded import guarded


def test_what_goes_well_is_handed_on() -> None:
    assert guarded(lambda: 7) == (7, "")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyError("x"), "cannot be read: KeyError('x')"),
        (ExtractError("gazette", "a login came"), "a login came"),
    ],
)
def test_what_crashes_is_told_and_not_raised(error: Exception, told: str) -> None:
    def crash() -> None:
        raise error

    assert guarded(crash) == (None, told)
