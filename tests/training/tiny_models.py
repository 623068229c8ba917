"""open_clip models so small that a test may train them, of the kinds that are met: ViT, timm's towers, ResNet."""

import json
from pathlib import Path
from typing import Any

import torch

from resources.torchvision_ops import import_torchvision

import_torchvision()
import open_clip  # noqa: E402  (torchvision comes first)

TEXT = {"context_length": 8, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 3}
VIT = {"image_size": 32, "layers": 3, "width": 32, "head_width": 16, "patch_size": 16}
RESNET = {"image_size": 32, "layers": [1, 1, 1, 1], "width": 8, "head_width": 16}


def timm_tower(name: str, **more: Any) -> dict[str, Any]:
    return {"timm_model_name": name, "timm_pool": "avg", "timm_proj": "linear", "image_size": 160, **more}


def model_cfg(vision: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"embed_dim": 16, "vision_cfg": vision or VIT, "text_cfg": TEXT, **more}


def tiny_clip(vision: dict[str, Any] | None = None, *, custom_text: bool = False, seed: int = 0) -> Any:
    """An open_clip model, random but the same for the same seed, in evaluation mode."""
    torch.manual_seed(seed)
    kind = open_clip.CustomTextCLIP if custom_text else open_clip.CLIP
    return kind(**model_cfg(vision)).eval()


def pixels(n: int = 2, size_px: int = 32) -> torch.Tensor:
    return torch.randn(n, 3, size_px, size_px, generator=torch.Generator().manual_seed(1))


def tokens(n: int = 2) -> torch.Tensor:
    """(n, 8) ids of short texts: start, words, end, padding."""
    words = torch.randint(1, 49406, (n, 4), generator=torch.Generator().manual_seed(2))
    edge = torch.ones(n, 1, dtype=torch.long)
    return torch.cat([edge * 49406, words, edge * 49407, edge * 0, edge * 0], dim=1)


def write_folder(folder: Path, cfg: dict[str, Any], weights: bytes | None = None, **preprocess: Any) -> Path:
    """A folder as open_clip has them; no weights file without weights."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {"model_cfg": cfg, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(document))
    if weights is not None:
        (folder / "open_clip_model.safetensors").write_bytes(weights)
    return folder
