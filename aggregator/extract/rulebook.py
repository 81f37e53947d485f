"""An outlet's rules as they stand in their file, which `outlet.parse` reads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aggregator.extract.outlet import Outlet, PostRules, Selector

_LITERAL = re.compile(
    r"[^'\x00-\x1f\x7f]*"
)  # what may stand between such marks as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a file says, checked by nobody yet."""

    hosts: tuple[str, ...] = ()
    zone: str | None = None
    post: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, str] = field(default_factory=dict)

    def text(self, *, remarks: Sequence[str] = ()) -> str:
        """Return the file's text, with remarks for people above it."""
        lines = [f"# {line}" for remark in remarks for line in remark.splitlines()]
        lines.append(f"hosts = {_quoted(list(self.hosts))}")
        lines += [f"zone = {_quoted(self.zone)}"] if self.zone else []
        for name, table in (("post", self.post), ("json", self.json)):
            if table:
                lines += ["", f"[{name}]"]
                lines += [f"{key} = {_quoted(each)}" for key, each in table.items()]
        return "\n".join([*lines, ""])


def written(outlet: Outlet) -> Written:
    """Return what the file of an outlet's rules says."""
    return Written(
        hosts=outlet.hosts,
        zone=outlet.zone,
        post=_post(outlet.post) if outlet.post else {},
        json=outlet.json or {},
    )


def _post(rules: PostRules) -> dict[str, str]:
    fields = {name: _selector(each) for name, each in rules.fields.items()}
    beside = {"day": rules.day, "drop": rules.drop}
    return {
        "each": rules.each,
        **fields,
        **{name: each for name, each in beside.items() if each},
    }


def _selector(selector: Selector) -> str:
    css = f"~ {selector.css}" if selector.follows else selector.css
    return f"{css}@{selector.attribute}" if selector.attribute else css


def _quoted(value: str | list[str] | None) -> str:
    """Return a string or a list of strings; JSON writes them as TOML does."""
    if isinstance(value, str) and '"' in value and _LITERAL.fullmatch(value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", r"\u007f")
