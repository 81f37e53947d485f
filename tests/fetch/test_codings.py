"""No decompressor gives more than it was asked for, whatever it is given."""

from __future__ import annotations

import gzip
import tracemalloc

import brotli
import pytest
from backports import zstd

from aggregator.fetch.codings import Brotli, Decompressor, Inflater, Zstd

ZEROS = bytes(10**8)


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        (Inflater(), gzip.compress(ZEROS, compresslevel=1)),
        (Brotli(), brotli.compress(ZEROS)),
        (Zstd(), zstd.compress(ZEROS)),
    ],
    ids=["gzip", "brotli", "zstd"],
)
def test_a_bomb_is_never_unpacked_beyond_what_is_asked(
    coding: Decompressor, bomb: bytes
) -> None:
    tracemalloc.start()
    try:
        assert len(coding.unpack(bomb, 1000)) == 1000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
    assert coding.is_amid
