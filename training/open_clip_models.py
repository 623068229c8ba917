"""open_clip's models: built as their configuration says, loaded from files, and written as ordinary folders."""

import copy
import importlib.util
import json
import math
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import torch
from torch import Tensor, nn

from resources.timm_entries import register_timm_entries
from training import image_models
from training.config import TrainingError, write_atomically
from training.model_config import ModelConfig, Preprocessing, attach, config_of, read_document
from training.weights import FAILURES, first_line, misfit, read_weights, write_weights

register_timm_entries()
import open_clip  # noqa: E402  (torchvision comes first)

CONFIG_FILE = "open_clip_config.json"
WEIGHTS_FILE = "open_clip_model.safetensors"

_WEIGHTS_FILES = (
    WEIGHTS_FILE,
    "open_clip_pytorch_model.safetensors",
    "open_clip_pytorch_model.bin",
    "model.safetensors",
    "pytorch_model.bin",
)
"""In the order in which open_clip prefers them."""
_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer.model",
    "vocab.json",
    "vocab.txt",
    "merges.txt",
)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]+")  # open_clip fetches what has a colon in its name
_PREPROCESSING = ("mean", "std", "interpolation", "resize_mode")


class _ModelCfg(msgspec.Struct):
    vision_cfg: dict[str, Any]
    text_cfg: dict[str, Any]


class _Document(msgspec.Struct):
    """What open_clip_config.json has to hold at least."""

    model_cfg: _ModelCfg
    preprocess_cfg: dict[str, Any]


def load_folder(folder: Path, *, sigmoid: bool = False) -> nn.Module:
    """The model of an open_clip folder, in float32, on the CPU, in evaluation mode.

    Args:
        sigmoid: gives a model without a `logit_bias` one of −10, and a `logit_scale` of ln 10.

    Raises:
        TrainingError: it needs a missing package, or its files are damaged, hold code, or are not of each other.
    """
    document = read_document(folder / CONFIG_FILE)
    weights = next((folder / name for name in _WEIGHTS_FILES if (folder / name).is_file()), None)
    if weights is None:
        raise TrainingError(f"{folder.name} has no weights: {WEIGHTS_FILE} is missing")
    return _model(document, folder.name, weights=weights, sigmoid=sigmoid, folder=folder)


def create_model(architecture: str, *, weights: Path | None = None, sigmoid: bool = False) -> nn.Module:
    """One of open_clip's own architectures, with the weights of a file or random ones; otherwise as `load_folder`.

    Raises:
        TrainingError: as `load_folder`, or open_clip has no such architecture.
    """
    known = open_clip.get_model_config(architecture) if _PLAIN_NAME.fullmatch(architecture) else None
    if known is None:
        raise TrainingError(f"{architecture} is neither a file, nor a folder, nor an architecture such as ViT-B-32")
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    published = open_clip.get_pretrained_cfg(architecture, tags[0]) if tags else {}
    preprocess = {key: published[key] for key in _PREPROCESSING if published.get(key)}
    document = {"model_cfg": known, "preprocess_cfg": preprocess}
    return _model(document, architecture, weights=weights, sigmoid=sigmoid)


def export(model: nn.Module, folder: Path, *, half: bool = False) -> None:
    """Writes the folder that `open_clip.create_model_and_transforms("local-dir:FOLDER")` loads; `half` is float16.

    Raises:
        TrainingError: a weight is no number; nothing is written.
    """
    config = config_of(model)
    write_weights(folder / WEIGHTS_FILE, model, half=half)
    if config.folder and config.folder != folder and _tokenizer_name(config.document):
        for name in _TOKENIZER_FILES:
            if (config.folder / name).is_file():
                write_atomically(folder / name, (config.folder / name).read_bytes())
    write_atomically(folder / CONFIG_FILE, (json.dumps(config.document, indent=2) + "\n").encode())


def tokenizer_of(model: nn.Module) -> Callable[[list[str]], Tensor]:
    """Texts to (n, context_length) token ids, as the model's own configuration says.

    Raises:
        TrainingError: the model has no text tower, or its tokenizer cannot be loaded.
    """
    config = config_of(model)
    if "model_cfg" not in config.document:
        raise TrainingError("the model has no text tower: choose a method that learns from images alone")
    text = config.document["model_cfg"]["text_cfg"]
    tokenizer: Callable[[list[str]], Tensor]
    try:
        if config.folder and _tokenizer_name(config.document):
            tokenizer = open_clip.get_tokenizer(f"local-dir:{config.folder}")
        else:
            length = text.get("context_length", open_clip.tokenizer.DEFAULT_CONTEXT_LENGTH)
            tokenizer = open_clip.SimpleTokenizer(context_length=length, **(text.get("tokenizer_kwargs") or {}))
    except FAILURES as error:
        raise TrainingError(f"the model's tokenizer cannot be loaded: {first_line(error)}") from error
    return tokenizer


def _model(
    document: dict[str, Any], name: str, *, weights: Path | None, sigmoid: bool, folder: Path | None = None
) -> nn.Module:
    """`name` is what messages call the model."""
    document = copy.deepcopy(document)
    model_cfg = _checked(document, name, folder)
    biased = model_cfg.get("init_logit_bias") is not None
    if sigmoid and not biased:
        model_cfg |= {"init_logit_scale": math.log(10), "init_logit_bias": -10}
    model = _build(model_cfg, name)
    if weights:
        _load(model, weights, keep_scale=biased or not sigmoid)
    preprocessing = _preprocessing(document["preprocess_cfg"], model, name)
    return attach(model.eval(), ModelConfig(document, preprocessing, folder))


def _checked(document: dict[str, Any], name: str, folder: Path | None) -> dict[str, Any]:
    """The `model_cfg`, which names nothing that would be fetched or that is missing."""
    document.setdefault("preprocess_cfg", {})
    try:
        msgspec.convert(document, _Document)
    except msgspec.ValidationError as error:
        raise TrainingError(f"{CONFIG_FILE} of {name} describes no open_clip model: {first_line(error)}") from error
    model_cfg: dict[str, Any] = document["model_cfg"]
    vision, text = model_cfg["vision_cfg"], model_cfg["text_cfg"]
    if text.get("hf_model_name"):
        raise TrainingError(f"the text tower of {name} is from another library (transformers): choose another model")
    if "timm_model_name" in vision:
        if not image_models.knows(str(vision["timm_model_name"])):
            raise TrainingError(f"timm does not know the image tower of {name}: {vision['timm_model_name']}")
        vision["timm_model_pretrained"] = False
    if _tokenizer_name(document):
        if importlib.util.find_spec("transformers") is None:
            raise TrainingError(f"the tokenizer of {name} needs a missing package: pip install transformers")
        if folder is None:
            raise TrainingError(f"{name} brings its own tokenizer: start from a folder that holds it")
    return model_cfg


def _tokenizer_name(document: dict[str, Any]) -> str:
    return str(document["model_cfg"]["text_cfg"].get("hf_tokenizer_name") or "")


def _build(model_cfg: dict[str, Any], name: str) -> Any:
    """As open_clip.create_model chooses, without what that fetches and logs."""
    settings = {key: value for key, value in model_cfg.items() if key != "custom_text"}
    kind = open_clip.CustomTextCLIP if model_cfg.get("custom_text") else open_clip.CLIP
    kind = open_clip.CoCa if "multimodal_cfg" in model_cfg else kind
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # open_clip and timm speak to developers
            return kind(**settings)
    except FAILURES as error:
        raise TrainingError(f"{CONFIG_FILE} of {name} describes no model of open_clip: {first_line(error)}") from error


def _load(model: Any, path: Path, *, keep_scale: bool) -> None:
    """Takes what open_clip takes: also the names of other projects, and positions of another image size."""
    read_weights(path)  # what fails from here on is the architecture
    scales = (model.logit_scale, model.logit_bias)
    fresh = [None if value is None else value.detach().clone() for value in scales]
    try:
        open_clip.load_checkpoint(model, str(path), weights_only=True)
    except FAILURES as error:
        raise misfit(path.name, model, error) from error
    with torch.no_grad():
        for value, start in zip(scales, fresh, strict=True):
            if start is not None and not keep_scale:
                value.copy_(start)


def _preprocessing(document: dict[str, Any], model: Any, name: str) -> Preprocessing:
    size = model.visual.image_size
    edges = {size} if isinstance(size, int) else set(size)
    if len(edges) != 1:
        raise TrainingError(f"{name} takes images that are not square: choose another model")
    standard = {"mean": open_clip.OPENAI_DATASET_MEAN, "std": open_clip.OPENAI_DATASET_STD}
    given = {key: document[key] for key in _PREPROCESSING if document.get(key)}
    try:
        return msgspec.convert({**standard, **given, "image_size_px": edges.pop()}, Preprocessing)
    except msgspec.ValidationError as error:
        raise TrainingError(f"the preprocess_cfg of {name} makes no sense: {first_line(error)}") from error
