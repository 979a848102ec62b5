"""How the page's templates are compiled, and how they call what they use."""

from __future__ import annotations

from pathlib import Path
from types import MethodType
from typing import Any

import fava
from jinja2 import Environment
from jinja2.runtime import Context, Macro

from beancount_relance.texts.kept_templates import KeptTemplates


def prepared(environment: Environment, templates: Path) -> Environment:
    """Return Fava's environment, prepared for the page's templates in this folder."""
    environment.context_class = PageContext
    environment.bytecode_cache = KeptTemplates(templates, ("page", fava.__version__))
    return environment


class PageContext(Context):
    """Calls macros and methods directly, of which a page with thirty actions calls 3,000.

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
