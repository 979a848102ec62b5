"""Compiles templates to Python code that reads the fields of records directly.

Jinja2's own code asks the sandbox about each attribute that a template reads. The fields of a
record are always allowed, so this code looks them up by the record's type, and asks the sandbox
about other attributes only.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class Compiler(CodeGenerator):
    """Jinja2's compiler, for the environment :class:`~beancount_relance.texts.sandbox.Sandbox`."""

    def write_commons(self) -> None:
        """Write the beginning of a block or a template."""
        super().write_commons()
        self.writeline("fields = environment.fields")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write ``obj.attr``."""
        self.write(f"(of.{node.attr} if {node.attr!r} in fields[type(of := ")
        self.visit(node.node, frame)
        self.write(f")] else environment.getattr(of, {node.attr!r}))")
