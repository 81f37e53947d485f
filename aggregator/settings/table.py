"""What all sections of config.toml have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A section: nothing in it is changed, and nothing misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid")
