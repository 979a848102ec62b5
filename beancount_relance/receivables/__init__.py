"""Invoices and credits, made from receivable postings, and the open items they leave."""
