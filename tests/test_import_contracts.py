"""The floors are a test, not a promise: every contract in pyproject.toml holds, and each can be seen to fail."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# Contract → (module that is made to sin, the import that does it).
SINS = {
    "Floors: higher may import lower, never sideways, never up": ("desktop_app/search", "import desktop_app.imaging"),
    "Only the window imports PySide6": ("desktop_app/library", "from PySide6 import QtCore"),
    "Only encoders and training import torch, open_clip and timm": ("desktop_app/search", "import torch"),
    "The window reaches torch by no chain of imports": (
        "desktop_app/worker",
        "def late():\n    import desktop_app.workspace",
    ),
    "Only library imports sqlite3": ("desktop_app/indexing", "import sqlite3"),
    "Only search imports hnswlib": ("desktop_app/library", "import hnswlib"),
    "training and desktop_app are strangers": ("training", "import desktop_app.errors"),
    "resources imports neither": ("resources", "import desktop_app.errors"),
}


def lint(folder: Path) -> str:
    """The report of the import linter over the packages in `folder`."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
        ],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code, free to be spoiled."""
    folder = tmp_path_factory.mktemp("house")
    for package in ("desktop_app", "training", "resources"):
        shutil.copytree(
            REPOSITORY / package,
            folder / package,
            ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(".py")],
        )
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    return folder


def test_every_contract_has_been_seen_to_fail() -> None:
    assert {contract["name"] for contract in CONTRACTS} == set(SINS)


def test_all_contracts_hold(house: Path) -> None:
    report = lint(house)
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in report, report


@pytest.mark.parametrize("contract", SINS)
def test_a_forbidden_import_breaks_its_contract(house: Path, contract: str) -> None:
    package, sin = SINS[contract]
    spoiled = house / package / "sin.py"
    # The chain to torch is broken where the window meets the worker: in a module that the window imports already.
    victim = house / package / "client.py" if contract.startswith("The window") else None
    original = victim.read_text() if victim else ""
    if victim:
        victim.write_text(f"{original}\n\n{sin}\n")
    else:
        spoiled.write_text(f"{sin}\n")
    try:
        report = lint(house)
    finally:
        if victim:
            victim.write_text(original)
        else:
            spoiled.unlink()
    assert f"{contract} BROKEN" in report, report
