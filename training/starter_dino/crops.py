"""Crops of many photos at once, as tensor operations: a crop made with Pillow costs more than the network that sees it.

Every function draws from the generator it is given, so a run can be repeated.
"""

import torch
from torch import Generator, Tensor
from torch.nn import functional

_LUMA = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)


def _uniform(n: int, low: float, high: float, generator: Generator) -> Tensor:
    return low + (high - low) * torch.rand(n, generator=generator)


def random_frames(n: int, *, area: tuple[float, float], turned: float, generator: Generator) -> Tensor:
    """Where each crop lies in its photo: (n, 2, 3) matrices as `affine_grid` takes them.

    Args:
        area: the least and the most of the photo's area that a crop shows.
        turned: how many crops are turned by a quarter or a half; half of all are mirrored.
    """
    share, shape = _uniform(n, *area, generator), _uniform(n, -0.29, 0.29, generator).exp()  # 3 : 4 to 4 : 3
    width, height = (share * shape).sqrt().clamp(max=1), (share / shape).sqrt().clamp(max=1)
    quarters = torch.randint(1, 4, (n,), generator=generator) * (torch.rand(n, generator=generator) < turned)
    angle = quarters * (torch.pi / 2)
    mirror = torch.where(torch.rand(n, generator=generator) < 0.5, -1.0, 1.0)
    cos, sin = angle.cos().round(), angle.sin().round()
    turn = torch.stack([torch.stack([cos * mirror, -sin], 1), torch.stack([sin * mirror, cos], 1)], 1)  # (n, 2, 2)
    extent = torch.stack([width, height], 1)  # (n, 2)
    centre = (1 - extent) * _uniform(2 * n, -1, 1, generator).view(n, 2)
    return torch.cat([extent[:, :, None] * turn, centre[:, :, None]], dim=2)


def cut(photos: Tensor, frames: Tensor, *, size_px: int) -> Tensor:
    """(n, 3, s, s) uint8 photos to (n, 3, size, size) crops between 0 and 1."""
    grid = functional.affine_grid(frames, [len(frames), 3, size_px, size_px], align_corners=False)
    return functional.grid_sample(photos.float() / 255, grid, padding_mode="reflection", align_corners=False)


def distort(crops: Tensor, generator: Generator) -> Tensor:
    """Changes that make a copy and no other photo: light, colours, grey, blur, noise, a mark on it.

    Args:
        crops: (n, 3, h, w) between 0 and 1.
    """
    crops = _recolour(crops, generator)
    crops = _blur(crops, 0.25, generator)
    crops = _mark(crops, 0.25, generator)
    noise = (torch.rand(len(crops), generator=generator) < 0.2) * _uniform(len(crops), 0, 0.08, generator)
    crops = crops + noise.view(-1, 1, 1, 1) * torch.randn(crops.shape, generator=generator)
    return crops.clamp(0, 1)


def normalise(crops: Tensor) -> Tensor:
    """Between 0 and 1 to between −1 and 1: mean and deviation 0.5, as the model's preprocessing says."""
    return crops * 2 - 1


def _recolour(crops: Tensor, generator: Generator) -> Tensor:
    n = len(crops)
    light = _uniform(3 * n, 0.85, 1.15, generator).view(n, 3, 1, 1) * _uniform(n, 0.6, 1.5, generator).view(n, 1, 1, 1)
    contrast = _uniform(n, 0.6, 1.4, generator).view(n, 1, 1, 1)
    colour = _uniform(n, 0.4, 1.6, generator) * (torch.rand(n, generator=generator) >= 0.2)  # a fifth is grey
    crops = crops * light
    mean = crops.mean(dim=(1, 2, 3), keepdim=True)
    crops = mean + contrast * (crops - mean)
    grey = (crops * _LUMA).sum(dim=1, keepdim=True)
    return (grey + colour.view(n, 1, 1, 1) * (crops - grey)).clamp(0, 1)


def _blur(crops: Tensor, chance: float, generator: Generator) -> Tensor:
    chosen = torch.rand(len(crops), generator=generator) < chance
    sigma = float(_uniform(1, 0.5, 1.8, generator))
    if not chosen.any():
        return crops
    steps = torch.arange(-4.0, 5.0)
    kernel = functional.softmax(-(steps**2) / (2 * sigma**2), dim=0).repeat(3, 1)
    blurred = functional.conv2d(crops[chosen], kernel.view(3, 1, 1, 9), padding=(0, 4), groups=3)
    blurred = functional.conv2d(blurred, kernel.view(3, 1, 9, 1), padding=(4, 0), groups=3)
    return crops.index_put((chosen,), blurred)


def _mark(crops: Tensor, chance: float, generator: Generator) -> Tensor:
    """A translucent bar of one colour."""
    n, _, height, width = crops.shape
    centre, half = _uniform(2 * n, -1, 1, generator).view(2, n, 1, 1), _uniform(2 * n, 0.05, 0.5, generator)
    half = half.view(2, n, 1, 1)
    down, across = torch.linspace(-1, 1, height).view(1, -1, 1), torch.linspace(-1, 1, width).view(1, 1, -1)
    inside = ((down - centre[0]).abs() < half[0] * 0.5) & ((across - centre[1]).abs() < half[1])  # (n, h, w)
    strength = _uniform(n, 0.3, 0.9, generator) * (torch.rand(n, generator=generator) < chance)
    share = (inside * strength.view(n, 1, 1))[:, None]
    return crops + share * (torch.rand(n, 3, 1, 1, generator=generator) - crops)
