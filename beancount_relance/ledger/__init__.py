"""Beancount's entries as we see them: the snapshot of a day, its receivable postings."""
