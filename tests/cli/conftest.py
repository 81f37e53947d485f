"""A configuration with a database of its own, and commands that run in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from aggregator.cli import app
from aggregator.store.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

CONFIG = """
[database]
url = "sqlite:///a.db"
[extract]
workers = 0
[fetch]
private_hosts = ["127.0.0.1"]
[feed]
file = "feed.atom"
[[source]]
id = "nobody"
outlet = "Nobody"
url = "http://127.0.0.1:9/feed"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return a configuration file whose database is at head."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    upgrade(f"sqlite:///{tmp_path}/a.db")
    return path


@pytest.fixture
def call(config: Path) -> Callable[..., Result]:
    """Return a function that runs a command on that configuration."""
    runner = CliRunner()

    def run(*arguments: str) -> Result:
        return runner.invoke(app, [*arguments, "--config", str(config)])

    return run
