from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.evidence import Voice
from aggregator.model import Echo, New, Revision
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from typer.testing import Result

    from aggregator.model import Post


@pytest.fixture
def told(config: Path, make_post: Callable[..., Post], noon: datetime) -> list[Post]:
    """Save a lead with an echo and an edit, and what follows it."""
    lead = make_post(key="a", title="Six killed in Lessino")
    echo = make_post(key="b", source="herald", outlet="The Herald")
    later = make_post(key="c", source="herald", outlet="The Herald", text="Now nine.")
    edited = make_post(key="a", title="Six killed in Lessino", text="Edited.")
    store = open_store(f"sqlite:///{config.parent}/a.db")
    with store.begin() as unit:
        voice = Voice(publisher="The Gazette")
        unit.posts.save([New(post=lead, voice=voice)], now=noon)
        wire = Voice(publisher="Herald Group", wire="Reuters")
        heard = Echo(post=echo, lead=lead.id, likeness=0.9, voice=wire)
        unit.posts.save([heard], now=noon + timedelta(seconds=75))
        unit.posts.save([New(post=later, follows=lead.id)], now=noon)
        unit.posts.save([Revision(post=edited)], now=noon)
    store.close()
    return [lead, later]


@pytest.mark.usefixtures("told")
def test_the_timeline_tells_echoes_edits_and_what_is_followed(
    call: Callable[..., Result],
) -> None:
    newest, oldest = call("timeline").output.splitlines()
    assert newest.endswith("The Herald: Now nine.  (follows: Six killed in Lessino)")
    assert oldest.endswith("Six killed in Lessino  (also The Herald; edited 1x)")


def test_the_timeline_is_for_programs_too(
    call: Callable[..., Result], told: list[Post]
) -> None:
    lines = call("timeline", "--json").output.splitlines()
    newest, oldest = (json.loads(line) for line in lines)
    assert newest["follows"] == oldest["id"]
    assert oldest["title"] == told[0].title
    assert [each["text"] for each in oldest["earlier"]] == [told[0].text]
    assert (oldest["post"], oldest["publisher"]) == ("gazette#a", "The Gazette")
    assert (oldest["wire"], oldest["independent"]) == (None, 2)
    (echo,) = oldest["echoes"]
    assert (echo["post"], echo["outlet"]) == ("herald#b", "The Herald")
    assert (echo["publisher"], echo["wire"]) == ("Herald Group", "Reuters")
    assert echo["lag"] == 75


def test_an_empty_timeline_names_the_next_command(call: Callable[..., Result]) -> None:
    assert "aggregator refresh" in call("timeline").output


def test_what_an_outlet_says_is_no_markup_of_ours(
    call: Callable[..., Result], tmp_path: Path
) -> None:
    item = "<item><guid>[/x]</guid><title>{}</title></item>"
    items = item.format("One thing") + item.format("Another")
    file = tmp_path / "feed.xml"
    file.write_text(f'<rss version="2.0"><channel>{items}</channel></rss>')
    call("import", "--outlet", "Nobody", "--source", "nobody", str(file))
    done = call("sources")
    assert done.exit_code == 0
    assert "[/x]" in done.output


def test_sources_tells_how_each_is_doing(call: Callable[..., Result]) -> None:
    assert "not yet" in call("sources").output
    call("refresh")
    assert "nobody: it refuses the connection" in call("sources").output
