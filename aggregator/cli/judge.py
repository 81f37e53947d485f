"""`aggregator judge`: verdicts on pairs or on a stream of posts, without database."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.dedup.judge import Judge, Judgement
    from aggregator.model import Post, Verdict

_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # for posts that tell none
_WINDOW = timedelta(hours=48)


def judge(
    pairs: bool = typer.Option(
        False, "--pairs", help='Two posts a line, {"id", "a": {…}, "b": {…}}.'
    ),
    stream: bool = typer.Option(
        False, "--stream", help='One post a line, {"id", "source", "title", …}.'
    ),
) -> None:
    """Judge pairs or a stream of posts given as JSON lines on standard input.

    A post is {"title", "text", "url", "published", "source"}; of a pair, the verdict
    tells what would become of b if a stood alone in the window. The source is the
    outlet, and an outlet never echoes itself.
    """
    if pairs == stream:
        message = "give one of --pairs and --stream"
        raise typer.BadParameter(message)
    for answer in _judge_pairs() if pairs else _judge_stream():
        typer.echo(json.dumps(answer))


def _judge_pairs() -> Iterator[dict[str, Any]]:
    from aggregator.dedup.judge import Judgement

    for number, line in _lines():
        _demand(line, {"id": object, "a": dict, "b": dict}, number)
        a, b = (_post(line[side], side, number) for side in ("a", "b"))
        judge = _new_judge()
        judge.remember([_verdict(a, Judgement())], now=_SOME_TIME)
        found = judge.judgement(b, now=_SOME_TIME)
        yield {
            "id": line["id"],
            "verdict": found.relation,
            "likeness": round(found.likeness, 3),
            "reasons": list(found.reasons),
        }


def _judge_stream() -> Iterator[dict[str, Any]]:
    judge, now, ids = _new_judge(), None, dict[str, Any]()
    for number, line in _lines():
        _demand(line, {"id": object}, number)
        post = _post(line, str(number), number)
        ids[post.id] = line["id"]
        now = _tick(now, post.published)
        found = judge.judgement(post, now=now)
        judge.remember([_verdict(post, found)], now=now)
        told = found.lead if found.relation in ("echo", "update") else None
        yield {
            "id": line["id"],
            "verdict": found.relation,
            "lead": ids[told or post.id],
            "likeness": round(found.likeness, 3),
        }


def _new_judge() -> Judge:
    from aggregator.dedup.judge import Judge

    return Judge(window=_WINDOW)


def _verdict(post: Post, found: Judgement) -> Verdict:
    from aggregator.model import Echo, New

    if found.relation == "echo" and found.lead:
        return Echo(post=post, lead=found.lead, likeness=found.likeness)
    return New(post=post)


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
