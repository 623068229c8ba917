"""Random timm models of photos alone, small enough to make in a test, in the layout in which training exports them."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from resources.torchvision_ops import import_torchvision

import_torchvision()
import timm  # noqa: E402  (torchvision comes first)

PREPROCESS = {
    "image_size_px": 32,
    "mean": [0.5, 0.4, 0.3],
    "std": [0.2, 0.25, 0.3],
    "interpolation": "bicubic",
    "resize_mode": "squash",
}
TINY: dict[str, Any] = {"img_size": 32, "patch_size": 8, "embed_dim": 24, "depth": 2, "num_heads": 3}
VIT: dict[str, Any] = {
    "architecture": "vit_tiny_patch16_224",
    "model_args": {**TINY, "dynamic_img_size": True},
    "preprocess": PREPROCESS,
    "pooling": "token",
}
CONVNET: dict[str, Any] = {
    "architecture": "mobilenetv2_035",
    "model_args": {},
    "preprocess": {**PREPROCESS, "resize_mode": "shortest"},
}


def random_model(architecture: str, *, seed: int = 0, **model_args: Any) -> Any:
    """In evaluation mode, with weights strong enough that tokens differ and attention is uneven."""
    torch.manual_seed(seed)
    model: Any = timm.create_model(architecture, num_classes=0, **model_args).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return model


def write_image_model(
    folder: Path, config: dict[str, Any] | None = None, *, seed: int = 0, dtype: torch.dtype = torch.float32
) -> Path:
    """A folder with configuration and weights; returns the weights file."""
    config = VIT if config is None else config
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "timm_config.json").write_text(json.dumps(config))
    model = random_model(config["architecture"], seed=seed, **config["model_args"])
    path = folder / "model.safetensors"
    state = model.state_dict()
    save_file({k: v.to(dtype) if v.is_floating_point() else v for k, v in state.items()}, path)
    return path


def edit_config(folder: Path, **changes: Any) -> None:
    """Changes top-level keys of timm_config.json; None takes one away."""
    path = folder / "timm_config.json"
    config = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
