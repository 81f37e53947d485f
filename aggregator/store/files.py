"""Write a file so that no reader ever sees half of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

from aggregator.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


def replace_file(path: Path, body: bytes) -> None:
    """Make `body` the content of `path`, wholly or not at all, even in a power cut.

    Its folder is made where there is none.

    Raises:
        StoreError: it could not be written; what was there before is untouched.
    """
    draft = path.parent / f".{path.name}.{uuid4().hex}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(draft, body)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _settle(path.parent)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise StoreError(message) from error


def _write(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the new name itself safe: it is kept in the folder, not in the file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
