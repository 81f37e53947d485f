"""Two posts side by side: what both say, and what only one of them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from aggregator.dedup.explaining import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from aggregator.dedup.explaining import Explanation, Fate, Run
    from aggregator.model import Post

# In brackets too: what is kept in a file, or read aloud, has no colours.
_MARKS: Mapping[Fate, tuple[str, str]] = {
    "same": ("{}", ""),
    "gone": ("[-{}-]", "red"),
    "come": ("{{+{}+}}", "green"),
    "moved": ("~{}~", "yellow"),
}


def show(
    old: Post, new: Post, meaning: Callable[[str, str], float] | None = None
) -> None:
    """Print what a post is to an earlier one, and the two of them, aligned.

    Args:
        old: the earlier post.
        new: the later one.
        meaning: how near two texts are in meaning, if that can be told.
    """
    found = explain(old, new, meaning)
    typer.echo(f"\n{old.id} → {new.id}: {_verdict(found)}")
    for line in _differences(found):
        typer.echo(line)
    console = Console()
    for each in found.pairs:
        console.print(_marked(each.runs), soft_wrap=True)


def _verdict(found: Explanation) -> str:
    comparison = found.comparison
    eager = ", in an eager feed an echo" if _only_eager(found) else ""
    alike = f"{comparison.likeness:.2f} alike"
    return f"{comparison.relation}{eager}, {alike}; decided by: {found.decided}"


def _only_eager(found: Explanation) -> bool:
    return found.comparison.eager and found.comparison.relation != "echo"


def _differences(found: Explanation) -> Iterator[str]:
    said = {
        "against": found.comparison.reasons,
        "both": found.shared,
        "earlier": found.gone,
        "later": found.come,
    }
    for name, words in said.items():
        if words:
            yield f"  {name:8}{', '.join(words)}"


def _marked(runs: Iterable[Run]) -> Text:
    """Return the words of two sentences, those of one marked by what became of them."""
    marks = ((each, *_MARKS[each.fate]) for each in runs)
    return Text("  ") + Text(" ").join(
        Text(mark.format(each.words), style=style) for each, mark, style in marks
    )
