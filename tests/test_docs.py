"""README and program are held against each other."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from aggregator import settings
from aggregator.cli import app
from aggregator.settings import Settings
from aggregator.settings.tables import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
FLAGS = re.MULTILINE | re.DOTALL


def names(group: typer.Typer) -> Iterator[str]:
    for each in group.registered_commands:
        assert each.callback is not None
        yield each.name or each.callback.__name__


def commands() -> Iterator[str]:
    yield from names(app)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from (f"{group.name} {each}" for each in names(group.typer_instance))


def keys() -> Iterator[str]:
    for section, field in Settings.model_fields.items():
        table: Any = SECTIONS[section]
        assert field is not None
        yield from (f"{section}.{key}" for key in table.model_fields)


@pytest.mark.parametrize("text", re.findall(r"^```toml\n(.*?)^```", README, FLAGS))
def test_what_the_readme_shows_of_a_configuration_can_be_used(text: str) -> None:
    source = '[[source]]\nid = "one"\nurl = "https://a.example/"\noutlet = "One"\n'
    feeds = text if "[[source]]" in text else text + source
    assert settings.parse(feeds, name="README.md").sources


def test_what_the_configuration_offers_can_be_used() -> None:
    written = (ROOT / "config.toml").read_text()
    offered = re.sub(r"^#(?=[a-z_]+ = )", "", written, flags=re.MULTILINE)
    assert offered != written
    assert settings.parse(offered, name="config.toml").sources


@pytest.mark.parametrize("command", [*commands()])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`aggregator {command}" in README


def test_every_command_in_the_readme_exists() -> None:
    told = re.findall(r"^\| `aggregator ([a-z-]+(?: [a-z]+)?)", README, re.MULTILINE)
    assert sorted(told) == sorted(commands())


@pytest.mark.parametrize("key", [*keys()])
def test_every_key_is_in_the_readme(key: str) -> None:
    assert f"| `{key}` |" in README


def test_the_defaults_in_the_readme_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| `([a-z]+)\.([a-z_]+)` \| (\S.*?) \|", README, re.MULTILINE)
    for section, key, told in rows:
        field = SECTIONS[section].model_fields[key]
        default = "required" if field.is_required() else f"`{shown(field.default)}`"
        assert (section, key, told) == (section, key, default)


def shown(default: object) -> str:
    """Return a default as the configuration would write it."""
    if isinstance(default, timedelta):
        return f'"{SPANS[default]}"'
    if isinstance(default, tuple):
        return str([*default])
    if isinstance(default, dict):
        return str(default)
    if default in SIZES:
        return f'"{SIZES[default]}"'
    return f'"{default}"' if isinstance(default, str) else str(default).lower()


SIZES: dict[object, str] = {8_000_000: "8MB", 1_000_000_000: "1GB"}
SPANS = {
    timedelta(days=1): "1d",
    timedelta(days=7): "7d",
    timedelta(hours=48): "48h",
    timedelta(hours=1): "1h",
    timedelta(minutes=15): "15m",
    timedelta(minutes=5): "5m",
    timedelta(seconds=20): "20s",
    timedelta(seconds=10): "10s",
    timedelta(seconds=1): "1s",
}


def test_every_key_in_the_readme_exists() -> None:
    assert re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", README, re.MULTILINE) == [*keys()]


@pytest.mark.parametrize("command", [*commands()])
def test_every_command_teaches_itself(command: str) -> None:
    shown = CliRunner().invoke(app, [*command.split(), "--help"])
    assert shown.exit_code == 0
    options = re.findall(r"^│ [ *]*(--[a-z-]+)(.*)│$", shown.output, re.MULTILINE)
    bare = [name for name, rest in options if not re.search(r"[A-Z]", rest)]
    assert options
    assert bare == []


def test_the_readme_and_ci_run_the_same_tests() -> None:
    assert "\nmake test\n" in README
    assert "\nmake test" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
def test_every_file_that_is_linked_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text())
    assert [each for each in links if not (ROOT / each).exists()] == []
