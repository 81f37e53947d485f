"""Values that the environment overrides, and that no message tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.settings.values import TOKEN_VARIABLE

if TYPE_CHECKING:
    from tests.settings.conftest import Complain, Read


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///news.db", "sqlite:////etc/news/news.db"),
        ("sqlite:///../data/news.db", "sqlite:////etc/data/news.db"),
        ("sqlite:////var/news.db", "sqlite:////var/news.db"),
        ("sqlite+pysqlite:///n.db?timeout=5", "sqlite+pysqlite:////etc/news/n.db?timeout=5"),
        ("sqlite:///my news.db", "sqlite:////etc/news/my%20news.db"),
        ("sqlite:///my%20news.db", "sqlite:////etc/news/my%20news.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///file:news.db?uri=true", "sqlite:///file:news.db?uri=true"),
        ("sqlite://", "sqlite://"),
        ("postgresql://me:secret@db/news", "postgresql://me:secret@db/news"),
        ("postgresql+psycopg://db/news", "postgresql+psycopg://db/news"),
    ],
)  # fmt: skip
def test_the_path_of_a_database_starts_from_the_folder_of_the_file(
    read: Read, url: str, told: str
) -> None:
    assert read(f'[database]\nurl = "{url}"').database.url == told
    assert read("", AGGREGATOR_DATABASE=url).database.url == told


def test_the_environment_overrides_the_database(read: Read) -> None:
    text = '[database]\nurl = "sqlite:///news.db"'
    assert read(text, AGGREGATOR_DATABASE="sqlite://").database.url == "sqlite://"
    assert read(text, AGGREGATOR_DATABASE="").database.url.endswith("/news.db")


def test_a_bad_database_is_refused_without_telling_its_password(
    complain: Complain,
) -> None:
    bad = "mysql://me:secret@db/news"
    (line, *_) = complain(f'source = []\n[database]\nurl = "{bad}"')[1:]
    assert line == (
        "config.toml, line 3: `url` in [database] must begin with "
        "sqlite:/// or postgresql://"
    )
    (*_, line) = complain("[database]", AGGREGATOR_DATABASE=bad)
    assert line.endswith("(AGGREGATOR_DATABASE is set)")


def test_the_environment_overrides_the_token(read: Read) -> None:
    one, other = "that-of-the-file", "that-of-the-environment"
    text = f'[server]\ntoken = "{one}"'
    assert read(text).server.token == one
    assert read(text, **{TOKEN_VARIABLE: ""}).server.token == one
    assert read(text, **{TOKEN_VARIABLE: other}).server.token == other
    assert read("", **{TOKEN_VARIABLE: other}).server.token == other


def test_the_token_is_never_shown(read: Read, complain: Complain) -> None:
    assert "my-kettle" not in repr(read("", **{TOKEN_VARIABLE: "my-kettle"}))
    (line, *_) = complain('source = []\n[server]\ntoken = "my kettle"')[1:]
    assert line == (
        "config.toml, line 3: `token` in [server] must be at least 8 letters, digits "
        "and signs of ASCII without spaces, or empty"
    )
    (*_, line) = complain("[server]", **{TOKEN_VARIABLE: "kettle"})
    assert line.endswith("(AGGREGATOR_TOKEN is set)")
