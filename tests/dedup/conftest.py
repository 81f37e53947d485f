"""Two posts, or a look at one, without all the fields that do not matter here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from aggregator.model import Post

Make: TypeAlias = Callable[..., Post]


@pytest.fixture
def told(make_post: Make) -> Callable[..., Post]:
    """Return a builder: what `outlet` says, under a key of its own."""

    def tell(text: str, outlet: str = "Gazette", **fields: object) -> Post:
        return make_post(text=text, outlet=outlet, source=outlet.lower(), **fields)

    return tell
