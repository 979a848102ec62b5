"""What goes to a customer in one communication.

``grouping`` puts together what is due; what goes along before its turn, ``companions``, and what
waits for the days that a letter about others gives, ``running_letters``. Who gets a copy:
``works_owners``.

Stages that no due date brings about: ``occasions``, with ``instalment_reminders`` and ``reviews``;
the record is ``occasion``.
"""
