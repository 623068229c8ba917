"""Builds open_clip models from folders: the one place where open_clip gives a model, a transform and a tokenizer."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from PIL import Image

from desktop_app.encoders.loading import LOADING_FAILURES, Facts, first_line
from desktop_app.encoders.model_folder import read_model_config, require_packages
from desktop_app.encoders.uninitialised import Uninitialised
from desktop_app.errors import ModelDamagedError, ModelError
from resources.timm_entries import register_timm_entries

register_timm_entries()
import open_clip  # noqa: E402  (torchvision comes first)


class LoadedModel(NamedTuple):
    """`preprocess`: picture → float32 [3, H, W]. `tokenize`: texts → int64 [N, context length]."""

    model: Any
    preprocess: Callable[[Image.Image], torch.Tensor]
    tokenize: Callable[[Sequence[str]], torch.Tensor]


def load_model(folder: Path) -> LoadedModel:
    """The model in `folder`, float32, on the CPU, in evaluation mode.

    Raises:
        ModelDamagedError: weights and configuration do not fit each other, or are not readable.
        ModelError: a package is missing.
    """
    config = read_model_config(folder)
    require_packages(config)
    name = f"local-dir:{folder}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # open_clip speaks to developers
            with Uninitialised():
                model, _, preprocess = open_clip.create_model_and_transforms(
                    name, device="cpu", precision="fp32", weights_only=True, require_pretrained=True
                )
            tokenize = _tokenizer(name, config)
    except LOADING_FAILURES as error:
        raise ModelDamagedError(f"The model in {folder.name} cannot be loaded: {first_line(error)}") from error
    model.eval().requires_grad_(requires_grad=False)
    return LoadedModel(model, preprocess, tokenize)


def _tokenizer(name: str, model_cfg: Mapping[str, Any]) -> Callable[[Sequence[str]], torch.Tensor]:
    """Where it is CLIP's own, the one that open_clip made when it was imported: another takes a tenth of a second."""
    text_cfg = model_cfg["text_cfg"]
    if "hf_tokenizer_name" in text_cfg or "tokenizer_kwargs" in text_cfg or "context_length" not in text_cfg:
        tokenizer = open_clip.get_tokenizer(name)
        return lambda texts: tokenizer(list(texts))
    context_length = text_cfg["context_length"]
    return lambda texts: open_clip.tokenize(list(texts), context_length=context_length)


@torch.inference_mode()
def describe(loaded: LoadedModel) -> Facts:
    """Sizes, found by asking the model for the embedding of one text."""
    tokens = loaded.tokenize([""])
    everything = sum(parameter.numel() for parameter in loaded.model.parameters())
    image_tower = sum(parameter.numel() for parameter in loaded.model.visual.parameters())
    return Facts(
        dim=int(loaded.model.encode_text(tokens).shape[-1]),
        image_size_px=image_size_of(loaded.model),
        context_length=int(tokens.shape[-1]),
        image_parameters=image_tower,
        text_parameters=everything - image_tower,
    )


def image_size_of(model: Any) -> int:
    """Edge in pixels of the square that the image tower takes."""
    size = model.visual.image_size
    return int(size if isinstance(size, int) else size[0])


def config_of_architecture(architecture: str) -> dict[str, Any]:
    """The content of open_clip_config.json for one of open_clip's own architectures.

    Preprocessing is that of the architecture's published weights where there are any, else CLIP's.

    Raises:
        ModelError: open_clip knows no such architecture.
    """
    model_cfg = open_clip.get_model_config(architecture) if ":" not in architecture else None
    if model_cfg is None:
        raise ModelError(f"open_clip knows no architecture called {architecture}. One it knows is ViT-B-32.")
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    published = open_clip.get_pretrained_cfg(architecture, tags[0]) if tags else {}
    keys = ("mean", "std", "interpolation", "resize_mode")
    return {"model_cfg": model_cfg, "preprocess_cfg": {key: published[key] for key in keys if key in published}}
