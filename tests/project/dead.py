"""Name code that nothing uses: ``python -m tests.project.dead``.

Vulture looks through the code and the tests. What only templates use counts as used, and so does
what Click, Jinja and Fava call by its name.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).parents[2]
CODE = ("beancount_relance", "fava_extension/fava_relance")
TEMPLATES = ("*.html", "*.j2", "*.typ")
CALLED_BY_NAME = re.compile(
    r"\w+_command"  # a module of ``cli`` has one
    r"|__getattr__|_fields|__beancount\w*__"
    r"|format_commands|format_epilog|format_help_text|filter_stream|make_globals|load_bytecode|dump_bytecode"
    r"|visit_Getattr|code_generator_class|context_class|template_class|make_module|bytecode_cache"
    r"|after_load_file|before_request|report_title|has_js_module|Relance"
    r"|[a-z_]+_draft|undo_many|mail_\w+|page_or_failure"  # endpoints
    r"|min_width|created|modified|font|ref|last_checked"  # attributes of other libraries
    r"|deposited|website|encryption|guarantee_until|works_\w+|credit_insurance"  # read by their key
    r"|DataclassInstance|_Extension"  # in a type in quotes
)


def main() -> int:
    """Print what nothing uses; the status is 1 if there is any."""
    vulture = Vulture()
    vulture.scavenge([str(ROOT / folder) for folder in (*CODE, "tests")])
    written = " ".join(
        path.read_text(encoding="utf-8")
        for folder in CODE
        for pattern in TEMPLATES
        for path in (ROOT / folder).rglob(pattern)
    )
    words = set(re.findall(r"\w+", written))
    status = 0
    for item in vulture.get_unused_code(min_confidence=60):
        path = Path(item.filename).relative_to(ROOT)
        is_ours = path.as_posix().startswith(CODE) and not path.name.startswith("json_")
        if is_ours and item.name not in words and not CALLED_BY_NAME.fullmatch(item.name):
            print(f"{path}:{item.first_lineno}: {item.typ} {item.name}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
