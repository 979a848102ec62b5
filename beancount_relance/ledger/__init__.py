"""Read Beancount's entries: the ledger on a given date, and its receivable postings."""
