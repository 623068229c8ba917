"""Brings the translations up to date: `make translations`.

    python -m scripts.translations

Collects what the window says from its sources, lets Qt's `lupdate` take it into each .ts of resources/translations,
where new words wait as "unfinished", and compiles those with `lrelease` to the .qm files that ship. (`lupdate` alone
would file the words of functions named `tr` under other contexts than they ask in.)
"""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "desktop_app" / "gui"
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("de",)


class Message(NamedTuple):
    """What is looked up: `context` is a class, or what a module's function `tr` says."""

    context: str
    text: str


class UnclearError(Exception):
    """Words whose context, or which themselves, cannot be told from the source."""


def main() -> int:
    found = messages(SOURCES)
    for language in LANGUAGES:
        file = ts_file(language)
        update(file, found)
        compile_to(file, file.with_suffix(".qm"))
        print(f"{file.relative_to(ROOT)}: {len(found)} texts")  # noqa: T201
    return 0


def ts_file(language: str) -> Path:
    return TRANSLATIONS / f"red-bicycle_{language}.ts"


def messages(folder: Path) -> list[Message]:
    """Everything that is said, by context and in the order of the sources. Raises `UnclearError`."""
    trees = {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted(folder.glob("*.py"))}
    contexts = {module: context for module, tree in trees.items() if (context := _own_context(tree)) is not None}
    found: dict[Message, None] = {}
    for module, tree in trees.items():
        found |= dict.fromkeys(_Reader(module, tree, contexts).messages())
    return sorted(found, key=lambda message: message.context)


def update(file: Path, found: list[Message]) -> None:
    """Takes the messages into a .ts file; translations that are there stay, others wait."""
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder) / "spoken.py"
        lines = [f"translate({message.context!r}, {message.text!r})" for message in found]
        spoken.write_text("\n".join((*lines, "")), "utf-8")
        _run("lupdate", str(spoken), "-silent", "-no-obsolete", "-locations", "none", "-ts", str(file))


def compile_to(file: Path, compiled: Path) -> None:
    _run("lrelease", "-silent", "-nounfinished", str(file), "-qm", str(compiled))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([Path(sys.executable).with_name(f"pyside6-{tool}"), *arguments], check=True)


class _Reader:
    """Finds what one module says."""

    def __init__(self, module: str, tree: ast.Module, contexts: dict[str, str]) -> None:
        self._module, self._tree, self._contexts = module, tree, contexts
        self._imported = {
            alias.asname or alias.name: (node.module or "").rpartition(".")[2]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def messages(self) -> Iterator[Message]:
        yield from self._in(self._tree, "")

    def _in(self, node: ast.AST, owner: str) -> Iterator[Message]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef) and child.name == "tr":
                continue
            if isinstance(child, ast.Call) and (context := self._context(child, owner)) is not None:
                yield from (Message(context, text) for text in self._texts(child.args[0]))
            yield from self._in(child, child.name if isinstance(child, ast.ClassDef) else owner)

    def _context(self, call: ast.Call, owner: str) -> str | None:
        """In what context it asks; None if it does not."""
        match call.func:
            case ast.Attribute(ast.Name("self"), "tr"):
                return owner
            case ast.Name("tr" | "later"):  # `later` marks what its module's `tr` is asked for when it is said
                return self._contexts[self._imported.get("tr", self._module)]
            case ast.Attribute(ast.Name(module), "tr") if module in self._contexts:
                return self._contexts[module]
            case ast.Attribute(attr="tr"):
                raise UnclearError(f"{self._module}.py, line {call.lineno}: whose tr is it?")
        return None

    def _texts(self, node: ast.expr) -> list[str]:
        match node:
            case ast.Constant(str(text)):
                return [text]
            case ast.IfExp(_, body, otherwise):
                return [*self._texts(body), *self._texts(otherwise)]
        raise UnclearError(f"{self._module}.py, line {node.lineno}: only words that stand there can be translated")


def _own_context(tree: ast.Module) -> str | None:
    """What a module's own `tr(text)` asks in: `return QCoreApplication.translate("context", text)`."""
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name == "tr":
            for node in ast.walk(function):
                match node:
                    case ast.Call(ast.Attribute(attr="translate"), [ast.Constant(str(context)), *_]):
                        return context
    return None


if __name__ == "__main__":
    sys.exit(main())
