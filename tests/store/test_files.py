from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreError
from aggregator.store.files import replace_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    for body in (b"one", b"another", b""):
        replace_file(tmp_path / "feed.atom", body)
        assert (tmp_path / "feed.atom").read_bytes() == body
    assert [each.name for each in tmp_path.iterdir()] == ["feed.atom"]


def test_others_may_read_the_file(tmp_path: Path) -> None:
    before = os.umask(0o022)
    replace_file(tmp_path / "feed.atom", b"one")
    os.umask(before)
    assert (tmp_path / "feed.atom").stat().st_mode & 0o777 == 0o644


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    file = tmp_path / "public" / "news" / "feed.atom"
    replace_file(file, b"one")
    assert file.read_bytes() == b"one"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "public").write_bytes(b"no folder")
    with pytest.raises(StoreError, match="cannot be written: "):
        replace_file(tmp_path / "public" / "feed.atom", b"one")


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_what_was_there_stays_when_the_disk_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "feed.atom"
    replace_file(file, b"one")
    with monkeypatch.context() as disk:
        disk.setattr(os, broken, fail)
        with pytest.raises(StoreError, match="cannot be written: No space left"):
            replace_file(file, b"another")
    assert file.read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["feed.atom"]
