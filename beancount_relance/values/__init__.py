"""What people write: readers of typed values, payment terms, patterns, dates and money."""
