"""Exports the report for other programs, as JSON, CSV, iCalendar and Markdown.

Plain data, which all formats share
    A module for each command or two: ``item_data``, ``action_data``, ``ageing_data``,
    ``forecast_data``, ``backtest_data``, ``comparison_data``, ``match_data``, ``statement_data``,
    ``written_data``, with ``json_data`` in common.

The types of the JSON, on which other programs may rely
    ``json_outputs`` has one for each command, ``json_types``, ``json_figures`` and
    ``json_written`` those of the rows.

Other formats
    Tables: ``csv_text``, ``xlsx_rows``. Calendars: ``icalendar_feed``, of ``calendar_days``.
    Differences in words: ``comparison_words``, ``comparison_markdown`` with ``markdown_text``.

A ledger without names
    ``anonymous``, ``anonymous_names``.
"""
