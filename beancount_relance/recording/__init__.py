"""Writing notes into the ledger's files."""
