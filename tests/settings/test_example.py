from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.settings import load, parse
from aggregator.settings.tables import SECTIONS

if TYPE_CHECKING:
    from aggregator.settings import Settings

PATH = Path(__file__).parents[2] / "config.toml"
SHOWN = re.compile(r"^#(?=\w+ = )", re.MULTILINE)


@pytest.fixture
def example() -> Settings:
    return load(PATH, {})


@pytest.fixture
def uncommented() -> Settings:
    """The example, with each default that it shows written out."""
    text = SHOWN.sub("", PATH.read_text(encoding="utf-8"))
    return parse(text, name=str(PATH))


def test_the_example_works_as_it_is(example: Settings) -> None:
    assert len(example.sources) >= 12
    assert len({source.outlet for source in example.sources}) >= 10
    assert {source.kind for source in example.sources} >= {"auto", "live"}


def test_the_example_shows_every_key(uncommented: Settings) -> None:
    tables: dict[str, Any] = dict(uncommented)
    for several in ("feed", "source"):
        tables[several] = tables[several][0]
    for name, table in SECTIONS.items():
        assert tables[name].model_fields_set == set(table.model_fields), name


def test_the_defaults_in_the_example_are_the_defaults(uncommented: Settings) -> None:
    first = uncommented.source[0]
    needed = [f'{key} = "{getattr(first, key)}"' for key in ("id", "url", "outlet")]
    bare = parse("\n".join(["[[source]]", *needed]), name=str(PATH))
    for name in set(SECTIONS) - {"source"}:
        assert getattr(uncommented, name) == getattr(bare, name)
    assert first == bare.source[0]


def test_the_example_leaves_its_sections_at_their_defaults(
    example: Settings, uncommented: Settings
) -> None:
    assert example == uncommented
