"""Compiles templates to Python code that reads the fields of records directly.

Jinja2's own code asks the sandbox about each attribute that a template reads. The fields of a
record are always allowed, so this code looks them up by the record's type, and asks the sandbox
about other attributes only. It also calls a function for each value that it writes, only to leave
out ``None``.
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class Compiler(CodeGenerator):
    """Jinja2's compiler, for the environment ``Sandbox``."""

    def write_commons(self) -> None:
        """Write the beginning of a block or a template."""
        super().write_commons()
        self.writeline("fields = environment.fields")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write ``obj.attr``."""
        self.write(f"(of.{node.attr} if {node.attr!r} in fields[type(of := ")
        self.visit(node.node, frame)
        self.write(f")] else environment.getattr(of, {node.attr!r}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Write what comes before a value."""
        if _is_escaped(frame):
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write('("" if (out := ')

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Write what comes after a value; ``None`` becomes nothing, as in the sandbox."""
        if _is_escaped(frame):
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(") is None else str(out))")


def _is_escaped(frame: Frame) -> bool:
    """Return whether a template has asked for HTML, or may have."""
    return bool(frame.eval_ctx.volatile or frame.eval_ctx.autoescape)
