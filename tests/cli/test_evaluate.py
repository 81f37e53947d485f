"""Figures on labelled posts: our own few, and those of the shared corpus."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from aggregator.cli import app
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

FIRE = "A fire at a furniture warehouse in Leeds has killed six people, police said."
WRONG = FIRE.replace("six", "nine")
TOLD = "Police say a fire at a furniture warehouse in Leeds has killed six people."
OTHER = "Parliament will elect a new speaker on Tuesday, its office said."


def pair(number: int, a: str, b: str, label: Any, **fields: Any) -> dict[str, Any]:
    return {"id": number, "a": a, "b": b, "label": label} | fields


def item(number: int, outlet: str, text: str, cluster: int, **more: Any) -> Any:
    sensible = {"id": number, "ts": 1_700_000_000 + number, "outlet": outlet}
    return sensible | {"title": "", "text": text, "cluster": cluster} | more


PAIRS = [
    pair(1, FIRE, FIRE, 1, set="own", kind="copy"),
    pair(2, FIRE, TOLD, 1, set="own", kind="copy"),
    pair(3, FIRE, WRONG, 0, set="own", kind="number"),
    pair(4, FIRE, OTHER, 0, ta="Fire", tb=None),
    pair(5, FIRE, OTHER, None),
    pair(6, FIRE, FIRE, 0, kind="mislabelled"),
]
STREAM = [
    item(1, "gazette", FIRE, 1, kind="base"),
    item(2, "herald", FIRE, 1, kind="dup", ref=1),
    item(3, "observer", WRONG, 2, kind="neg-number", ref=1),
    item(4, "herald", OTHER, 3),
    item(5, "observer", OTHER, 4, kind="neg-swap", ref=4),
    item(6, "tribune", OTHER.replace("Tuesday", "Friday"), 3, kind="dup", ref=4),
]


@pytest.fixture
def evaluate(tmp_path: Path) -> Callable[..., Result]:
    """Return a function that writes labels to a file and evaluates it."""

    def run(labels: list[Any], *options: str) -> Result:
        path = tmp_path / "own.jsonl"
        told = (each if isinstance(each, str) else json.dumps(each) for each in labels)
        path.write_text("\n".join(told) + "\n")
        return CliRunner().invoke(app, ["evaluate", str(path), *options])

    return run


def test_pairs_are_counted_by_set_and_kind(evaluate: Callable[..., Result]) -> None:
    done = evaluate(PAIRS)
    assert done.exit_code == 0, done.output
    *figures, speed = done.output.splitlines()
    shares = "no kind 0.00 (1), copy 1.00 (2), mislabelled 1.00 (1), number 0.00 (1)"
    assert figures == [
        "pairs  own              n     5  P 0.667 R 1.000 F1 0.800",
        f"       echo share: {shares}",
        "pairs  1 without a label, passed over",
    ]
    assert re.fullmatch(r"own.jsonl: 5 judged, \d+ a second", speed)


def test_a_stream_is_counted_by_clusters_and_updates(
    evaluate: Callable[..., Result],
) -> None:
    done = evaluate(STREAM)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == (
        "stream own              n     6  P 0.500 R 0.500 F1 0.500  "
        "B-cubed F1 0.833  updates 2: merged 0.500, tied 0.500"
    )


def test_wrong_verdicts_are_named_with_their_lines(
    evaluate: Callable[..., Result],
) -> None:
    *_, told = evaluate(PAIRS, "--wrong").output.splitlines()
    assert told.startswith("own.jsonl:6: 6 (mislabelled): echo, labelled as none: ")
    *_, merged, apart = evaluate(STREAM, "--wrong").output.splitlines()
    assert merged.startswith(
        "own.jsonl:5: 5 (neg-swap): echo of 4, which is of another cluster: "
    )
    assert apart.startswith(
        "own.jsonl:6: 6 (dup): kept apart from 4, which is of its cluster: "
    )
    assert "tuesday → friday" in apart.lower()


def test_figures_are_for_programs_too(evaluate: Callable[..., Result]) -> None:
    (pairs,) = json.loads(evaluate(PAIRS, "--json", "--wrong").stdout)
    assert pairs["sets"]["own"]["kinds"]["copy"] == {"n": 2, "echo_share": 1.0}
    assert (pairs["judged"], pairs["unlabelled"], pairs["whole"]) == (5, 1, True)
    assert [each["id"] for each in pairs["wrong"]] == [6]
    (stream,) = json.loads(evaluate(STREAM, "--json").stdout)
    assert stream["stream"]["updates"] == {"n": 2, "merged": 0.5, "tied": 0.5}
    assert stream["stream"]["pairs"]["f1"] == 0.5
    assert "wrong" not in stream


def test_a_source_that_is_off_has_no_echoes(evaluate: Callable[..., Result]) -> None:
    (found,) = json.loads(evaluate(PAIRS, "--json", "--mode", "off").stdout)
    assert found["sets"]["own"]["recall"] == 0.0


def test_an_outlet_may_echo_itself_unless_it_is_asked_otherwise(
    evaluate: Callable[..., Result],
) -> None:
    stream = [item(1, "gazette", FIRE, 1), item(2, "gazette", FIRE, 1)]
    (texts,) = json.loads(evaluate(stream, "--json").stdout)
    (outlets,) = json.loads(evaluate(stream, "--json", "--by-outlet").stdout)
    assert texts["stream"]["pairs"]["recall"] == 1.0
    assert outlets["stream"]["pairs"]["recall"] == 0.0


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["{"], "line 1: no JSON: "),
        (["[]"], "line 1: no JSON object"),
        ([{"id": 1}], "line 1: neither a pair, with `a`, `b` and `label`, nor"),
        ([PAIRS[0], "", STREAM[0]], "line 3: `label` is missing"),
        ([PAIRS[0], pair(2, "", "", "yes")], "line 2: `label` must be 1, 0 or null"),
        ([pair(2, "", "", 1, kind=3)], "line 1: `kind` is not of the right type"),
        ([item(1, "a", "b", 1, ts="soon")], "line 1: `ts` must be a time in seconds"),
        ([item(1, "a", "b", 1, ts="nan")], "line 1: `ts` must be a time in seconds"),
        ([item(1, "a", "b", 1, ts=1e30)], "line 1: `ts` must be a time in seconds"),
        ([STREAM[0], STREAM[0]], "line 2: the id 1 is that of line 1"),
        ([], "own.jsonl holds no labels"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_line(
    evaluate: Callable[..., Result], lines: list[Any], reason: str
) -> None:
    error = evaluate(lines).exception
    assert isinstance(error, ConfigError)
    assert reason in str(error)


def test_a_file_that_is_not_there_is_told() -> None:
    error = CliRunner().invoke(app, ["evaluate", "nowhere.jsonl"]).exception
    assert isinstance(error, ConfigError)
    assert str(error) == "nowhere.jsonl: No such file or directory"


def test_what_was_judged_before_an_interrupt_is_told(tmp_path: Path) -> None:
    pipe = tmp_path / "own.jsonl"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "aggregator", "evaluate", str(pipe)]
    with (
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as run,
        pipe.open("w") as labels,
    ):
        labels.write("".join(json.dumps(each) + "\n" for each in PAIRS[:3]))
        # More than a pipe holds: when this is through, the labels have been judged.
        labels.write("\n" * 1_000_000)
        labels.flush()
        run.send_signal(signal.SIGINT)
        told, said = run.communicate()
    assert run.returncode == 1
    assert told.startswith("pairs  own              n     3  P 1.000 R 1.000 F1 1.000")
    assert said == "Interrupted: these are the figures of what was judged.\n"


SCORE = SHARED / "accept" / "score_dedup.py"


@pytest.mark.skipif(not SCORE.exists(), reason="the shared corpus is not beside us")
def test_the_figures_are_those_of_the_acceptance_script(tmp_path: Path) -> None:
    pairs, stream = (tmp_path / f"{each}.jsonl" for each in ("pairs", "stream"))
    for each in (pairs, stream):
        corpus = SHARED / "corpus" / "dedup" / f"{each.stem}_dev.jsonl"
        with corpus.open() as lines:
            each.write_text("".join(islice(lines, 400)))
    judge = f"{sys.executable} -m aggregator judge"
    command = [sys.executable, str(SCORE), "--pairs", str(pairs), "--stream"]
    scored = subprocess.run(
        [*command, str(stream), "--command", judge],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = CliRunner().invoke(app, ["evaluate", str(pairs), str(stream), "--json"])
    theirs = scored.stdout.splitlines()[-1].removeprefix("figures ").split(" ")
    assert figures(json.loads(ours.stdout)) == theirs


def figures(found: list[dict[str, Any]]) -> list[str]:
    """Return our figures as the script tells its own."""
    pairs, stream = found
    told = {name: each["f1"] for name, each in pairs["sets"].items()}
    clusters = stream["stream"]
    told["stream_f1"] = clusters["pairs"]["f1"]
    told["stream_b3"] = clusters["b_cubed"]["f1"]
    told |= {each: clusters["updates"][each] for each in ("merged", "tied")}
    return [word for name, f1 in told.items() for word in (name, f"{f1:.3f}")]
