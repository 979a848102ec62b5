"""Everything above, put together for one day."""
