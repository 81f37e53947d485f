"""The program as people run it: commands in a process of their own, on loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import feedparser
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ADDRESS = re.compile(r"The feed:\s+(http://\S+)/feed\.atom")
MARKS = ('<div class="also">', '<p class="follows">', 'title="last edited')
COMMAND = (sys.executable, "-m", "aggregator")
DEAD = """
[database]
url = "sqlite:///{folder}/a.db"
[feed]
file = "{folder}/feed.atom"
[[source]]
id = "nobody"
outlet = "Nobody"
url = "http://127.0.0.1:9/feed"
"""


class Running:
    """A command that was started, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, found: Callable[[str], object], *, seconds: float = 30) -> str:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found(self.said()):
                return self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(self.said())

    def address(self) -> str:
        match = ADDRESS.search(self.wait_for(ADDRESS.search))
        assert match is not None
        return match[1]

    def end(self, by: signal.Signals) -> float:
        """Send a signal and return how many seconds the end took."""
        began = time.monotonic()
        self.process.send_signal(by)
        self.process.wait(timeout=10)
        return time.monotonic() - began


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[Running]:
    log = folder / "said.txt"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        try:
            yield Running(process, log)
        finally:
            process.kill()
            process.wait()


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  (loopback)
        body: bytes = answer.read()
        return body


def test_the_demonstration_fills_merges_updates_and_ends_on_ctrl_c(
    tmp_path: Path,
) -> None:
    with started(tmp_path, "demo", "--port", "0") as demo:
        base = demo.address()
        began = time.monotonic()
        page = ""
        while time.monotonic() - began < 20:
            page = get(f"{base}/").decode()
            if all(mark in page for mark in MARKS):
                break
            time.sleep(0.2)
        feed = feedparser.parse(get(f"{base}/feed.atom"))
        health = json.loads(get(f"{base}/healthz"))
        assert demo.end(signal.SIGINT) < 5
        assert demo.process.returncode == 0, demo.said()
    assert [mark for mark in MARKS if mark not in page] == []
    assert not feed.bozo
    assert len(feed.entries) > 10
    assert health["ok"] is True
    assert "Traceback" not in demo.said()


def test_a_daemon_that_reaches_nobody_says_so_and_names_the_demonstration(
    tmp_path: Path,
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(DEAD.format(folder=tmp_path.as_posix()))
    subprocess.run([*COMMAND, "db", "upgrade", "-c", config], check=True)
    with started(tmp_path, "run", "-c", str(config), "--port", "0") as run:
        said = run.wait_for(lambda said: "make demo" in said)
        assert "No configured source could be reached and read" in said
        feed = feedparser.parse(get(f"{run.address()}/feed.atom"))
        assert feed.entries == []
        assert (tmp_path / "feed.atom").is_file()
        assert run.end(signal.SIGTERM) < 5
        assert run.process.returncode == 0, run.said()


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(DEAD.format(folder=tmp_path.as_posix()))
    subprocess.run([*COMMAND, "db", "upgrade", "-c", config], check=True)
    with started(tmp_path, "run", "-c", str(config), "--port", "0") as run:
        port = run.address().rpartition(":")[2]
        second = subprocess.run(
            [*COMMAND, "run", "-c", config, "--port", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 2
    assert f"port {port}" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def test_a_database_without_schema_names_the_command(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(DEAD.format(folder=tmp_path.as_posix()))
    done = subprocess.run(
        [*COMMAND, "run", "-c", config], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "aggregator db upgrade" in done.stderr


@pytest.mark.parametrize("command", ["run", "refresh", "check", "timeline", "sources"])
def test_a_configuration_with_a_slip_starts_nothing(
    tmp_path: Path, command: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(DEAD.format(folder=tmp_path.as_posix()) + 'evry = "5m"\n')
    done = subprocess.run(
        [*COMMAND, command, "-c", config], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "line 10" in done.stderr
    assert "every" in done.stderr
    assert not (tmp_path / "a.db").exists()


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (Debian's package: chromium)"
)


def browse(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the browser, headless and silent towards the rest of the world."""
    assert CHROMIUM is not None
    return subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            f"--user-data-dir={folder / 'profile'}",
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


@browser
def test_a_browser_shows_the_pages_and_finds_nothing_to_complain_of(
    tmp_path: Path,
) -> None:
    with started(tmp_path, "demo", "--port", "0", "--speed", "600") as demo:
        base = demo.address()
        wait_until(lambda: MARKS[0].encode() in get(f"{base}/"))
        for page in ("", "sources", "nowhere"):
            picture = tmp_path / f"{page or 'timeline'}.png"
            done = browse(
                tmp_path,
                "--window-size=420,900",
                f"--screenshot={picture}",
                f"{base}/{page}",
            )
            assert "CONSOLE" not in done.stderr, done.stderr
            width, height = struct.unpack(">II", picture.read_bytes()[16:24])
            assert (width, height) == (420, 900)
        dom = browse(tmp_path, "--dump-dom", f"{base}/").stdout
    assert dom.count("<article") > 3
    assert MARKS[0] in dom


def wait_until(found: Callable[[], bool], *, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end
        time.sleep(0.1)
