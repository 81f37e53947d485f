"""How an evaluation is printed: for people, and as plain objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from aggregator.cli.assessment import Pairs, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from aggregator.cli.assessment import Wrong
    from aggregator.cli.figures import Rates, SetOfPairs

_MANY = 20  # kinds in one set: of more, no shares are printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What came of one file."""

    file: Path
    trial: Pairs | Stream
    seconds: float
    whole: bool  # it was judged to its end


def show(found: Iterable[Evaluation], *, wrong: bool) -> None:
    """Print the figures of each file for people.

    Args:
        found: what came of the files.
        wrong: name each wrong verdict too.
    """
    for each in found:
        for line in _lines(each):
            typer.echo(line)
        for mistake in each.trial.wrong if wrong else ():
            typer.echo(f"{each.file.name}:{mistake.line}: {_in_words(mistake)}")


def objects(found: Iterable[Evaluation], *, wrong: bool) -> list[dict[str, Any]]:
    """Return the same as plain objects, for JSON."""
    return [_object(each) | (_mistakes(each) if wrong else {}) for each in found]


def _lines(found: Evaluation) -> Iterator[str]:
    trial = found.trial
    if isinstance(trial, Pairs):
        for name, each in sorted(trial.sets.items()):
            yield from _set_lines(name, each)
        if trial.unlabelled:
            yield f"pairs  {trial.unlabelled} without a label, passed over"
    else:
        yield _stream_line(found.file.stem, trial)
    speed = trial.judged / max(found.seconds, 1e-9)
    yield f"{found.file.name}: {trial.judged} judged, {speed:.0f} a second"


def _set_lines(name: str, found: SetOfPairs) -> Iterator[str]:
    yield f"pairs  {name:16} n {found.n:5}  {_rates(found.rates)}"
    if len(found.kinds) <= _MANY:
        shares = (
            f"{kind or 'no kind'} {each.share:.2f} ({each.n})"
            for kind, each in sorted(found.kinds.items())
        )
        yield f"       echo share: {', '.join(shares)}"


def _stream_line(name: str, trial: Stream) -> str:
    found = trial.figures()
    return (
        f"stream {name:16} n {found.n:5}  {_rates(found.pairs)}  "
        f"B-cubed F1 {found.b_cubed.f1:.3f}  "
        f"updates {found.updates}: merged {found.merged:.3f}, tied {found.tied:.3f}"
    )


def _rates(rates: Rates) -> str:
    return f"P {rates.precision:.3f} R {rates.recall:.3f} F1 {rates.f1:.3f}"


def _in_words(mistake: Wrong) -> str:
    kind = f" ({mistake.kind})" if mistake.kind else ""
    why = "; ".join((mistake.rule, *mistake.reasons))
    return f"{mistake.id}{kind}: {mistake.said}: {why}"


def _object(found: Evaluation) -> dict[str, Any]:
    about = {
        "file": str(found.file),
        "judged": found.trial.judged,
        "seconds": round(found.seconds, 3),
        "whole": found.whole,
    }
    trial = found.trial
    if isinstance(trial, Stream):
        return about | {"stream": _stream_object(trial)}
    sets = {name: _set_object(each) for name, each in sorted(trial.sets.items())}
    return about | {"unlabelled": trial.unlabelled, "sets": sets}


def _stream_object(trial: Stream) -> dict[str, Any]:
    found = trial.figures()
    return {
        "n": found.n,
        "pairs": _rates_object(found.pairs),
        "b_cubed": _rates_object(found.b_cubed),
        "updates": {"n": found.updates, "merged": found.merged, "tied": found.tied},
    }


def _set_object(found: SetOfPairs) -> dict[str, Any]:
    kinds = {
        kind: {"n": each.n, "echo_share": each.share}
        for kind, each in sorted(found.kinds.items())
    }
    return {"n": found.n, **_rates_object(found.rates), "kinds": kinds}


def _rates_object(rates: Rates) -> dict[str, float]:
    return {"precision": rates.precision, "recall": rates.recall, "f1": rates.f1}


def _mistakes(found: Evaluation) -> dict[str, Any]:
    return {
        "wrong": [
            {
                "line": each.line,
                "id": each.id,
                "kind": each.kind,
                "said": each.said,
                "rule": each.rule,
                "reasons": list(each.reasons),
            }
            for each in found.trial.wrong
        ]
    }
