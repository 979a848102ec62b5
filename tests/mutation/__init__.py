"""Changes to the code that no test notices: ``python -m tests.mutation receivables.matching``."""
