"""Where training starts from, and what it leaves: ordinary folders that any program with open_clip or timm loads."""

from pathlib import Path

from torch import nn

from training import image_models, open_clip_models
from training.adapters import lora_state
from training.config import TrainingError
from training.image_models import create_image_model, load_image_model
from training.model_config import Preprocessing, config_of, preprocessing_of
from training.open_clip_models import tokenizer_of

__all__ = [
    "Preprocessing",
    "create_image_model",
    "export",
    "load_image_model",
    "load_start",
    "preprocessing_of",
    "tokenizer_of",
]

_IMAGE_METHODS = ("simclr", "dino")


def load_start(model: str | Path, *, method: str = "clip", architecture: str = "") -> nn.Module:
    """The model that a run starts from, in float32, on the CPU, in evaluation mode; nothing is ever fetched.

    Args:
        model: a folder with open_clip_config.json and weights, or the name of one of open_clip's architectures, with
            random weights, or a file of weights. For methods that learn from images alone also a folder with
            timm_config.json, or the name of one of timm's architectures.
        method: "siglip" gives a model without a `logit_bias` one of −10, and a `logit_scale` of ln 10; "dino" lets a
            ViT take crops of any size.
        architecture: of a file of weights, which does not name its own.

    Raises:
        TrainingError: there is no such model, it needs a package that is missing, or its files are damaged, hold code,
            or are not of each other.
    """
    path = Path(model)
    sigmoid = method == "siglip"
    if path.is_dir():
        return _load_folder(path, method)
    weights = path if path.is_file() else None
    if weights and not architecture:
        raise TrainingError(f"{path.name} does not say of which architecture it is: name it, for example ViT-B-32")
    name = architecture if weights else str(model)
    if method in _IMAGE_METHODS and image_models.knows(name):
        return create_image_model(name, weights=weights, any_size=method == "dino")
    return open_clip_models.create_model(name, weights=weights, sigmoid=sigmoid)


def export(model: nn.Module, folder: Path, *, half: bool = False) -> None:
    """Writes a model that was loaded here as a folder, for open_clip or, an image tower alone, for `load_image_model`.

    Args:
        half: weights in float16, in half the space.

    Raises:
        TrainingError: a weight is no number, or adapters are not merged; nothing is written.
    """
    if lora_state(model):
        raise TrainingError("the adapters are not merged into the model yet")
    room = open_clip_models if "model_cfg" in config_of(model).document else image_models
    room.export(model, folder, half=half)


def _load_folder(folder: Path, method: str) -> nn.Module:
    if (folder / open_clip_models.CONFIG_FILE).is_file():
        return open_clip_models.load_folder(folder, sigmoid=method == "siglip")
    if not (folder / image_models.CONFIG_FILE).is_file():
        raise TrainingError(f"{folder.name} holds no model: {open_clip_models.CONFIG_FILE} is missing")
    if method not in _IMAGE_METHODS:
        raise TrainingError(f"{folder.name} has no text tower: choose a method that learns from images alone")
    return load_image_model(folder, any_size=method == "dino")
