from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest

from aggregator.errors import ConfigError, ExtractError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

PASTED = """Storm over the coast - live

Ferry service suspended

The ferries between Amsel and the islands stay in port until the wind drops.

Power back in Orvany

All households in Orvany have power again, the supplier says.

-HARBOUR COURIER
"""


@pytest.fixture
def pasted(tmp_path: Path) -> Path:
    file = tmp_path / "blog.txt"
    file.write_text(PASTED)
    return file


def test_a_pasted_live_blog_becomes_posts_and_is_known_the_second_time(
    call: Callable[..., Result], pasted: Path
) -> None:
    first = call("import", "--outlet", "The Harbour Courier", str(pasted))
    again = call("import", "--outlet", "The Harbour Courier", str(pasted))
    assert first.output.startswith("the-harbour-courier: 2 posts: 2 new")
    assert "2 known" in again.output
    assert (first.exit_code, again.exit_code) == (0, 0)
    feed = feedparser.parse((pasted.parent / "feed.atom").read_bytes())
    assert {each.title for each in feed.entries} == {
        "Ferry service suspended",
        "Power back in Orvany",
    }


def test_a_file_that_cannot_be_read_stops_no_other(
    call: Callable[..., Result], pasted: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.html"
    odd.write_text("<p>Nothing here.</p>")
    done = call("import", "--outlet", "Wire", str(odd), str(pasted))
    assert done.exit_code == 1
    first, second = done.output.splitlines()
    assert "neither a live blog nor a feed" in first
    assert "2 new" in second


def test_an_empty_feed_has_nothing_new(
    call: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "feed.xml"
    file.write_text('<rss version="2.0"><channel><title>Wire</title></channel></rss>')
    done = call("import", "--outlet", "Wire", "--source", "wire", str(file))
    assert done.output == "wire: nothing new\n"


def test_a_file_that_is_not_there_is_told(call: Callable[..., Result]) -> None:
    done = call("import", "--outlet", "Wire", "missing.txt")
    assert isinstance(done.exception, ExtractError)
    assert "missing.txt: No such file" in str(done.exception)


def test_an_outlet_without_letters_needs_an_id(
    call: Callable[..., Result], pasted: Path
) -> None:
    done = call("import", "--outlet", "***", str(pasted))
    assert isinstance(done.exception, ConfigError)
    assert "--source" in str(done.exception)


def test_a_refresh_that_fails_tells_of_whom_and_why(
    call: Callable[..., Result],
) -> None:
    done = call("refresh")
    assert done.exit_code == 1
    assert "nobody: " in done.output
    assert "refuses the connection" in done.output


def test_a_source_that_nobody_has_is_refused_with_those_there_are(
    call: Callable[..., Result],
) -> None:
    done = call("refresh", "nobdy")
    assert isinstance(done.exception, ConfigError)
    assert "there are: nobody" in str(done.exception)
