"""Imports torch, torchvision and timm without what they drag in and nobody here uses, most of the time to a search.

torchvision imports its collection of models, its data sets and its operators, and those (like two of timm's models, by
a decorator) import torch's compiler with sympy, the distributed tensors and the exporters. Here such packages are put
off: they are there by name, their submodules can be imported, and they load when something of theirs is asked for.

torch itself spends a quarter of its import on rules for tensors without values, which compilers and exporters follow.
"""

import importlib
import importlib.machinery
import importlib.util
import sys
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_loading = threading.RLock()


class _PutOff(types.ModuleType):
    """A module whose own code has not run yet."""

    _has_run = False

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):  # else the import system looks at it
            with _loading:
                if not self._has_run:
                    self._has_run = True
                    assert self.__spec__ is not None
                    assert self.__spec__.loader is not None
                    self.__spec__.loader.exec_module(self)
            if name in self.__dict__:
                return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def put_off(package: str, *modules: str) -> None:
    """These load when they are used; one that is loaded or cannot be found is left alone."""
    places = _places(package)
    for name in [f"{package}.{each}" for each in modules]:
        spec = _find(name, places) if name not in sys.modules else None
        if spec is None:
            continue
        module = _PutOff(name)
        module.__spec__, module.__loader__, module.__package__ = spec, spec.loader, spec.parent
        if spec.submodule_search_locations is not None:
            module.__path__ = spec.submodule_search_locations
        module.__file__ = spec.origin
        sys.modules[name] = module


@contextmanager
def without_compiler_marks() -> Iterator[None]:
    """Inside, `torch.compiler.disable` marks nothing: the mark is for torch.compile alone, and imports all of it."""
    import torch

    marker = torch.compiler.disable
    torch.compiler.disable = _unmarked  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.compiler.disable = marker


def import_torch() -> None:
    """Imports torch for computing: not for `torch.compile` or export, which need what is put off here.

    Whoever wants those in the same process says `torch._meta_registrations.aten` first, and it is loaded.
    """
    if "torch" not in sys.modules:
        put_off("torch", "_meta_registrations")
        importlib.import_module("torch")


def import_timm() -> None:
    """Imports timm, with torchvision there already."""
    if "timm" not in sys.modules:
        with _loading, without_compiler_marks():
            importlib.import_module("timm")


def _unmarked(function: Callable[..., Any] | None = None, **_: object) -> Any:
    return (lambda each: each) if function is None else function


def _places(package: str) -> Any:
    found = importlib.util.find_spec(package)
    return None if found is None else found.submodule_search_locations


def _find(name: str, places: Any) -> importlib.machinery.ModuleSpec | None:
    """Asks the finders themselves: `importlib.util.find_spec` would import the package around it."""
    for finder in sys.meta_path:
        spec = finder.find_spec(name, places) if places is not None else None
        if spec is not None:
            return spec
    return None
