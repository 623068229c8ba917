"""What the starter is trained on: photos with captions, labelled photos, rendered scenes, and the views of them all."""

import copy
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from resources.scenes import random_scenes, render
from training.config import write_atomically
from training.data import CaptionedPhoto, Skipped, read_manifest
from training.starter.config import StarterConfig
from training.starter.features import LowerTrunk, UpperTrunk, cache_views, fuse, read_views
from training.starter.labelled import read_labelled

Report = dict[str, Any]


@dataclass(frozen=True)
class Views:
    """Every view to train on, of photos, labelled photos and scenes together."""

    photos: list[CaptionedPhoto]
    repeats: list[int]
    skipped: list[Skipped]
    maps: list[NDArray[np.float16]]  # a photo: (views, 32, h, w)
    mirrored: list[NDArray[np.bool_]]  # a photo: (views,)


def render_scenes(config: StarterConfig, folder: Path) -> list[CaptionedPhoto]:
    """Scenes as files, in a folder named by their content: a changed renderer makes new ones."""
    scenes = list(random_scenes(config.scenes, seed=config.seed))
    size = (config.image_size_px, config.image_size_px)
    told = hashlib.sha256(repr((config.scenes, config.seed, size)).encode())
    for scene in scenes[:12]:
        told.update(render(scene, size_px=size).tobytes())
    folder = folder / f"scenes-{told.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    photos = []
    for number, scene in enumerate(scenes):
        path = folder / f"{number:05d}.jpg"
        if not path.exists():
            temporary = path.with_suffix(".tmp")
            render(scene, size_px=size).save(temporary, format="JPEG", quality=92)
            temporary.replace(path)
        name = f"{scene.colour} {scene.subject}" if scene.colour else scene.subject
        photos.append(CaptionedPhoto(path, (*scene.captions, name), group=f"scene {name}"))
    return photos


@dataclass(frozen=True)
class Source:
    """Photos that are shown in so many random crops, so often an epoch."""

    name: str
    photos: list[CaptionedPhoto]
    crops: int
    repeats: int = 1


def read_sources(config: StarterConfig, photos: Path, synonyms: Path, work: Path) -> list[Source]:
    """All that is trained on. `photos` holds `captioned-square`, of which only the split `train`, and `labelled`."""
    labelled = read_labelled(photos / "labelled", synonyms=synonyms if synonyms.exists() else None)
    return [
        Source("photos", read_manifest(photos / "captioned-square", split="train"), config.crops_per_photo),
        Source("labelled", labelled, config.crops_per_label, config.label_repeats),
        Source("scenes", render_scenes(config, work), config.crops_per_scene),
    ]


def compute_views(config: StarterConfig, model: Any, sources: list[Source], cache: Path) -> Iterator[Report]:
    """Reports while it computes what the locked blocks see and `cache` does not have yet."""
    lower: Any = fuse(LowerTrunk(copy.deepcopy(model.visual.trunk)).eval())
    lower.to(memory_format=torch.channels_last)
    for source in sources:
        steps = cache_views(
            source.photos, lower, cache, crops=source.crops, size_px=config.image_size_px, seed=config.seed
        )
        for done, total in steps:
            yield {"stage": "views", "source": source.name, "done": done, "total": total}


def gather_views(config: StarterConfig, sources: list[Source], cache: Path) -> Views:
    """The computed views of all sources together."""
    gathered = Views([], [], [], [], [])
    for source in sources:
        read = read_views(source.photos, cache, crops=source.crops, size_px=config.image_size_px, seed=config.seed)
        gathered.photos.extend(read.photos)
        gathered.repeats.extend([source.repeats] * len(read.photos))
        gathered.skipped.extend(read.skipped)
        gathered.maps.extend(read.maps)
        gathered.mirrored.extend(read.mirrored)
    return gathered


@torch.inference_mode()
def pool_views(model: Any, views: Views, kept: Path | None) -> list[NDArray[np.float16]]:
    """(views, 1280) pooled features a photo, by the backbone as it is now, or as they were kept in that .npy file."""
    counts = np.cumsum([len(array) for array in views.maps])
    if kept is None or not kept.exists():
        upper: Any = fuse(UpperTrunk(copy.deepcopy(model.visual.trunk)).eval())
        upper.to(memory_format=torch.channels_last)
        parts: list[NDArray[np.float16]] = []
        for start in range(0, len(views.maps), 32):
            maps = torch.from_numpy(np.concatenate(views.maps[start : start + 32])).float()
            parts.append(upper(maps.contiguous(memory_format=torch.channels_last)).half().numpy())
        pooled = np.concatenate(parts)
        if kept is not None:
            np.save(buffer := io.BytesIO(), pooled)
            write_atomically(kept, buffer.getvalue())
    else:
        pooled = np.load(kept)
    return np.split(pooled, counts[:-1])
