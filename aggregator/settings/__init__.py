"""The operator's wishes: config.toml, checked once and handed down as plain values."""

from __future__ import annotations

from aggregator.settings.quantities import duration
from aggregator.settings.reading import load, parse
from aggregator.settings.tables import Settings

__all__ = ["Settings", "duration", "load", "parse"]
