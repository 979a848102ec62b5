"""Small changes to the functions of a module, one at a time, as an editor would make them."""

from __future__ import annotations

import ast
import builtins
import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_Function = ast.FunctionDef | ast.AsyncFunctionDef

_COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}
_CALCULATED: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.Div(),
    ast.Div: ast.Mult(),
    ast.FloorDiv: ast.Mult(),
    ast.Mod: ast.Mult(),
    ast.BitOr: ast.BitAnd(),
    ast.BitAnd: ast.BitOr(),
}
_SWAPPED_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_ENOUGH_TO_TEST = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.NamedExpr)


@dataclass(frozen=True)
class Change:
    """A module with one thing changed.

    Attributes:
        path: The file.
        function: The function or method, such as ``Class.method``.
        first_line: The line on which its code begins, with its decorators.
        lines: The lines of what is changed; a test that reaches none of them cannot notice it.
        before: The file as it is.
        after: The file with the change.
        key: Names the change as long as the function stays as it is, wherever it moves to.
    """

    path: Path
    function: str
    first_line: int
    lines: range
    before: str
    after: str
    key: str

    def diff(self) -> str:
        """Return the changed lines, with one line around them."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), lineterm="", n=1
        )
        return "\n".join(list(lines)[3:])

    def changed(self) -> tuple[str, str]:
        """Return the lines taken away and those put in their place, each as one line."""
        diff = self.diff().splitlines()
        return (
            " ".join(line[1:].strip() for line in diff if line.startswith("-")),
            " ".join(line[1:].strip() for line in diff if line.startswith("+")),
        )


def changes(path: Path) -> Iterator[Change]:
    """Yield every change to the functions and methods of a file, in the order of its lines."""
    before = path.read_text(encoding="utf-8")
    starts = [0]
    for line in before.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    text = before.encode()
    for name, function in _functions(ast.parse(before), ""):
        source = ast.get_source_segment(before, function) or ""
        seen: dict[str, int] = {}
        for statement, node, put in _in_function(function):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            after = (text[:begin] + put.encode() + text[end:]).decode()
            ast.parse(after)
            what = f"{source}\n{node.lineno - function.lineno} {node.col_offset} {put}"
            key = hashlib.sha256(what.encode()).hexdigest()[:16]
            seen[key] = seen.get(key, 0) + 1
            if seen[key] == 1 and after != before:
                lines = range(node.lineno, (node.end_lineno or 0) + 1)
                if node is not statement and not put:
                    lines = range(statement.lineno, (statement.end_lineno or 0) + 1)
                yield Change(path, name, _first_line(function), lines, before, after, key)


def _first_line(function: _Function) -> int:
    return min([function.lineno, *(one.lineno for one in function.decorator_list)])


def _functions(body: ast.AST, prefix: str) -> Iterator[tuple[str, _Function]]:
    """Yield the functions of a module and the methods of its classes, but not those inside them."""
    for node in ast.iter_child_nodes(body):
        if isinstance(node, _Function):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")


_Found = tuple[ast.stmt, ast.expr | ast.stmt, str]


def _in_function(function: _Function) -> Iterator[_Found]:
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]  # its docstring
    for statement in body:
        yield from _in_statement(statement)


def _in_statement(statement: ast.stmt) -> Iterator[_Found]:
    for put in _statements(statement):
        yield statement, statement, put
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            yield from _in_statement(child)
        elif isinstance(child, ast.expr):
            if not (isinstance(statement, ast.AnnAssign) and child is statement.annotation):
                yield from _in_expression(statement, child)
        else:  # such as a handler of exceptions, a case, an argument
            for inner in ast.walk(child):
                if isinstance(inner, ast.stmt):
                    yield from _in_statement(inner)
    if isinstance(statement, ast.If | ast.While) and isinstance(statement.test, _ENOUGH_TO_TEST):
        yield statement, statement.test, f"not ({ast.unparse(statement.test)})"


def _statements(statement: ast.stmt) -> Iterator[str]:
    """Yield what a statement as a whole can become."""
    if isinstance(statement, ast.Break):
        yield "continue"
    elif isinstance(statement, ast.Continue):
        yield "pass"
        yield "break"
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        yield "pass"
    elif isinstance(statement, ast.AugAssign):
        target = ast.unparse(statement.target)
        yield f"{target} = {ast.unparse(statement.value)}"
        other = _CALCULATED.get(type(statement.op))
        if other:
            yield ast.unparse(ast.AugAssign(statement.target, other, statement.value))
    elif isinstance(statement, ast.Return) and not _is_none(statement.value):
        yield "return None"


def _in_expression(statement: ast.stmt, top: ast.expr) -> Iterator[_Found]:
    if isinstance(top, ast.JoinedStr):
        return  # Python does not say where its parts are
    for put in _expressions(top):
        yield statement, top, put
    for child in ast.iter_child_nodes(top):
        if isinstance(child, ast.expr):
            yield from _in_expression(statement, child)
        elif isinstance(child, ast.keyword):
            yield from _in_expression(statement, child.value)
        elif isinstance(child, ast.comprehension):
            yield from _in_expression(statement, child.iter)
            for test in child.ifs:
                yield from _in_expression(statement, test)
                yield statement, test, "True"
                if isinstance(test, _ENOUGH_TO_TEST):
                    yield statement, test, f"(not ({ast.unparse(test)}))"


def _expressions(node: ast.expr) -> Iterator[str]:
    """Yield what an expression as a whole can become; those inside it have their own."""
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            ops = [*node.ops[:place], _COMPARED[type(operator)], *node.ops[place + 1 :]]
            yield _put(ast.Compare(node.left, ops, node.comparators))
    elif isinstance(node, ast.Lambda):
        yield _put(ast.Lambda(node.args, ast.Constant(None)))
    elif isinstance(node, ast.IfExp):
        if isinstance(node.test, _ENOUGH_TO_TEST):
            yield _put(ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse))
    else:
        yield from _operations(node)


def _operations(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _put(ast.BoolOp(other, node.values))
    elif isinstance(node, ast.UnaryOp):
        yield _put(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in _CALCULATED:
        yield _put(ast.BinOp(node.left, _CALCULATED[type(node.op)], node.right))


def _constants(node: ast.Constant) -> Iterator[str]:
    value = node.value
    if isinstance(value, bool):
        yield str(not value)
    elif isinstance(value, int):
        yield str(value + 1)
    elif isinstance(value, str):
        yield repr(f"XX{value}XX" if value else "XX")


def _calls(node: ast.Call) -> Iterator[str]:
    if isinstance(node.func, ast.Name) and node.func.id in _SWAPPED_NAMES:
        name = ast.Name(_SWAPPED_NAMES[node.func.id])
        yield _put(ast.Call(name, node.args, node.keywords))
    for place, argument in enumerate([] if _needs_all(node.func) else node.args):
        if not _is_none(argument) and not isinstance(argument, ast.Starred | ast.GeneratorExp):
            arguments = [*node.args[:place], ast.Constant(None), *node.args[place + 1 :]]
            yield _put(ast.Call(node.func, arguments, node.keywords))
    for place in range(len(node.keywords)):
        keywords = [*node.keywords[:place], *node.keywords[place + 1 :]]
        yield _put(ast.Call(node.func, node.args, keywords))


def _needs_all(function: ast.expr) -> bool:
    """Say whether a function fails at once with None, so that trying it says nothing."""
    return isinstance(function, ast.Name) and (
        hasattr(builtins, function.id) or function.id in ("Decimal", "cast", "islice")
    )


def _put(node: ast.expr) -> str:
    written = ast.unparse(ast.fix_missing_locations(node))
    return written if isinstance(node, ast.Call | ast.Name | ast.Attribute) else f"({written})"


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)
