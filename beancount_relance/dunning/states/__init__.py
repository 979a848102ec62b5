"""What the history of an open item makes of it: the stages done, and what holds it back.

``item_states`` goes through the notes and keeps an ``item_state`` for each item: ``progress`` on
the ladder, and ``agreed_payments``, ``disputes``, ``ended_disputes``, ``lapsed_notes``.
"""
