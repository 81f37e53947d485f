"""The door: documents that are rendered elsewhere, served over HTTP as it asks for.

It knows nothing of what it serves. A reader must never see an error that a document
made earlier can spare it (docs/timeline-format.md, rule 16).
"""

from aggregator.server.access import Access
from aggregator.server.app import EVENTS, make_app
from aggregator.server.desk import Desk
from aggregator.server.forms import Forms
from aggregator.server.hooks import Hook
from aggregator.server.live import Live
from aggregator.server.stream import Event, Stream

__all__ = [
    "EVENTS",
    "Access",
    "Desk",
    "Event",
    "Forms",
    "Hook",
    "Live",
    "Stream",
    "make_app",
]
