"""Random open_clip models, small enough to make in a test, in the layout of the hub."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from resources.torchvision_ops import import_torchvision

import_torchvision()
import open_clip  # noqa: E402  (torchvision comes first)

TEXT = {"context_length": 12, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2}
PREPROCESS = {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.25, 0.3], "interpolation": "bilinear", "resize_mode": "squash"}
VIT: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": 24,
        "vision_cfg": {"image_size": 64, "layers": 2, "width": 64, "head_width": 32, "patch_size": 32},
        "text_cfg": TEXT,
    },
    "preprocess_cfg": {"resize_mode": "shortest"},
}
TIMM: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": 24,
        "vision_cfg": {
            "timm_model_name": "mobilenetv2_035",
            "timm_model_pretrained": False,
            "timm_pool": "avg",
            "timm_proj": "linear",
            "image_size": 64,
        },
        "text_cfg": TEXT,
    },
    "preprocess_cfg": PREPROCESS,
}


def random_weights(config: dict[str, Any], *, seed: int = 0) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    model = open_clip.CLIP(**config["model_cfg"])
    return {name: value.contiguous() for name, value in model.state_dict().items()}


def write_model(folder: Path, config: dict[str, Any] | None = None, *, seed: int = 0, pickled: bool = False) -> Path:
    """A folder with configuration and weights; returns the weights file."""
    config = VIT if config is None else config
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    weights = random_weights(config, seed=seed)
    if pickled:
        path = folder / "open_clip_pytorch_model.bin"
        torch.save(weights, path)
    else:
        path = folder / "open_clip_model.safetensors"
        save_file(weights, path)
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Danger:
    """Pickles to a call that leaves a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.trace),))


CATALOGUE = """
[[model]]
id = "tiny"
title = "Tiny"
architecture = "ViT-tiny"
licence = "MIT"
dim = 24
image_size_px = 64
context_length = 12
image_parameters = 1
text_parameters = 1
source = "hub:someone/tiny"
{more}

[[model]]
id = "shipped"
title = "Shipped"
architecture = "ViT-tiny"
licence = "MIT"
dim = 24
image_size_px = 64
context_length = 12
image_parameters = 1
text_parameters = 1
source = "resources:shipped"
sha256 = "{sha256}"
"""


def write_shipped(folder: Path, more: str = "") -> Path:
    """A stand-in for `resources/models`: one model inside, one on a hub."""
    weights = write_model(folder / "shipped", seed=3)
    (folder / "catalog.toml").write_text(CATALOGUE.format(more=more, sha256=sha256(weights)))
    return folder
