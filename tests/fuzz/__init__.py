"""Fuzzing: what is read from a ledger, given whatever there is.

``make fuzz`` runs the targets for a minute each, guided by coverage (atheris);
``tests/fuzz/test_fuzz.py`` runs the same for a few seconds. What was found is kept as a case in
``tests/bad/catalogue.txt``.
"""
