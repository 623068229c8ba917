"""The backbone's lower part stays as it is, so what it sees in each view is computed once and kept on disk."""

import hashlib
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from training import augment
from training.config import write_atomically
from training.data import CaptionedPhoto, Skipped, readable

LOCKED_BLOCKS = 5  # of MobileNetV2's seven stages; the maps behind them are 96 × 14 × 14 at 224 px
_SHARD_PHOTOS = 256
_PART = 32  # photos whose maps fit the processor's caches; a whole batch at once takes half as long again
_PHOTOS_AT_ONCE = 4  # whose views go through the trunk together


class LowerTrunk(nn.Module):
    """The stem and first stages of timm's MobileNetV2, with batch normalisation folded in (three times as fast)."""

    def __init__(self, trunk: Any) -> None:
        super().__init__()
        self.layers = nn.Sequential(trunk.conv_stem, trunk.bn1, *trunk.blocks[:LOCKED_BLOCKS])

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) pixels to (n, 96, s/16, s/16) maps."""
        maps: Tensor = self.layers(images)
        return maps


class UpperTrunk(nn.Module):
    """What follows: the last stages, the last convolution and the average over places."""

    def __init__(self, trunk: Any) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*trunk.blocks[LOCKED_BLOCKS:])
        self.head = nn.Sequential(trunk.conv_head, trunk.bn2, trunk.global_pool)

    def forward(self, maps: Tensor) -> Tensor:
        """(n, 96, h, w) maps to (n, 1280) pooled features."""
        return torch.cat([self.head(self.blocks(part)) for part in torch.split(maps, _PART)])


def _normalised(module: nn.Module) -> Iterator[tuple[str, nn.Conv2d, str, nn.BatchNorm2d]]:
    for (name, first), (next_name, second) in itertools.pairwise(list(module.named_children())):
        if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
            yield name, first, next_name, second


def fuse(module: nn.Module) -> nn.Module:
    """Folds each batch normalisation into the convolution before it, in place; exact in eval mode."""
    for name, convolution, next_name, norm in _normalised(module):
        setattr(module, name, fuse_conv_bn_eval(convolution, norm))
        setattr(module, next_name, getattr(norm, "act", nn.Identity()))
    for child in module.children():
        fuse(child)
    return module


@torch.no_grad()
def unfuse(fused: nn.Module, module: nn.Module) -> None:
    """Writes what a fused copy of `module` has learnt back into it; its normalisations then only add their bias."""
    for name, convolution, _, norm in _normalised(module):
        learnt = fused.get_submodule(name)
        convolution.weight.copy_(learnt.get_parameter("weight"))
        for parameter, value in (("weight", 1.0), ("running_mean", 0.0), ("running_var", 1.0 - norm.eps)):
            getattr(norm, parameter).fill_(value)
        norm.bias.copy_(learnt.get_parameter("bias"))
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            continue
        unfuse(fused.get_submodule(name), child)


def to_pixels(images: Sequence[Image.Image]) -> Tensor:
    """RGB images of one size as (n, 3, h, w), −1 to 1, as the model's mean and deviation of 0.5 give it."""
    stacked = np.stack([np.asarray(image, dtype=np.float32) for image in images])
    return torch.from_numpy(stacked / 127.5 - 1).permute(0, 3, 1, 2)


@dataclass(frozen=True)
class CachedViews:
    """Maps of every view of every photo that could be read."""

    photos: list[CaptionedPhoto]
    skipped: list[Skipped]
    maps: list[NDArray[np.float16]]  # one array (views, 96, h, w) for each photo
    mirrored: list[NDArray[np.bool_]]  # (views,): that view shows the photo mirrored


def photo_views(
    photo: CaptionedPhoto, image: Image.Image, *, crops: int, size_px: int, seed: int
) -> Iterator[tuple[Image.Image, bool]]:
    """The whole photo, its mirror image and random crops; the same for a seed and file name wherever it lies."""
    chance = random.Random(f"{seed} {photo.path.name}")
    view = augment.whole(image, size_px=size_px)
    yield view, False
    yield augment.mirrored(view), True
    for number in range(crops):
        crop = augment.random_crop(image, chance, size_px=size_px)
        turned = number % 2 == 1
        yield (augment.mirrored(crop) if turned else crop), turned


def cache_views(
    photos: Sequence[CaptionedPhoto], lower: nn.Module, folder: Path, *, crops: int, size_px: int, seed: int
) -> Iterator[tuple[int, int]]:
    """Computes what is missing in `folder`, yielding (photos done, all photos); stopped, it goes on from there."""
    for start in range(0, len(photos), _SHARD_PHOTOS):
        shard = photos[start : start + _SHARD_PHOTOS]
        name = _shard_name(shard, crops=crops, size_px=size_px, seed=seed)
        if not (folder / f"{name}.json").exists():
            _write_shard(shard, lower, folder / name, crops=crops, size_px=size_px, seed=seed)
        yield min(start + _SHARD_PHOTOS, len(photos)), len(photos)


def read_views(photos: Sequence[CaptionedPhoto], folder: Path, *, crops: int, size_px: int, seed: int) -> CachedViews:
    """What `cache_views` left, mapped from disk."""
    cached = CachedViews([], [], [], [])
    for start in range(0, len(photos), _SHARD_PHOTOS):
        shard = photos[start : start + _SHARD_PHOTOS]
        name = _shard_name(shard, crops=crops, size_px=size_px, seed=seed)
        record = json.loads((folder / f"{name}.json").read_text("utf-8"))
        maps = np.load(folder / f"{name}.npy", mmap_mode="r")
        cached.skipped.extend(Skipped(shard[int(at)].path, reason) for at, reason in record["skipped"].items())
        kept = [photo for at, photo in enumerate(shard) if str(at) not in record["skipped"]]
        cached.photos.extend(kept)
        cached.maps.extend(np.split(maps, len(kept)) if kept else [])
        cached.mirrored.extend(np.array(record["mirrored"], dtype=bool) for _ in kept)
    return cached


def _shard_name(shard: Sequence[CaptionedPhoto], *, crops: int, size_px: int, seed: int) -> str:
    told = json.dumps([[str(photo.path) for photo in shard], crops, size_px, seed])
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def _write_shard(
    shard: Sequence[CaptionedPhoto], lower: nn.Module, stem: Path, *, crops: int, size_px: int, seed: int
) -> None:
    skipped: list[Skipped] = []
    maps: list[NDArray[np.float16]] = []
    mirrored: list[bool] = []
    opened = readable(shard, skipped)
    while some := list(itertools.islice(opened, _PHOTOS_AT_ONCE)):
        of_each = [list(photo_views(*one, crops=crops, size_px=size_px, seed=seed)) for one in some]
        mirrored = [turned for _, turned in of_each[0]]
        maps.append(_encode(lower, [view for views in of_each for view, _ in views]))
    reasons = {photo.path: at for at, photo in enumerate(shard)}
    record = {"mirrored": mirrored, "skipped": {reasons[item.path]: item.reason for item in skipped}}
    stem.parent.mkdir(parents=True, exist_ok=True)
    with (temporary := stem.with_suffix(".tmp")).open("wb") as file:
        np.save(file, np.concatenate(maps) if maps else np.zeros((0,), np.float16))
    temporary.replace(stem.with_suffix(".npy"))
    write_atomically(stem.with_suffix(".json"), json.dumps(record).encode())


@torch.inference_mode()
def _encode(lower: nn.Module, images: Sequence[Image.Image]) -> NDArray[np.float16]:
    pixels = to_pixels(images).contiguous(memory_format=torch.channels_last)
    maps: Tensor = lower(pixels)
    return maps.half().contiguous().numpy().astype(np.float16, copy=False)
