"""Turn receivable postings into invoices and credits, and determine the open items."""
