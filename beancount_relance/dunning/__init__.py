"""Decide which dunning stage comes next for each open item, when, and why.

Begin with ``decisions``, which decides about each item, and ``agenda``, which makes one
communication for each customer of what is due. What they use:

What the history makes of an item
    ``item_states`` goes through the notes and keeps an ``item_state`` for each: the stages done,
    ``progress``, and ``agreed_payments``, ``disputes``, ``ended_disputes``, ``lapsed``.

The next stage and its day
    ``next_stage`` (which), ``turns`` (when), with ``gaps`` and ``paced_days``; the record is
    ``decision``, why it waits, ``waiting_reasons``, and the sentences, ``reasons``.
    What is not chased: ``credit_cover``, ``deductions``, ``small_amounts``.
    What an invoice takes along: ``charges``.

One communication (``agenda``)
    ``grouping``, ``companions``, ``running_letters``; ``works_owners`` for copies. Stages that no
    due date brings about: ``occasions``, ``instalment_reminders``, ``reviews``; the record is
    ``occasion``.

What is asked before anybody is chased
    ``questions``, a package of its own, about what is open, ``open_items``. All that needs
    somebody: ``exception_list``.
"""
