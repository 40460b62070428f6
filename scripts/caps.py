"""Counts what must not creep: `type: ignore`, `Any`, long files and functions. Ends with 1 over a cap."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Final

MOST_IGNORES: Final = 2
"""`type: ignore` comments, everywhere."""

MOST_ANY: Final = 30
"""Uses of `Any` in annotations under src (rows of frames as dictionaries, parsed JSON)."""

MOST_LINES: Final = 400
"""Lines of one Python file."""

MOST_FUNCTION_LINES: Final = 50
"""Lines of one function under src, its docstring not counted."""

FOLDERS: Final = ("src", "tests", "benchmarks", "scripts")


def main() -> int:
    """Print the counts; 0 when every cap holds."""
    files = sorted(path for folder in FOLDERS for path in Path(folder).rglob("*.py"))
    texts = {path: path.read_text("utf-8") for path in files}
    others = [text for path, text in texts.items() if path.name != "caps.py"]
    ignores = sum(len(re.findall(r"#\s*type:\s*ignore", text)) for text in others)
    anys = sum(_anys(text) for path, text in texts.items() if path.parts[0] == "src")
    problems = [f"{path}: {count} lines" for path, text in texts.items() if (count := text.count("\n")) > MOST_LINES]
    problems += [
        f"{path}:{line} {name}: {count} lines"
        for path, text in texts.items()
        if path.parts[0] == "src"
        for name, line, count in _long_functions(text)
    ]
    print(f"type: ignore {ignores} of {MOST_IGNORES}, Any {anys} of {MOST_ANY}, {len(files)} files")
    if ignores > MOST_IGNORES or anys > MOST_ANY:
        problems.append("a cap on type: ignore or Any is passed")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _anys(text: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(ast.parse(text)))


def _long_functions(text: str) -> list[tuple[str, int, int]]:
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            start = (first.end_lineno or node.lineno) if documented else node.lineno
            count = node.end_lineno - start
            if count > MOST_FUNCTION_LINES:
                found.append((node.name, node.lineno, count))
    return found


if __name__ == "__main__":
    sys.exit(main())
