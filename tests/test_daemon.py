"""What the daemon alone decides: addresses, the file, and what is said of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from aggregator import daemon, settings
from aggregator.errors import ConfigError, StoreError
from aggregator.model import Report
from aggregator.store.schema import upgrade

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = '[[source]]\nid = "a"\noutlet = "A"\nurl = "http://127.0.0.1:9/"\n'


def test_a_profile_that_is_not_there_stops_the_start_and_names_the_nearest() -> None:
    configured = settings.parse(SOURCE + 'profile = "nz"\n', name="config.toml")
    with pytest.raises(ConfigError, match="'nz': did you mean 'nzz'"):
        asyncio.run(start(configured))


async def start(configured: settings.Settings) -> None:
    async with daemon.opened(configured, configured.sources):
        pass


def test_a_profile_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[post]\neach = 1\n")
    text = f'[extract]\noutlets = "{tmp_path.as_posix()}"\n' + SOURCE
    configured = settings.parse(text, name="config.toml")
    with pytest.raises(ConfigError, match=r"mine\.toml"):
        asyncio.run(start(configured))


def test_a_file_that_cannot_be_written_is_told_and_stops_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "feed.atom").mkdir()
    head = '[database]\nurl = "sqlite:///a.db"\n[feed]\nfile = "feed.atom"\n'
    configured = settings.parse(head + SOURCE, name=str(tmp_path / "config.toml"))
    upgrade(configured.database.url)

    async def publish() -> None:
        async with daemon.opened(configured, configured.sources) as house:
            offering = daemon._offering(house, "http://127.0.0.1:8080")
            news = daemon._News(house, offering, announce=print)
            await news.absorb(Report(source="a", status=304))

    with capture_logs() as logs:
        asyncio.run(publish())
    assert [each["event"] for each in logs] == ["feed file"]


@pytest.mark.parametrize("token", ["", "correct-horse"])
def test_pages_take_rulings_where_a_token_is_set(tmp_path: Path, token: str) -> None:
    head = f'[database]\nurl = "sqlite:///a.db"\n[server]\ntoken = "{token}"\n'
    configured = settings.parse(head + SOURCE, name=str(tmp_path / "config.toml"))
    upgrade(configured.database.url)

    async def taken() -> list[str]:
        async with daemon.opened(configured, configured.sources) as house:
            offering = daemon._offering(house, "http://127.0.0.1:8080")
            forms = daemon._forms(daemon._News(house, offering, announce=print))
            if forms is None:
                return []
            for take in forms.takers.values():
                with pytest.raises(StoreError, match="a ruling is one of"):
                    await take({"entry": "1"})
            return [forms.token, *forms.takers]

    expected = [token, "/entry/{entry}/ruling"] if token else []
    assert asyncio.run(taken()) == expected
