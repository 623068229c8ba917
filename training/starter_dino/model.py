"""The model: timm's VisionTransformer behind a convolutional stem, small enough to ship."""

import dataclasses
from typing import Any

import torch
from torch import Tensor

from training.figures.attention import last_block_tokens
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
def whiten_tokens(model: Any, tokens: Tensor, *, floor: float = 0.1) -> None:
    """Starts the projection of tokens with their principal components, each made about equally strong.

    Args:
        tokens: (n, channels, h, w), of the stem.
        floor: added to each component's variance, in their mean's terms, so that noise is not made as strong as sights.
    """
    projection = model.patch_embed.proj  # 1 × 1
    places = tokens.permute(0, 2, 3, 1).flatten(0, 2)  # (m, channels)
    mean = places.mean(dim=0)
    centred = places - mean
    variance, directions = torch.linalg.eigh(centred.T @ centred / len(centred))  # ascending
    filters = (directions / (variance + floor * variance.mean()).sqrt()).flip(1)[:, : projection.out_channels].T
    projection.weight.copy_(filters.reshape(projection.weight.shape))
    projection.bias.copy_(-filters @ mean)


@torch.no_grad()
def start_as_mean(model: Any) -> None:
    """Lets the class token start as the mean of all tokens, which finds copies before anything is learnt.

    The first block's attention, nearly even as it starts, passes on what it sees; all else adds nothing at first.
    """
    first, *others = model.blocks
    width = model.embed_dim
    first.attn.qkv.weight[2 * width :].copy_(torch.eye(width))
    first.attn.proj.weight.copy_(torch.eye(width))
    for block in others:
        block.attn.proj.weight.zero_()
    for block in model.blocks:
        block.mlp.fc2.weight.zero_()


@torch.no_grad()
def start_looking(model: Any, tokens: Tensor, saliency: Tensor, *, sharpness: float, ridge: float = 0.01) -> None:
    """Lets the last block's attention start where a linear reading of its tokens finds what saliency tells.

    In each head one number of the queries is the same for all tokens, and that of the keys is the reading, by least
    squares. So the class token looks at objects before anything is learnt.

    Args:
        model: without its stem.
        tokens: (n, channels, h, w), of the stem.
        saliency: (n, h, w), of mean 0 and deviation 1.
        sharpness: attention starts near the softmax of so many times the saliency.
        ridge: of the least squares, in terms of the mean variance.
    """
    attention, width = model.blocks[-1].attn, model.embed_dim
    with last_block_tokens(model) as given:
        model(tokens)
    seen = given[0][:, model.num_prefix_tokens :]  # (n, h·w, width)
    seen = (seen - seen.mean(dim=1, keepdim=True)).flatten(0, 1)  # what all places share, softmax does not see
    covariance = seen.T @ seen / len(seen)
    covariance += ridge * covariance.diagonal().mean() * torch.eye(width)
    reading = torch.linalg.solve(covariance, seen.T @ saliency.flatten() / len(seen))  # (width,)
    strength = (sharpness / attention.scale) ** 0.5
    for head in range(attention.num_heads):
        first = head * attention.head_dim
        attention.qkv.weight[first] = 0
        attention.qkv.bias[first] = strength
        attention.qkv.weight[width + first] = strength * reading


@torch.no_grad()
def spread_features(model: Any, tokens: Tensor) -> None:
    """Starts with class tokens of mean 0 and deviation 1.

    What all photos have in common would make DINO's outputs nearly the same for all of them.

    Args:
        model: without its stem.
        tokens: (n, channels, h, w), of the stem.
    """
    features = model(tokens)  # (n, d)
    deviation = features.std(dim=0).clamp(min=1e-4)
    model.norm.bias.copy_((model.norm.bias - features.mean(dim=0)) / deviation)
    model.norm.weight.div_(deviation)
