"""Subscribe to the hubs of feeds, and take in what they tell: faster than any look.

What becomes of a subscription is told in `follow.websub`; this is the shell around it.
Whatever happens here, sources are looked at as ever.
"""

from aggregator.websub.house import House, callbacks
from aggregator.websub.subscriber import Subscriber

__all__ = ["House", "Subscriber", "callbacks"]
