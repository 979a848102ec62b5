"""How the page's templates are compiled, and how they call what they use."""

from __future__ import annotations

from pathlib import Path
from types import MethodType
from typing import Any

import fava
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro

from beancount_relance.texts.rendering.kept_templates import KeptTemplates


def prepared(environment: Environment, templates: Path) -> Environment:
    """Return Fava's environment, prepared for the page's templates in this folder."""
    environment.context_class = PageContext
    environment.code_generator_class = PageCompiler
    ours = Path(__file__).read_text(encoding="utf-8")
    environment.bytecode_cache = KeptTemplates(templates, ("page", fava.__version__, ours))
    return environment


class PageCompiler(CodeGenerator):
    """Reads attributes and calls methods as Python does, of which a page has some 6,000.

    Jinja2 asks its environment and its context each time, in case the object is a mapping or the
    method wants a context. What the templates of the page read are records, written with a dot,
    and mappings, with brackets.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write ``obj.attr``."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(  # noqa: N802 - Jinja's name
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - as in Jinja
    ) -> None:
        """Write ``obj.method(…)``; other calls stay Jinja's."""
        if forward_caller or not isinstance(node.node, nodes.Getattr):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        stars = [("*", node.dyn_args), ("**", node.dyn_kwargs)]
        for star, part in [*(("", each) for each in (*node.args, *node.kwargs)), *stars]:
            if part is not None:
                self.write(star)
                self.visit(part, frame)
                self.write(", ")
        self.write(")")


class PageContext(Context):
    """Calls macros and methods directly that a template has a name for.

    Jinja2 looks at each of them three times first, to see whether it wants a context.
    """

    def call(
        self,
        obj: Any,
        /,
        *args: Any,
        _block_vars: Any = None,
        _loop_vars: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Call a macro, a method or a function for a template."""
        if type(obj) is Macro:
            return obj(self.eval_ctx, *args, **kwargs)
        if type(obj) is MethodType and not hasattr(obj, "jinja_pass_arg"):
            return obj(*args, **kwargs)
        return super().call(obj, *args, _block_vars=_block_vars, _loop_vars=_loop_vars, **kwargs)
