"""What the ledger's directives set: settings, customers, the creditor, procedures."""
