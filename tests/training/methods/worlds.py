"""Rendered scenes small enough to learn from within seconds, views of them, and models as small."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import open_clip
import timm
import torch
from torch import Tensor, nn

from resources.scenes import Scene, render
from training.methods import Batch, Method

SUBJECTS = ("bicycle", "umbrella", "car")
COLOURS = ("red", "blue", "yellow")
SIZE_PX = 32
MARGIN_PX = 4  # of the pictures that views are cut from

_WORDS = ("", "a", "that", "is", *COLOURS, *SUBJECTS)
_END = len(_WORDS)  # the largest id, as open_clip wants it
_LENGTH = 6


def scenes(*, seeds: Sequence[int]) -> list[Scene]:
    """Every subject in every colour once for each seed; those of one seed differ in nothing else."""
    return [
        Scene(f"{colour} {subject} {seed}", subject, colour, 1, "on the beach", seed, ())
        for seed, subject, colour in itertools.product(seeds, SUBJECTS, COLOURS)
    ]


def kinds(shown: Sequence[Scene]) -> Tensor:
    """(n,) the number of each scene's subject and colour together."""
    return torch.tensor([SUBJECTS.index(s.subject) * len(COLOURS) + COLOURS.index(s.colour or "") for s in shown])


def pixels(shown: Sequence[Scene], *, size_px: int = SIZE_PX) -> Tensor:
    """(n, 3, size_px, size_px), about −1 to 1."""
    images = np.stack([np.asarray(render(s, size_px=(size_px, size_px)), dtype=np.float32) for s in shown])
    return torch.from_numpy(images / 127.5 - 1).permute(0, 3, 1, 2).contiguous()


def tokens(texts: Sequence[str]) -> Tensor:
    """(n, length) word numbers, the end behind them."""
    ids = [[*map(_WORDS.index, text.split()), _END] for text in texts]
    return torch.tensor([row + [0] * (_LENGTH - len(row)) for row in ids])


def captions(shown: Sequence[Scene]) -> Tensor:
    """(n, 2, length): "a red bicycle" and "a bicycle that is red"."""
    plain = tokens([f"a {s.colour} {s.subject}" for s in shown])
    longer = tokens([f"a {s.subject} that is {s.colour}" for s in shown])
    return torch.stack([plain, longer], dim=1)


def crop(images: Tensor, generator: torch.Generator, *, size_px: int = SIZE_PX) -> Tensor:
    """(n, 3, s, s) to squares of `size_px` from anywhere in them, every other one mirrored."""
    room = images.shape[-1] - size_px + 1
    corners = torch.randint(room, (len(images), 2), generator=generator).tolist()
    cut = [image[:, y : y + size_px, x : x + size_px] for image, (y, x) in zip(images, corners, strict=True)]
    return torch.stack([part.flip(-1) if at % 2 else part for at, part in enumerate(cut)])


def middle(images: Tensor) -> Tensor:
    """What lies inside the margin."""
    inside = slice(MARGIN_PX // 2, MARGIN_PX // 2 + SIZE_PX)
    return images[..., inside, inside]


def recoloured(images: Tensor, generator: torch.Generator) -> Tensor:
    """(n, 3, h, w) with channels exchanged and each brightened or darkened by itself."""
    n = len(images)
    order = torch.rand(n, 3, generator=generator).argsort(dim=1)
    exchanged = images[torch.arange(n)[:, None], order]
    gain = 0.6 + 0.8 * torch.rand(n, 3, 1, 1, generator=generator)
    return exchanged * gain + 0.3 * (torch.rand(n, 3, 1, 1, generator=generator) - 0.5)


def draws(n: int, *, size: int, steps: int, seed: int = 0) -> Iterator[tuple[Tensor, torch.Generator]]:
    """For each step, which `size` of n scenes, and a generator for what is done to them."""
    generator = torch.Generator().manual_seed(seed)
    for _ in range(steps):
        yield torch.randperm(n, generator=generator)[:size], generator


def batch_of(*views: Tensor, tokens: Tensor | None = None, groups: Tensor | None = None) -> Batch:
    return Batch(views, tokens, torch.arange(len(views[0])) if groups is None else groups)


def image_text_model(*, seed: int = 0, **options: Any) -> Any:
    """A new open_clip model of 0.1 million parameters."""
    torch.manual_seed(seed)
    return open_clip.CLIP(
        embed_dim=32,
        vision_cfg={"image_size": SIZE_PX, "patch_size": 8, "width": 64, "layers": 2, "head_width": 32},
        text_cfg={"context_length": _LENGTH, "vocab_size": _END + 1, "width": 32, "heads": 2, "layers": 1},
        **options,
    )


def image_model(*, depth: int = 2, seed: int = 0) -> nn.Module:
    """A timm vision transformer of 64 features for images of any size."""
    torch.manual_seed(seed)
    model: nn.Module = timm.models.VisionTransformer(
        img_size=SIZE_PX, patch_size=8, embed_dim=64, depth=depth, num_heads=2, num_classes=0, dynamic_img_size=True
    )
    return model


def train(method: Method, batches: Sequence[Batch], *, learning_rate: float, warmup: int = 10) -> list[float]:
    """A bare loop with a short warm-up; the losses."""
    moving = [parameter for parameter in method.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(moving, weight_decay=0.05, fused=True)
    losses = []
    method.train()
    for done, batch in enumerate(batches, start=1):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * min(1.0, done / warmup)
        loss = method(batch)["loss"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        method.after_step(done / len(batches))
        losses.append(loss.item())
    method.eval()
    return losses
