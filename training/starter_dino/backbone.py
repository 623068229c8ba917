"""Where in each photo a convolutional network trained on ImageNet finds something, computed once.

timm's MobileNetV2 is read from a TensorFlow checkpoint, which pads unevenly where timm pads both sides. At 32 k + 1
pixels both are the same, and the map's outermost cells are centred on the photo's edges.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from resources.torchvision_ops import import_torchvision
from training.config import write_atomically
from training.weights import misfit, read_weights

import_torchvision()
import timm  # noqa: E402  (torchvision comes first)

CLASSES = 1001  # ImageNet's, after a background class


class Backbone(nn.Module):
    """The locked network with its classifier applied to every place of its map."""

    def __init__(self, weights: Path) -> None:
        """Raises TrainingError where the file does not hold timm's MobileNetV2 of 1,001 classes."""
        super().__init__()
        net: Any = timm.create_model("mobilenetv2_100", num_classes=CLASSES)
        try:
            net.load_state_dict({name: value.float() for name, value in read_weights(weights).items()})
        except RuntimeError as error:
            raise misfit(weights.name, net, error) from error
        self.net = net.to(memory_format=torch.channels_last)  # half the time on a processor
        self.eval().requires_grad_(requires_grad=False)

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) between 0 and 1 to (n, h, h), h = (s − 1) / 32 + 1: how much the classes at each place rise
        above their mean, log Σ exp(logit) − mean logit. Objects are high, sky and ground are low."""
        maps = self.net.forward_features(images * 2 - 1)
        logits = functional.conv2d(maps, self.net.classifier.weight[..., None, None], self.net.classifier.bias)
        saliency: Tensor = logits.logsumexp(dim=1) - logits.mean(dim=1)
        return saliency


@torch.inference_mode()
def cache_saliency(backbone: Backbone, pixels: Tensor, path: Path, *, size_px: int) -> Iterator[tuple[int, int]]:
    """Writes (n, h, h) saliency of all photos to `path` and reports how many are done; once is enough.

    Each map has mean 0 and deviation 1.

    Args:
        pixels: (n, 3, side, side) uint8.
        size_px: the side at which the backbone sees a photo, 32 k + 1.
    """
    if path.exists():
        return
    parts = []
    for start in range(0, len(pixels), 16):
        images = pixels[start : start + 16].float() / 255
        images = functional.interpolate(images, size=(size_px, size_px), mode="bicubic", align_corners=False)
        parts.append(backbone(images.clamp(0, 1).contiguous(memory_format=torch.channels_last)))
        yield min(start + 16, len(pixels)), len(pixels)
    maps = torch.cat(parts)
    maps = (maps - maps.mean(dim=(1, 2), keepdim=True)) / maps.std(dim=(1, 2), keepdim=True).clamp(min=1e-6)
    np.save(buffer := io.BytesIO(), maps.numpy())
    write_atomically(path, buffer.getvalue())


def read_saliency(path: Path) -> Tensor:
    """(n, h, h), what `cache_saliency` wrote."""
    return torch.from_numpy(np.load(path))
