"""What stands between us and the posts of a page, in words for the operator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.extract import jsonld

if TYPE_CHECKING:
    from aggregator.extract.page import Page

_LITTLE = 600  # characters in paragraphs; the shortest article of the corpus has 1,400
_CHALLENGE_TITLE = re.compile(
    r"just a moment|attention required|access (?:to this page )?(?:has been )?denied"
    r"|are you (?:a )?(?:robot|human)|robot or human|verify(?:ing)? (?:that )?you"
    r"|pardon our interruption|request unsuccessful|security check",
    re.IGNORECASE,
)
_CHALLENGE = (
    '#challenge-form, #challenge-running, #px-captcha, [src*="captcha-delivery.com"],'
    ' iframe[src*="_Incapsula_Resource"], script[src*="/cdn-cgi/challenge-platform/"]'
)
_CONSENT_TITLE = re.compile(
    r"consent|before you continue|cookies?\b|your privacy|privacy (?:settings|choices)"
    r"|datenschutz|zustimmung|confidentialité|consenso",
    re.IGNORECASE,
)
_CONSENT = 'form[action*="consent"], [id^="sp_message"], [src*="privacy-mgmt"]'
_LOGIN = 'input[type="password"]'
_EMBEDDED = (
    '[id*="tickaroo"], [src*="tickaroo"], [src*="24liveblog"], [src*="scribblelive"],'
    ' [src*="norkon"], [class*="arena-liveblog"], [src*="arena.im"]'
)

_INSTEAD = "came instead of the page; "
CHALLENGE = f"a bot challenge {_INSTEAD}look less often, or ask the outlet for a feed"
CONSENT = f"a consent wall {_INSTEAD}look for a feed of the outlet"
LOGIN = f"a login {_INSTEAD}only pages that are open to all can be followed"
SCRIPTS = "the page is empty until scripts have run; look for a feed of the outlet"
SHELL = (
    "a live blog whose posts are not in the page: scripts load them; look for its "
    "feed, or name a profile that reads its JSON"
)


def obstacle(page: Page) -> str | None:
    """Return why a page shows no posts, if it is for another reason than having none.

    Only a page with little text can be a wall; consent managers and password fields
    are part of many an ordinary article.
    """
    if jsonld.blogs(page) or _has(page, _EMBEDDED):
        return SHELL
    if sum(len(node.text()) for node in page.tree.css("p")) > _LITTLE:
        return None
    title = page.titles
    walls = {
        CHALLENGE: bool(_CHALLENGE_TITLE.search(title)) or _has(page, _CHALLENGE),
        CONSENT: bool(_CONSENT_TITLE.search(title)) or _has(page, _CONSENT),
        LOGIN: _has(page, _LOGIN),
        SCRIPTS: not page.text and _has(page, "script"),
    }
    return next((reason for reason, stands in walls.items() if stands), None)


def _has(page: Page, css: str) -> bool:
    return page.tree.css_first(css) is not None
