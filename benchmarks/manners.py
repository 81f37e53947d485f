"""Follow every feed of a teacher of manners, as quickly as the settings allow.

    polite_check.py --secs 45 --cmd '.venv/bin/python benchmarks/manners.py {base}'

Writes a configuration into a new folder below the system's temporary one, and becomes
the daemon. Further arguments are the paths to follow below BASE, instead of those that
`polite_check.py` serves.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

PATHS = (
    *("etag", "etag-weak", "etag-odd", "etag-unquoted", "lm", "lm-odd", "both"),
    *("maxage", "429", "503date", "500", "410", "301", "302", "cookie"),
    *("truncated", "broken-then-ok"),
)

# On loopback, and with less than the usual patience: a check lasts seconds.
SETTINGS = """\
[database]
url = "sqlite:///aggregator.db"
[fetch]
contact = "https://aggregator.example/contact"
private_hosts = ["127.0.0.1"]
spacing = "0s"
"""
SOURCE = """
[[source]]
id = "{name}"
url = "{base}{name}"
outlet = "{name}"
every = "5s"
"""


def main(base: str, *paths: str) -> None:
    """Become a daemon that follows `paths` below the address `base`."""
    config = Path(mkdtemp(prefix="manners-")) / "config.toml"
    sources = (SOURCE.format(name=each, base=base) for each in paths or PATHS)
    config.write_text(SETTINGS + "".join(sources), encoding="utf-8")
    aggregator = [sys.executable, "-m", "aggregator"]
    where = ["--config", str(config)]
    subprocess.run([*aggregator, "db", "upgrade", *where], check=True)
    os.execv(  # noqa: S606  (it takes our place)
        sys.executable, [*aggregator, "run", *where, "--port=0"]
    )


if __name__ == "__main__":
    if sys.argv[1:]:
        main(*sys.argv[1:])
    else:
        print(__doc__)
