"""Verdicts on pairs and streams, as a person asks for them."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from aggregator.cli import app
from aggregator.errors import ConfigError

FIRE = "A fire at a furniture warehouse in Leeds has killed six people, police said."
WRONG = FIRE.replace("six", "nine")
OTHER = "Parliament will elect a new speaker on Tuesday, its office said."
ALIKE = "The furniture warehouse in Leeds had been sold to two brothers last year."


def post(text: str, source: str = "gazette", **fields: Any) -> dict[str, Any]:
    sensible = {
        "source": source,
        "title": None,
        "text": text,
        "url": f"https://{source}.example/1",
        "published": "2026-03-01T12:00:00Z",
    }
    return sensible | fields


def run(options: str, *lines: Any) -> Result:
    given = "\n".join(
        line if isinstance(line, str) else json.dumps(line) for line in lines
    )
    return CliRunner().invoke(app, ["judge", *options.split()], input=given)


def answers(option: str, *lines: Any) -> list[dict[str, Any]]:
    result = run(option, *lines)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def pair(number: int, a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "a": a, "b": b}


def test_a_pair_is_told_apart_or_together() -> None:
    found = answers(
        "--pairs",
        pair(1, post(FIRE), post(FIRE, "herald")),
        pair(2, post(FIRE), post(WRONG, "herald")),
        pair(3, post(FIRE), post(OTHER, "herald")),
        pair(4, post(FIRE), post(FIRE)),
    )
    assert [(each["id"], each["verdict"]) for each in found] == [
        (1, "echo"),
        (2, "update"),
        (3, "distinct"),
        (4, "related"),
    ]
    assert found[0]["likeness"] == 1.0
    assert found[1]["reasons"] == ["six → nine"]


def test_a_stream_is_told_with_its_leads() -> None:
    found = answers(
        "--stream",
        post(FIRE, "gazette", id=1),
        "",
        post(FIRE, "herald", id="two", published=None),
        post(WRONG, "observer", id=3),
        post(OTHER, "herald", id=4, published="2026-03-01T12:10:00"),
        post(ALIKE, "observer", id=5),
    )
    assert [(each["id"], each["verdict"], each["lead"]) for each in found] == [
        (1, "distinct", 1),
        ("two", "echo", 1),
        (3, "update", 1),
        (4, "distinct", 4),
        (5, "related", 5),
    ]


def test_a_stream_is_judged_by_its_texts_or_as_the_daemon_does() -> None:
    lines = post(FIRE, id=1), post(FIRE, id=2)
    assert [each["verdict"] for each in answers("--stream", *lines)] == [
        "distinct",
        "echo",
    ]
    by_outlet = answers("--stream --by-outlet", *lines)
    assert [each["verdict"] for each in by_outlet] == ["distinct", "related"]


def test_the_mode_tells_how_readily_posts_join() -> None:
    for mode, verdict in (
        ("off", "related"),
        ("conservative", "echo"),
        ("eager", "echo"),
    ):
        line = pair(1, post(FIRE), post(FIRE, "herald"))
        (found,) = answers(f"--pairs --mode {mode}", line)
        assert found["verdict"] == verdict


def test_the_model_is_asked_for_only_if_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # as if not installed
    line = pair(1, post(FIRE), post(FIRE, "herald"))
    assert run("--pairs", line).exit_code == 0
    error = run("--pairs --semantic", line).exception
    assert isinstance(error, ConfigError)
    assert "pip install" in str(error)


def test_after_the_window_a_stream_begins_anew() -> None:
    (_, *late) = answers(
        "--stream",
        post(FIRE, "gazette", id=1, published="2026-03-01T12:00:00Z"),
        post(OTHER, "observer", id=2, published="2026-03-03T12:00:00Z"),
        post(FIRE, "herald", id=3, published="2026-03-03T12:00:01Z"),
    )
    assert [each["verdict"] for each in late] == ["distinct", "distinct"]


def test_one_wild_time_does_not_empty_the_window_for_the_rest() -> None:
    found = answers(
        "--stream",
        post(OTHER, "observer", id=1, published="2026-03-01T12:00:00Z"),
        post(FIRE, "gazette", id=2, published="2099-01-01T00:00:00Z"),
        post(FIRE, "herald", id=3, published="2026-03-01T12:01:00Z"),
    )
    assert found[2]["verdict"] == "echo"


@pytest.mark.parametrize(
    ("option", "line", "reason"),
    [
        ("--stream", "{", "line 2: no JSON"),
        ("--stream", "\ud800".encode("utf-8", "surrogatepass"), "line 2: no JSON"),
        ("--stream", "[" * 100_000, "line 2: no JSON"),
        ("--stream", "[]", "line 2: no JSON object"),
        ("--stream", post(FIRE), "line 2: `id` is missing"),
        ("--stream", {"id": 1}, "line 2: `source` is missing"),
        ("--stream", post(FIRE, id=1, url=None), "`url` is not of the right type"),
        ("--stream", post(FIRE, id=1, published="soon"), "`published` is no time"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_by_its_number(
    option: str, line: Any, reason: str
) -> None:
    good = json.dumps(post(FIRE, id=0)).encode()
    bad = (
        line
        if isinstance(line, bytes)
        else (line if isinstance(line, str) else json.dumps(line)).encode()
    )
    result = CliRunner().invoke(app, ["judge", option], input=good + b"\n" + bad)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert json.loads(result.stdout)["id"] == 0


def test_a_side_that_is_missing_is_told() -> None:
    result = run("--pairs", {"id": 1, "a": post(FIRE)})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "aggregator: line 1: `b` is missing\n"


@pytest.mark.parametrize("options", [[], ["--pairs", "--stream"]])
def test_one_of_the_two_must_be_asked_for(options: list[str]) -> None:
    result = CliRunner().invoke(app, ["judge", *options], input="")
    assert result.exit_code == 2
    assert "Usage" in result.stderr
