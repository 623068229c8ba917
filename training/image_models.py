"""Image towers on their own: timm's models, for methods that learn from images alone.

A folder holds timm_config.json ({"architecture", "model_args", "preprocess"}) and model.safetensors.
"""

import json
import re
import warnings
from pathlib import Path
from typing import Any

import msgspec
from torch import nn

from resources.torchvision_ops import import_torchvision
from training.config import TrainingError, write_atomically
from training.model_config import ModelConfig, Preprocessing, attach, config_of, read_document
from training.weights import FAILURES, first_line, misfit, read_weights, write_weights

import_torchvision()
import timm  # noqa: E402  (torchvision comes first)

import resources.hybrid_vit  # noqa: E402, F401  (one more architecture for timm)

CONFIG_FILE = "timm_config.json"
WEIGHTS_FILE = "model.safetensors"

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]+")  # timm fetches and reads what has a colon in its name
_FETCHING_ARGS = {"pretrained", "pretrained_cfg", "pretrained_cfg_overlay", "checkpoint_path", "cache_dir"}


def knows(architecture: str) -> bool:
    """Whether timm has an architecture of that name."""
    return bool(_PLAIN_NAME.fullmatch(architecture)) and timm.is_model(architecture)


def create_image_model(
    architecture: str,
    *,
    model_args: dict[str, Any] | None = None,
    preprocessing: Preprocessing | None = None,
    weights: Path | None = None,
    any_size: bool = False,
) -> nn.Module:
    """A timm model with random weights or those of a file, that maps (n, 3, size, size) to (n, d), in evaluation mode.

    Args:
        model_args: for the architecture, such as {"img_size": 112, "depth": 6}.
        preprocessing: by default what timm says of the architecture.
        weights: a file; what it holds of a classifier is left out.
        any_size: lets a ViT take images of other sizes too, which multi-crop needs.

    Raises:
        TrainingError: timm has no such architecture, it takes no such arguments, or the file is damaged, holds code
            or another architecture.
    """
    if not knows(architecture):
        raise TrainingError(f"timm knows no architecture called {architecture}: one it knows is vit_small_patch16_224")
    if forbidden := sorted(_FETCHING_ARGS & set(model_args or {})):
        raise TrainingError(f"a model's arguments cannot name weights to fetch: leave out {', '.join(forbidden)}")
    wanted = dict(model_args or {})
    attempts = [{**wanted, "dynamic_img_size": True}] if any_size else []  # convolutions need not be told, nor can be
    model, told = _create(architecture, [*attempts, wanted])
    if weights:
        _load(model, weights)
    preprocessing = preprocessing or _preprocessing(model, told)
    document = {"architecture": architecture, "model_args": told, "preprocess": preprocessing.to_json()}
    return attach(model.eval(), ModelConfig(document, preprocessing))


def load_image_model(folder: Path, *, any_size: bool = False) -> nn.Module:
    """The model that `export` wrote, in float32 and evaluation mode.

    Args:
        any_size: as in `create_image_model`.

    Raises:
        TrainingError: configuration or weights are missing, damaged, or not of each other.
    """
    document = read_document(folder / CONFIG_FILE)
    try:
        architecture, model_args = str(document["architecture"]), dict(document["model_args"])
        preprocessing = msgspec.convert(document["preprocess"], Preprocessing)
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(f"{CONFIG_FILE} of {folder.name} does not describe a model: {first_line(error)}") from error
    return create_image_model(
        architecture,
        model_args=model_args,
        preprocessing=preprocessing,
        weights=folder / WEIGHTS_FILE,
        any_size=any_size,
    )


def export(model: nn.Module, folder: Path, *, half: bool = False) -> None:
    """Writes the folder that `load_image_model` loads. Raises TrainingError where a weight is no number."""
    write_weights(folder / WEIGHTS_FILE, model, half=half)
    document = config_of(model).document
    write_atomically(folder / CONFIG_FILE, (json.dumps(document, indent=2) + "\n").encode())


def _create(architecture: str, attempts: list[dict[str, Any]]) -> tuple[Any, dict[str, Any]]:
    """The model by the first arguments that it takes, and these."""
    for model_args in attempts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # timm speaks to developers
                return timm.create_model(architecture, pretrained=False, num_classes=0, **model_args), model_args
        except FAILURES as error:
            refused = error
    raise TrainingError(f"timm cannot make {architecture} with these arguments: {first_line(refused)}") from refused


def _load(model: Any, path: Path) -> None:
    names = model.pretrained_cfg.get("classifier") or ()
    heads = tuple(f"{name}." for name in ((names,) if isinstance(names, str) else names))
    weights = {name: value for name, value in read_weights(path).items() if not name.startswith(heads)}
    try:
        model.load_state_dict(weights)
    except FAILURES as error:
        raise misfit(path.name, model, error) from error


def _preprocessing(model: Any, model_args: dict[str, Any]) -> Preprocessing:
    data: Any = timm.data  # without annotations
    said = data.resolve_model_data_config(model)
    size_px = model_args.get("img_size") or said["input_size"][-1]
    return Preprocessing(
        image_size_px=int(size_px if isinstance(size_px, int) else size_px[0]),
        mean=tuple(said["mean"]),
        std=tuple(said["std"]),
        interpolation="bilinear" if said["interpolation"] == "bilinear" else "bicubic",
    )
