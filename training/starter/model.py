"""The starter's architecture: an open_clip model by its configuration, with timm's MobileNetV2 for an image tower.

The backbone was trained with TensorFlow's padding, which `resources.timm_entries` makes known to timm by a name.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn
from torch.nn import functional

from resources.timm_entries import MOBILENET_V2_SAME, register_timm_entries
from training.config import TrainingError, write_atomically
from training.starter.config import StarterConfig

register_timm_entries()
import open_clip  # noqa: E402  (torchvision comes first)

CONFIG_FILE = "open_clip_config.json"
WEIGHTS_FILE = "open_clip_model.safetensors"


def open_clip_config(config: StarterConfig) -> dict[str, Any]:
    """What stands in `open_clip_config.json`."""
    return {
        "model_cfg": {
            "embed_dim": config.embed_dim,
            "vision_cfg": {
                "timm_model_name": MOBILENET_V2_SAME,
                "timm_model_pretrained": False,
                "timm_pool": "avg",
                "timm_proj": "mlp",
                "timm_proj_bias": True,
                "timm_drop": 0.0,
                "image_size": config.image_size_px,
            },
            "text_cfg": {
                "context_length": config.context_length,
                "vocab_size": 49408,
                "width": config.text_width,
                "heads": config.text_heads,
                "layers": config.text_layers,
            },
        },
        "preprocess_cfg": {
            "mean": [0.5, 0.5, 0.5],
            "std": [0.5, 0.5, 0.5],
            "interpolation": "bicubic",
            "resize_mode": "squash",  # it learnt from squeezed photos, and sees the edges too
        },
    }


def build_model(config: StarterConfig, *, backbone: Path | None = None) -> nn.Module:
    """An open_clip CLIP with a new projection and text tower, and the backbone's weights where a file is given."""
    torch.manual_seed(config.seed)
    model: nn.Module = open_clip.CLIP(**open_clip_config(config)["model_cfg"])
    if backbone is not None:
        load_backbone(model, backbone)
    with torch.no_grad():
        model.get_parameter("logit_scale").fill_(torch.tensor(config.initial_scale).log())
    return model


def load_backbone(model: Any, path: Path) -> None:
    """The trunk gets the file's weights, and the projection's first channels the classes that it could tell apart.

    Raises:
        TrainingError: the file does not hold timm's MobileNetV2.
    """
    try:
        weights = {name: value.float() for name, value in load_file(path).items()}
        classes = weights.pop("classifier.weight")[1:]  # (1000, 1280): the first is for what is none of them
        del weights["classifier.bias"]
        model.visual.trunk.load_state_dict(weights)
        _start_from_classes(model.visual.head.mlp.fc1, classes)
    except (OSError, RuntimeError, KeyError, SafetensorError) as error:
        raise TrainingError(f"{path.name} does not fit the image tower: {error}") from error


@torch.no_grad()
def _start_from_classes(layer: nn.Linear, classes: Tensor) -> None:
    """Channels that say how much a photo is of a class, as large as the layer's random ones were."""
    told = functional.normalize(classes - classes.mean(dim=0), dim=1)[: layer.out_features]
    layer.weight[: len(told)] = told * layer.weight.norm(dim=1).mean()


def tokenizer_of(context_length: int) -> Callable[[list[str]], Tensor]:
    """open_clip's own byte pair encoding: texts to (n, context_length) token ids."""
    tokenizer: Callable[[list[str]], Tensor] = open_clip.SimpleTokenizer(context_length=context_length)
    return tokenizer


def export(model: nn.Module, config: StarterConfig, folder: Path) -> None:
    """Writes the folder that `open_clip.create_model_and_transforms("local-dir:FOLDER")` loads; weights in float16."""
    half = {name: value.half().contiguous() for name, value in model.state_dict().items()}
    half = {name: value.long() if "num_batches" in name else value for name, value in half.items()}
    write_atomically(folder / WEIGHTS_FILE, save(half, metadata={"format": "pt"}))
    write_atomically(folder / CONFIG_FILE, (json.dumps(open_clip_config(config), indent=2) + "\n").encode())
