"""Writing notes into the ledger's files, and taking them back.

Begin with ``write``; several notes at once, ``write_many``; what receipts were paid for,
``write_matches``.

What is written
    A ``new_note``, checked by ``note_checks``, composed by ``note_directive``, with the place that
    ``placement`` finds, is a ``draft``. Of a receipt: ``match_answer``, ``match_edit``. What people
    type: ``typed_values``. To undo it: ``undo_receipts``.

How a file is changed
    ``atomic_file``, with ``file_attributes`` and ``swap_files``, under a ``folder_lock``.
"""
