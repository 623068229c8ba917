"""What a convolutional network trained on ImageNet sees in crops: the tokens of the transformer behind it, and where
its objects are."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from resources.hybrid_vit import build_stem, fold_batch_norm
from training.weights import FAILURES, misfit, read_weights

CLASSES = 1001  # ImageNet's, after a background class
_SALIENT = 1280  # features on which its classifier works


class Backbone(nn.Module):
    """The locked network, applied to every place of a crop."""

    def __init__(self, weights: Path) -> None:
        """Raises TrainingError where the file does not hold timm's MobileNetV2 of 1,001 classes."""
        super().__init__()
        self.stem = build_stem()
        self.head = nn.Sequential(nn.Conv2d(self.channels, _SALIENT, 1, bias=False), nn.BatchNorm2d(_SALIENT))
        self.classifier = nn.Linear(_SALIENT, CLASSES)
        told = {_ours(name): value.float() for name, value in read_weights(weights).items()}
        try:
            self.load_state_dict(told)
        except FAILURES as error:
            raise misfit(weights.name, self, error) from error
        self.eval().requires_grad_(requires_grad=False)
        fold_batch_norm(self.stem)
        self.stem.to(memory_format=torch.channels_last)

    @property
    def channels(self) -> int:
        channels: int = self.stem.feature_info.channels()[-1]
        return channels

    @torch.no_grad()
    def tokens(self, images: Tensor) -> Tensor:
        """(n, 3, 16 h, 16 w) between −1 and 1 to (n, channels, h, w)."""
        seen: list[Tensor] = self.stem(images.contiguous(memory_format=torch.channels_last))
        return seen[-1].contiguous()

    @torch.no_grad()
    def saliency(self, tokens: Tensor) -> Tensor:
        """(n, channels, h, w) to (n, h, w), mean 0 and deviation 1: where it finds something.

        The sum of two signs, each so standardised: how long the features are, and how much the classes at each place
        rise above their mean, log Σ exp(logit) − mean logit. Objects are high, sky and ground are low.
        """
        features = functional.relu6(self.head(tokens))
        logits = functional.conv2d(features, self.classifier.weight[..., None, None], self.classifier.bias)
        return _standardised(
            _standardised(features.norm(dim=1)) + _standardised(logits.logsumexp(dim=1) - logits.mean(dim=1))
        )


def give_stem(model: Any, stem: nn.Module) -> None:
    """Gives the model of `build_model` those weights before its transformer.

    Raises:
        TrainingError: they are of another network.
    """
    try:
        model.patch_embed.backbone.load_state_dict(stem.state_dict())
    except FAILURES as error:
        raise misfit("the stem", model, error) from error


def _standardised(maps: Tensor) -> Tensor:
    spread = maps.std(dim=(1, 2), keepdim=True).clamp(min=1e-6)
    return (maps - maps.mean(dim=(1, 2), keepdim=True)) / spread


def _ours(name: str) -> str:
    """The name here of what timm's MobileNetV2 calls `name`."""
    whole, _, rest = name.partition(".")
    return {"conv_head": "head.0", "bn2": "head.1", "classifier": "classifier"}.get(whole, f"stem.{whole}") + f".{rest}"
