"""The house rules that neither ruff nor import-linter knows: sizes, and a core without I/O, clock or global state."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("detector", "rules", "streams", "store", "console", "simulator", "cli", "benchmarks", "scripts", "tests")
MAX_FILE_LINES = 250
MAX_FUNCTION_LINES = 40

# What may be longer, each with the reason why it is still one idea. Names: "file" or "file:function".
LONGER: dict[str, str] = {
    "cli/evaluate.py:evaluate": "the options of a command stand in its signature",
    "cli/report.py:report": "the options of a command stand in its signature",
    "cli/simulate.py:simulate": "the options of a command stand in its signature, and this one has a dozen",
    "tests/contract/lines_rows.py:enumerations": "a table written by hand, one line a row",
}

CORE_FORBIDDEN_MODULES = frozenset(
    "asyncio ctypes glob http io logging multiprocessing os pathlib random requests secrets shutil signal socket "
    "sqlite3 subprocess tempfile threading time urllib warnings".split()
)
CORE_FORBIDDEN_CALLS = frozenset({"open", "print", "input", "now", "utcnow", "today", "getenv"})
MUTABLE_CONSTRUCTORS = frozenset(
    {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict", "ChainMap"}
)
READ_ONLY_TYPES = ("Mapping[", "Sequence[", "AbstractSet[")
CURE = f"declare it as one of {', '.join(READ_ONLY_TYPES)}…], or use a tuple or frozenset"


def python_files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Each function with its dotted name inside the module."""
    waiting: list[tuple[str, ast.AST]] = [("", tree)]
    while waiting:
        prefix, node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{prefix}.{child.name}" if prefix else child.name
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield name, child
            waiting.append((name, child))


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring left out: what explains a function should cost it nothing."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def too_long(source: str, name: str) -> list[str]:
    found = [name] if len(source.splitlines()) > MAX_FILE_LINES else []
    found += [
        f"{name}:{function_name}"
        for function_name, function in functions(ast.parse(source))
        if length_of(function) > MAX_FUNCTION_LINES
    ]
    return found


def impure(source: str) -> list[str]:
    """What in the text of a module does I/O, asks a clock, or keeps state between calls, one sentence each."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            modules = []
        found += [
            f"line {node.lineno}: imports {module}"
            for module in modules
            if isinstance(node, ast.Import | ast.ImportFrom) and module.split(".")[0] in CORE_FORBIDDEN_MODULES
        ]
        if isinstance(node, ast.Call) and called_name(node) in CORE_FORBIDDEN_CALLS:
            found.append(f"line {node.lineno}: calls {called_name(node)}")
        if isinstance(node, ast.Global):
            found.append(f"line {node.lineno}: global {', '.join(node.names)}")
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and keeps_state(statement):
            found.append(f"line {statement.lineno}: a mutable value at module level; {CURE}")
    return found


def called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def keeps_state(statement: ast.Assign | ast.AnnAssign) -> bool:
    """A table is fine where its declared type has no way to change it: mypy --strict sees to the rest."""
    if statement.value is None or not is_mutable(statement.value):
        return False
    declared = ast.unparse(statement.annotation) if isinstance(statement, ast.AnnAssign) else ""
    return not declared.removeprefix("Final[").startswith(READ_ONLY_TYPES)


def is_mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return called_name(value) in MUTABLE_CONSTRUCTORS
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


@pytest.mark.parametrize("room", ROOMS)
def test_files_and_functions_are_short(room: str) -> None:
    long = [name for path in python_files(room) for name in too_long(path.read_text("utf-8"), name_of(path))]
    assert [name for name in long if name not in LONGER] == []


def test_the_list_of_longer_ones_is_current() -> None:
    long = {name for path in python_files(*ROOMS) for name in too_long(path.read_text("utf-8"), name_of(path))}
    assert sorted(set(LONGER) - long) == [], "these are short enough by now: take them off the list"
    assert all(reason.strip() for reason in LONGER.values())


def test_the_core_is_pure() -> None:
    files = python_files("detector")
    assert files, "the core has moved: tell this test where"
    found = [f"{name_of(path)}, {text}" for path in files for text in impure(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import os.path", "imports os.path"),
        ("def f():\n    from time import monotonic", "imports time"),
        ("from datetime import datetime\ndef f(): return datetime.now()", "calls now"),
        ("def f(): return open('x')", "calls open"),
        ("CACHE = {}", "mutable"),
        ("SEEN: set[str] = set()", "mutable"),
        ("N = 0\ndef f():\n    global N\n    N += 1", "global N"),
    ],
)
def test_the_check_of_the_core_notices(source: str, told: str) -> None:
    assert any(told in text for text in impure(source))


def test_the_check_of_the_core_allows_constants() -> None:
    assert impure("A = (1, 2)\nB: Mapping[str, int] = {'a': 1}\nC = frozenset({1})") == []


def test_the_check_of_sizes_notices() -> None:
    body = "    x = 1\n" * MAX_FUNCTION_LINES
    assert too_long(f"class C:\n  def f(self):\n{body.replace('    ', '      ')}", "a.py") == ["a.py:C.f"]
    assert too_long(f'def f():\n    """{"line" * 3}\n{"    text" + chr(10) * 1}    """\n{body[:-10]}', "a.py") == []
    assert too_long("x = 1\n" * (MAX_FILE_LINES + 1), "a.py") == ["a.py"]
