from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from aggregator.errors import ConfigError
from aggregator.settings import parse

if TYPE_CHECKING:
    from aggregator.settings import Settings

SOURCE = """
[[source]]
id = "bbc"
url = "https://example.org/rss.xml"
outlet = "BBC News"
"""


class Read(Protocol):
    """Parse a piece of configuration, completed by one good source."""

    def __call__(self, text: str, **environ: str) -> Settings: ...


class Complain(Protocol):
    """The lines of the error that a piece of configuration gives."""

    def __call__(self, text: str, **environ: str) -> list[str]: ...


@pytest.fixture
def read() -> Read:
    def _read(text: str, **environ: str) -> Settings:
        return parse(text + SOURCE, name="/etc/news/config.toml", environ=environ)

    return _read


@pytest.fixture
def complain() -> Complain:
    """Nothing is added to the text here, so that its line numbers are its own."""

    def _complain(text: str, **environ: str) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            parse(text, name="config.toml", environ=environ)
        return str(caught.value).splitlines()

    return _complain
