"""The door: documents that are rendered elsewhere, served over HTTP as it asks for.

It knows nothing of what it serves. A reader must never see an error that a document
made earlier can spare it (docs/timeline-format.md, rule 16).
"""

from aggregator.server.app import make_app
from aggregator.server.forms import Forms
from aggregator.server.hooks import Hook

__all__ = ["Forms", "Hook", "make_app"]
