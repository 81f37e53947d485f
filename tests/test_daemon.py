"""What the daemon alone decides: addresses, the file, and what is said of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from aggregator import daemon, settings
from aggregator.errors import ConfigError
from aggregator.model import Report
from aggregator.store.schema import upgrade

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = '[[source]]\nid = "a"\noutlet = "A"\nurl = "http://127.0.0.1:9/"\n'


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")],
)
def test_readers_know_the_server_by_where_it_listens(host: str, shown: str) -> None:
    configured = settings.parse(SOURCE, name="config.toml")
    with daemon.listening(host, 0) as listener:
        assert daemon._public_url(configured, listener).startswith(shown)


def test_or_by_the_address_that_is_configured() -> None:
    text = '[server]\npublic_url = "https://news.example.org/"\n' + SOURCE
    configured = settings.parse(text, name="config.toml")
    with daemon.listening("127.0.0.1", 0) as listener:
        url = daemon._public_url(configured, listener)
    assert url == "https://news.example.org"


def test_who_listens_everywhere_is_advised_to_name_one_address() -> None:
    configured = settings.parse(SOURCE, name="config.toml")
    with daemon.listening("0.0.0.0", 0) as listener, capture_logs() as logs:  # noqa: S104
        url = daemon._public_url(configured, listener)
    assert url.startswith("http://localhost:")
    assert "public_url" in logs[0]["event"]


def test_a_profile_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[post]\neach = 1\n")
    text = f'[extract]\noutlets = "{tmp_path.as_posix()}"\n' + SOURCE
    configured = settings.parse(text, name="config.toml")

    async def start() -> None:
        async with daemon.opened(configured, configured.sources):
            pass

    with pytest.raises(ConfigError, match=r"mine\.toml"):
        asyncio.run(start())


def test_a_file_that_cannot_be_written_is_told_and_stops_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "feed.atom").mkdir()
    head = '[database]\nurl = "sqlite:///a.db"\n[feed]\nfile = "feed.atom"\n'
    configured = settings.parse(head + SOURCE, name=str(tmp_path / "config.toml"))
    upgrade(configured.database.url)

    async def publish() -> None:
        async with daemon.opened(configured, configured.sources) as house:
            story = daemon.read_story(house, "http://127.0.0.1:8080")
            news = daemon._News(house, story, announce=print)
            await news.absorb(Report(source="a", status=304))

    with capture_logs() as logs:
        asyncio.run(publish())
    assert [each["event"] for each in logs] == ["feed file"]
