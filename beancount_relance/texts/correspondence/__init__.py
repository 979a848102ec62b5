"""Letters that are no stage of the ladder.

``correspondence`` is their registry, and writes them: ``account_statement``, with ``account_lines``
and ``statement_period``; ``agreements``; ``proof_of_claim``; ``thanks``.
"""
