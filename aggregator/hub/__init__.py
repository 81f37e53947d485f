"""Tell of every change of our own feeds whoever subscribes to them (W3C WebSub).

Either by a small hub of our own, or by the public one that the operator names, which is
told what has changed. Whatever subscribers and hubs do, the daemon goes on.
"""

from aggregator.hub.announcer import Announcer
from aggregator.hub.choice import advertised, made
from aggregator.hub.hub import Hub
from aggregator.hub.letters import link
from aggregator.hub.parts import Bounds, Parts

__all__ = ["Announcer", "Bounds", "Hub", "Parts", "advertised", "link", "made"]
