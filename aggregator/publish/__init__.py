"""Say the timeline in the formats that readers know: the feed, and pages."""
