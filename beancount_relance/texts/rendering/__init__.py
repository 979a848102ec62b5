"""How a template becomes a text.

``jinja`` renders it in a ``sandbox``, as ``template_loader`` finds it and ``compiler`` compiles it,
with ``filters`` and ``regional_spelling``; what is compiled is kept by ``kept_templates``. The
parts of a text are its ``blocks``.
"""
