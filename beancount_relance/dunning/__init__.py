"""Which dunning stage comes next for an open item, when, and why."""
