"""Exports the report for other programs, as JSON, CSV and iCalendar."""
