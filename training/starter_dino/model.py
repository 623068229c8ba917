"""The model: an ordinary timm VisionTransformer, small enough to ship."""

import dataclasses
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from training.image_models import create_image_model
from training.model_config import Preprocessing, attach, config_of
from training.starter_dino.config import StarterDinoConfig

POOLING = "token"  # the class token is the embedding, as timm's forward gives it


def build_model(config: StarterDinoConfig) -> Any:
    """timm's VisionTransformer with random weights that follow from the seed; gives its class token."""
    torch.manual_seed(config.seed)
    model = create_image_model(
        config.architecture,
        model_args={
            "img_size": config.image_size_px,
            "patch_size": config.patch_px,
            "embed_dim": config.width,
            "depth": config.depth,
            "num_heads": config.heads,
        },
        preprocessing=Preprocessing(
            image_size_px=config.image_size_px,
            mean=(0.5, 0.5, 0.5),
            std=(0.5, 0.5, 0.5),
            resize_mode="squash",  # a copy shows all of the photo, its edges too
        ),
        any_size=True,
    )
    told = config_of(model)
    return attach(model, dataclasses.replace(told, document=told.document | {"pooling": POOLING}))


@torch.no_grad()
def whiten_patches(model: Any, crops: Tensor, *, floor: float = 1e-3) -> None:
    """Starts the patch embedding with the principal components of patches, each made equally strong.

    With random filters nearly all that differs between tokens is how light a patch is.

    Args:
        crops: (n, 3, s, s) as the model sees them.
        floor: added to each component's variance, so that noise is not made as strong as edges.
    """
    projection = model.patch_embed.proj
    patches = functional.unfold(crops, projection.kernel_size, stride=projection.stride).mT.flatten(0, 1)  # (m, 3 p²)
    mean = patches.mean(dim=0)
    centred = patches - mean
    variance, directions = torch.linalg.eigh(centred.T @ centred / len(centred))  # ascending
    filters = (directions / (variance + floor).sqrt()).flip(1)[:, : projection.out_channels].T
    projection.weight.copy_(filters.reshape(projection.weight.shape))
    projection.bias.copy_(-filters @ mean)


@torch.no_grad()
def spread_features(model: Any, crops: Tensor, *, attention_gain: float = 3.0) -> None:
    """Starts with class tokens of mean 0 and deviation 1, and with a last block that already looks somewhere.

    Random class tokens are nearly the same for all photos, so that DINO's outputs are too, and hundreds of steps go by
    before they part.

    Args:
        crops: (n, 3, s, s) as the model sees them.
        attention_gain: on the queries and keys of the last block.
    """
    model.blocks[-1].attn.qkv.weight[: 2 * model.embed_dim] *= attention_gain
    features = model(crops)  # (n, d)
    deviation = features.std(dim=0).clamp(min=1e-4)
    model.norm.bias.copy_((model.norm.bias - features.mean(dim=0)) / deviation)
    model.norm.weight.div_(deviation)
