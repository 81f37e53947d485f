"""`aggregator judge`: verdicts on pairs or on a stream of posts, without database."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.dedup.judge import Judgement
    from aggregator.dedup.weighing import Meaning
    from aggregator.evidence import Mode
    from aggregator.model import Post, Verdict

_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # for posts that tell none
_WINDOW = timedelta(hours=48)
_PAIR = 2  # posts in a window


class Readiness(Enum):
    """How readily a post joins another's entry, as `--mode` is given."""

    off = "off"
    conservative = "conservative"
    eager = "eager"


def judge(
    pairs: bool = typer.Option(
        False, "--pairs", help='Two posts a line, {"id", "a": {…}, "b": {…}}.'
    ),
    stream: bool = typer.Option(
        False, "--stream", help='One post a line, {"id", "source", "title", …}.'
    ),
    mode: Readiness = typer.Option(
        Readiness.conservative, "--mode", help="How readily a post joins another."
    ),
    by_outlet: bool = typer.Option(
        False, "--by-outlet", help="In a stream, no outlet echoes itself."
    ),
    semantic: bool = typer.Option(
        False, "--semantic", help="Ask the model of aggregator[semantic] too."
    ),
) -> None:
    """Judge pairs or a stream of posts given as JSON lines on standard input.

    A post is {"title", "text", "url", "published", "source"}; of a pair, the verdict
    tells what would become of b if a stood alone in the window. The source is the
    outlet: of a pair, an outlet never echoes itself; a stream is judged by its texts
    alone, but for --by-outlet, which is the rule of the daemon.
    """
    if pairs == stream:
        message = "give one of --pairs and --stream"
        raise typer.BadParameter(message)
    meaning = _model() if semantic else None
    answers = (
        _judge_pairs(mode.value, meaning)
        if pairs
        else _judge_stream(mode.value, meaning, by_outlet=by_outlet)
    )
    for answer in answers:
        typer.echo(json.dumps(answer))


def _model() -> Meaning:
    """Return what tells how near two texts are in meaning.

    Raises:
        ConfigError: the extra is not installed.
    """
    from aggregator.meaning import load

    return load()


def _judge_pairs(mode: Mode, meaning: Meaning | None) -> Iterator[dict[str, Any]]:
    from aggregator.dedup.judge import Judge
    from aggregator.model import New

    for number, line in _lines():
        _demand(line, {"id": object, "a": dict, "b": dict}, number)
        a, b = (_post(line[side], side, number) for side in ("a", "b"))
        judge = Judge(window=_WINDOW, most=_PAIR, meaning=meaning)
        judge.remember([New(post=a)], now=_SOME_TIME)
        found = judge.judgement(b, now=_SOME_TIME, mode=mode)
        yield {
            "id": line["id"],
            "verdict": found.relation,
            "likeness": round(found.likeness, 3),
            "reasons": list(found.reasons),
        }


def _judge_stream(
    mode: Mode, meaning: Meaning | None, *, by_outlet: bool
) -> Iterator[dict[str, Any]]:
    from aggregator.dedup.judge import Judge

    judge = Judge(window=_WINDOW, meaning=meaning)
    now, ids = None, dict[str, Any]()
    for number, line in _lines():
        _demand(line, {"id": object}, number)
        post = _post(line, str(number), number)
        if not by_outlet:
            post = replace(post, outlet=post.key)  # each an outlet of its own
        ids[post.id] = line["id"]
        now = _tick(now, post.published)
        found = judge.judgement(post, now=now, mode=mode)
        judge.remember([_verdict(post, found)], now=now)
        told = found.lead if found.relation in ("echo", "update") else None
        yield {
            "id": line["id"],
            "verdict": found.relation,
            "lead": ids[told or post.id],
            "likeness": round(found.likeness, 3),
        }


def _verdict(post: Post, found: Judgement) -> Verdict:
    from aggregator.model import Echo, New

    if found.relation == "echo" and found.lead:
        return Echo(
            post=post, lead=found.lead, likeness=found.likeness, stems=found.stems
        )
    return New(post=post, stems=found.stems)


def _tick(now: datetime | None, published: datetime | None) -> datetime:
    """Return the time of arrival: it never goes back, and one post moves it little."""
    if now is None or published is None:
        return now or published or _SOME_TIME
    return max(now, min(published, now + _WINDOW))


def _lines() -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            _refuse(number, f"no JSON: {error}")
        if not isinstance(found, dict):
            _refuse(number, "no JSON object")
        yield number, found


def _post(fields: dict[str, Any], key: str, number: int) -> Post:
    from aggregator.model import Post

    text_or_none = (str, type(None))
    kinds = {"source": str, "text": str, "url": str}
    _demand(fields, kinds | {"title": text_or_none, "published": text_or_none}, number)
    return Post(
        source=fields["source"],
        outlet=fields["source"],
        key=key,
        url=fields["url"],
        title=fields["title"],
        html="",
        text=fields["text"],
        published=_time(fields["published"], number),
    )


def _time(text: str | None, number: int) -> datetime | None:
    from aggregator.text import times

    found = times.parse(text) if text else None
    if text and found is None:
        _refuse(number, f"`published` is no time: {text!r}")
    return found


def _demand(fields: dict[str, Any], kinds: dict[str, Any], number: int) -> None:
    for name, kind in kinds.items():
        if name not in fields:
            _refuse(number, f"`{name}` is missing")
        if not isinstance(fields[name], kind):
            _refuse(number, f"`{name}` is not of the right type")


def _refuse(number: int, reason: str) -> NoReturn:
    typer.echo(f"aggregator: line {number}: {reason}", err=True)
    raise typer.Exit(2)
