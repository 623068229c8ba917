"""What a model's own file says of it: kept beside the model from where it is loaded to where it is exported."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from torch import Tensor, nn

from resources.torchvision_ops import import_torchvision
from training.config import TrainingError

import_torchvision()
from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: E402  (torchvision comes first)

_KEY = "model_config"


@dataclass(frozen=True)
class Preprocessing:
    """How a photo becomes what the image tower takes."""

    image_size_px: int  # edge of the square
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: Literal["bicubic", "bilinear", "random"] = "bicubic"  # "random" was so in training only
    resize_mode: Literal["shortest", "longest", "squash"] = "shortest"  # cut then, or filled up, or squeezed

    def transform(self) -> Callable[[Image.Image], Tensor]:
        """Pillow image to (3, image_size_px, image_size_px), without chance: what the finished model will see."""
        config = PreprocessCfg(
            size=self.image_size_px,
            mean=self.mean,
            std=self.std,
            interpolation=self.interpolation,
            resize_mode=self.resize_mode,
        )
        transform: Callable[[Image.Image], Tensor] = image_transform_v2(config, is_train=False)
        return transform

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class ModelConfig:
    """A model's configuration, and what follows from it."""

    document: dict[str, Any]  # the content of open_clip_config.json or timm_config.json
    preprocessing: Preprocessing
    folder: Path | None = None  # where the model came from, which may hold its tokenizer


def attach(model: nn.Module, config: ModelConfig) -> nn.Module:
    """The model, which from now on knows its configuration; copies of it do too."""
    vars(model)[_KEY] = config
    return model


def config_of(model: nn.Module) -> ModelConfig:
    """Raises ValueError for a model that was not loaded here."""
    config = vars(model).get(_KEY)
    if not isinstance(config, ModelConfig):
        raise ValueError("the model has no configuration: it comes from elsewhere")
    return config


def preprocessing_of(model: nn.Module) -> Preprocessing:
    """As the model's own configuration says."""
    return config_of(model).preprocessing


def read_document(path: Path) -> dict[str, Any]:
    """Raises TrainingError where the file is no JSON object."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path.name} of {path.parent.name} cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise TrainingError(f"{path.name} of {path.parent.name} does not describe a model")
    return document
