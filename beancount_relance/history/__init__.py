"""The dunning history recorded in the ledger: events, promises to pay and payment plans."""
