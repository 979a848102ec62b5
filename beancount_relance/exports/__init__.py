"""The report as data for other programs: JSON, CSV, iCalendar."""
