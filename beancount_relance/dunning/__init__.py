"""Decide which dunning stage comes next for each open item, when, and why.

Begin with ``decisions``, which decides about each item, and ``agenda``, which makes one
communication for each customer of what is due. What they use:

What the history makes of an item
    ``states``, a package of its own.

The next stage and its day
    ``next_stage`` (which), ``turns`` (when), with ``gaps`` and ``paced_days``; the record is
    ``decision``, why it waits, ``waiting_reasons``, and the sentences, ``reasons``.
    What is not chased: ``credit_cover``, ``deductions``, ``small_amounts``.
    What an invoice takes along: ``charges``.

What goes out together (``agenda``)
    ``communications``, a package of its own.

What is asked before anybody is chased
    ``questions``, a package of its own, about what is open, ``open_items``. All that needs
    somebody: ``exception_list``.
"""
