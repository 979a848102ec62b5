"""Messages, their translations, and the formatting of dates and amounts."""
