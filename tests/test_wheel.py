"""The wheel works alone: built, installed into an empty environment, and run."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONFIG = """
[database]
url = "sqlite:///{folder}/a.db"
[extract]
workers = 0
[[source]]
id = "nobody"
outlet = "Nobody"
url = "http://127.0.0.1:9/feed"
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `aggregator` command of an environment that holds the wheel alone."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "-wn", "--outdir", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    binaries = folder / "env" / "bin"
    pins = ROOT / "constraints.txt"
    pip = (sys.executable, "-m", "pip", "--python", binaries / "python")
    # Compiled is what is run, not all that is there.
    run(*pip, "install", "-q", "--no-compile", "-c", pins, wheel)
    return binaries / "aggregator"


def run(
    *arguments: object, cwd: Path | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(each) for each in arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def test_the_wheel_brings_all_it_needs(command: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(folder=tmp_path.as_posix()))
    assert "refresh" in run(command, "--help", cwd=tmp_path).stdout
    run(command, "db", "upgrade", "-c", config, cwd=tmp_path)
    assert (tmp_path / "a.db").is_file()
    done = run(command, "refresh", "-c", config, cwd=tmp_path, code=1)
    assert "nobody" in done.stdout
    done = run(command, "check", "-c", config, cwd=tmp_path)
    assert "0 outlet profiles" not in done.stdout
