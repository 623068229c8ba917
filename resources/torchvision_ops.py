"""Imports torchvision where its own operators cannot load.

open_clip and timm import torchvision, which fails when its compiled part does not fit the installed torch (a CPU torch
beside a torchvision that links CUDA): torchvision then describes operators that nobody defined, and raises. None of
them is used here, so their schemas are enough.

This lies in `resources` because both `desktop_app.encoders` and `training` need it and may not import each other.
"""

import importlib
import sys
import threading
from typing import Any

from resources.lean_imports import import_timm, put_off

_lock = threading.Lock()
_schemas_kept_alive: list[Any] = []  # operators vanish with the torch.library.Library that defined them

_UNUSED = ("models", "datasets", "io", "ops")
_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def import_torchvision() -> None:
    """Imports torchvision and timm; call it before open_clip or timm. Of torchvision only what is used is loaded.

    Raises:
        RuntimeError: torchvision fails for another reason than its missing operators.
    """
    with _lock:
        try:
            _import()
        except RuntimeError as error:
            if "torchvision::" not in str(error):
                raise
            _forget_half_imported()
            _define_schemas()
            _import()
        import_timm()


def _import() -> None:
    if "torchvision" not in sys.modules:
        put_off("torchvision", *_UNUSED)
    importlib.import_module("torchvision")


def _forget_half_imported() -> None:
    for name in [name for name in sys.modules if name == "torchvision" or name.startswith("torchvision.")]:
        del sys.modules[name]


def _define_schemas() -> None:
    import torch

    if _schemas_kept_alive:
        return
    library: Any = torch.library.Library  # has no annotations
    fragment = library("torchvision", "FRAGMENT")
    for schema in _SCHEMAS:
        fragment.define(schema)
    _schemas_kept_alive.append(fragment)
