"""Builds image models from folders: the one place where timm gives a model."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn

from desktop_app.encoders.loading import LOADING_FAILURES, Facts, first_line
from desktop_app.encoders.pixels import Preprocess, preprocess_of
from desktop_app.encoders.timm_config import (
    TIMM_CONFIG_FILE,
    TIMM_WEIGHTS_FILE,
    Preprocessing,
    TimmConfig,
    read_timm_config,
)
from desktop_app.errors import ModelDamagedError
from resources.torchvision_ops import import_torchvision

import_torchvision()
import timm  # noqa: E402  (torchvision comes first)
from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: E402

import resources.hybrid_vit  # noqa: E402, F401  (one more architecture for timm)

Transform = Callable[[Image.Image], Tensor]


class LoadedImageModel(NamedTuple):
    """`model`: float32 [N, 3, H, W] → [N, dim]."""

    model: nn.Module
    preprocessing: Preprocessing
    dim: int


def load_image_model(folder: Path) -> LoadedImageModel:
    """The model in `folder`, float32, on the CPU, in evaluation mode.

    A vision transformer takes pictures of any size that its patches divide: its position embeddings are interpolated.

    Raises:
        ModelDamagedError: configuration or weights are unreadable, not of each other, or not of a model that gives one
            vector a picture.
    """
    config = read_timm_config(folder)
    model = _build(config, folder.name)
    try:
        weights = load_file(folder / TIMM_WEIGHTS_FILE)
    except LOADING_FAILURES as error:
        raise ModelDamagedError(f"The weights in {folder.name} cannot be read: {first_line(error)}") from error
    try:
        model.load_state_dict(weights)  # half precision becomes float32
    except LOADING_FAILURES as error:
        raise ModelDamagedError(f"The weights in {folder.name} are not those of its {TIMM_CONFIG_FILE}.") from error
    model.eval().requires_grad_(requires_grad=False)
    return LoadedImageModel(model, config.preprocess, _try_out(model, config.preprocess.image_size_px, folder.name))


def describe_image_model(loaded: LoadedImageModel) -> Facts:
    """Sizes, as the catalogue has them."""
    return Facts(
        dim=loaded.dim,
        image_size_px=loaded.preprocessing.image_size_px,
        context_length=0,
        image_parameters=sum(parameter.numel() for parameter in loaded.model.parameters()),
        text_parameters=0,
    )


def preprocess_of_model(preprocessing: Preprocessing) -> Preprocess:
    """An upright picture to float32 [3, image_size_px, image_size_px]."""
    edge_px = preprocessing.image_size_px
    config = _config(preprocessing, (edge_px, edge_px), preprocessing.resize_mode)
    return preprocess_of(config, image_transform_v2(config, is_train=False))


def whole_picture_transform(preprocessing: Preprocessing, size_px: tuple[int, int]) -> Transform:
    """An upright picture to float32 [3, height, width], all of it, whatever the model's own way to a square is.

    Args:
        size_px: height and width.
    """
    transform: Transform = image_transform_v2(_config(preprocessing, size_px, "squash"), is_train=False)
    return transform


def _config(preprocessing: Preprocessing, size_px: tuple[int, int], resize_mode: str) -> PreprocessCfg:
    return PreprocessCfg(
        size=size_px,
        mean=preprocessing.mean,
        std=preprocessing.std,
        interpolation=preprocessing.interpolation,
        resize_mode=resize_mode,
    )


def _build(config: TimmConfig, name: str) -> Any:
    """With random weights, for pictures of any size where the architecture can."""
    if not timm.is_model(config.architecture):
        raise ModelDamagedError(f"The model in {name} is of an architecture that timm does not know.")
    arguments = dict(config.model_args) | ({} if config.pooling is None else {"global_pool": config.pooling})
    return _first_that_works(config.architecture, [{**arguments, "dynamic_img_size": True}, arguments], name)


def _first_that_works(architecture: str, attempts: Sequence[dict[str, Any]], name: str) -> Any:
    for arguments in attempts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # timm speaks to developers
                return timm.create_model(architecture, pretrained=False, num_classes=0, **arguments)
        except LOADING_FAILURES as error:
            refused = error
    raise ModelDamagedError(f"The model in {name} cannot be built: {first_line(refused)}") from refused


@torch.inference_mode()
def _try_out(model: nn.Module, image_size_px: int, name: str) -> int:
    """Numbers in an embedding, found by asking for one."""
    try:
        features = model(torch.zeros(1, 3, image_size_px, image_size_px))
    except LOADING_FAILURES as error:
        raise ModelDamagedError(f"The model in {name} takes no pictures of {image_size_px} pixels.") from error
    if not isinstance(features, Tensor) or features.ndim != 2 or not bool(features.isfinite().all()):
        raise ModelDamagedError(f"The model in {name} does not give one vector a picture.")
    return features.shape[1]
