"""What the shipped model can do, measured on the exported file as any program with timm would use it."""

import dataclasses
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from resources.scenes import Scene, render, sample_scenes
from training.config import TrainingError
from training.data import open_photo
from training.figures.attention import border_area, border_share, class_attention, share_within
from training.figures.copies import PairRecall, hash_similarity, pair_recall, perceptual_hash
from training.figures.intervals import bootstrap
from training.figures.retrieval import Matrix
from training.image_models import WEIGHTS_FILE, load_image_model
from training.model_config import attach, config_of, preprocessing_of
from training.starter_dino.backbone import Backbone, give_stem
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.edits import copies_of
from training.starter_dino.model import build_model

MAP_SIZE_PX = 224  # at which the app draws attention: 14 × 14 patches of 16 px
_ATTENTION_PHOTOS = 200
_CHANGED = 24.0  # of 255, in one channel
_SALIENT = 0.25  # of all patches


def measure(folder: Path, config: StarterDinoConfig, photos: Path, backbone: Backbone) -> dict[str, Any]:
    """All figures as one JSON-ready document; of sets of photos those that are there."""
    model = load_image_model(folder, any_size=True)
    document: dict[str, Any] = {
        "bytes": (folder / WEIGHTS_FILE).stat().st_size,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "copies": {},
        "made_copies": {},
        "attention": {},
        "milliseconds": {str(size_px): speed(model, size_px) for size_px in (config.image_size_px, MAP_SIZE_PX)},
    }
    if (folder_of_copies := photos / "neardup" / "copies").is_dir():
        document["copies"] = measure_copies(model, config, folder_of_copies)
    for name, subfolder in (("labelled", "labelled/imagenet1000"), ("coco", "captioned/coco")):
        if (photos / subfolder).is_dir():
            files = sorted(path for path in (photos / subfolder).iterdir() if path.is_file())
            document["attention"][name] = measure_attention(model, backbone, files[:_ATTENTION_PHOTOS])
            if name == "labelled":
                document["made_copies"] = measure_made_copies(model, config, files[:: len(files) // 80 or 1])
    untrained = random_networks(model, config)
    document["scenes"] = {
        name: measure_scenes(network, sample_scenes()) for name, network in ({"model": model} | untrained).items()
    }
    return document


class PooledStem(nn.Module):
    """The convolutional stem alone: the mean of its tokens."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.stem = model.patch_embed.backbone
        attach(self, config_of(model))

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, s, s) to (n, channels)."""
        tokens: Tensor = self.stem(images)[-1]
        return tokens.mean(dim=(2, 3))


def random_networks(model: Any, config: StarterDinoConfig) -> dict[str, nn.Module]:
    """The same network untrained, and with the stem of `model` before random blocks."""
    behind_stem = build_model(config)
    give_stem(behind_stem, model.patch_embed.backbone)
    return {"untrained": build_model(config), "random_blocks": behind_stem}


def measure_copies(model: nn.Module, config: StarterDinoConfig, folder: Path) -> dict[str, Any]:
    """Pair recall at a precision of 0.99 by the cosine of class tokens, by what is not trained, and by pHash.

    Raises:
        TrainingError: the folder holds no copies of one photo.
    """
    files = sorted(path for path in folder.iterdir() if "__" in path.name)
    if not files:
        raise TrainingError(f"no copies named BASE__EDIT.jpg in {folder}")
    names = [path.stem.split("__") for path in files]
    return _compare(
        model, config, [(name[0], name[1], open_photo(path)) for name, path in zip(names, files, strict=True)]
    )


def measure_made_copies(model: nn.Module, config: StarterDinoConfig, files: Sequence[Path]) -> dict[str, Any]:
    """The same with copies made here of other photos, on which nothing was chosen."""
    chance = random.Random(0)
    return _compare(
        model,
        config,
        [(path.name, edit, image) for path in files for edit, image in copies_of(open_photo(path), chance).items()],
    )


def _compare(model: nn.Module, config: StarterDinoConfig, copies: list[tuple[str, str, Image.Image]]) -> dict[str, Any]:
    """`copies`: the photo's name, the edit's name, and the image."""
    names, edits, images = zip(*copies, strict=True)
    _, groups = np.unique(names, return_inverse=True)
    networks = {"model": model, "stem": PooledStem(model)} | random_networks(model, config)
    similarities = {name: similarity(network, images) for name, network in networks.items()}
    similarities["phash"] = hash_similarity(np.stack([perceptual_hash(image) for image in images]))
    document: dict[str, Any] = {"groups": len(set(groups.tolist())), "photos": len(images)}
    document |= {name: _plain(pair_recall(matrix, groups)) for name, matrix in similarities.items()}
    document["edits"] = _by_edit(similarities["model"], groups, np.array(edits), document["model"]["threshold"])
    return document


def _by_edit(matrix: Matrix, groups: Any, edits: Any, threshold: float | None) -> dict[str, float]:
    """Which share of their pairs is found, by the edit of one of the two."""
    if threshold is None:
        return {}
    same = (groups[:, None] == groups[None, :]) & ~np.eye(len(groups), dtype=bool)
    return {
        str(edit): float((matrix >= threshold)[edits == edit][same[edits == edit]].mean())
        for edit in sorted(set(edits))
    }


def measure_attention(model: nn.Module, backbone: Backbone, files: Sequence[Path]) -> dict[str, Any]:
    """The share of attention on the outermost ring of patches, and on the quarter in which `backbone` finds most,
    against their shares of the area."""
    maps, salient = [], []
    for pixels in _batches(model, files):
        maps.append(class_attention(model, pixels).mean(dim=1))  # (n, h, w)
        saliency = backbone.saliency(backbone.tokens(pixels))
        salient.append(saliency >= saliency.flatten(1).quantile(1 - _SALIENT, dim=1)[:, None, None])
    attention, masks = torch.cat(maps), torch.cat(salient).float()
    return {
        "photos": len(attention),
        "border_share": _mean(border_share(attention)),
        "border_area": border_area(*attention.shape[1:]),
        "salient_share": _mean(share_within(attention, masks)),
        "salient_area": float(masks.mean()),
    }


def _mean(shares: Tensor) -> dict[str, float]:
    return vars(bootstrap(shares.numpy().astype(np.float64)))


def measure_scenes(model: nn.Module, scenes: Iterable[Scene]) -> dict[str, Any]:
    """Attention on the subject of rendered scenes, against the subject's share of the area.

    A scene rendered in another colour differs from itself where its subject is, which no photo without outlines tells.
    """
    attention, area = [], []
    for scene in scenes:
        if scene.colour is None:
            continue
        other = dataclasses.replace(scene, colour="red" if scene.colour != "red" else "blue")
        images = [render(each, size_px=(MAP_SIZE_PX, MAP_SIZE_PX)) for each in (scene, other)]
        changed = np.abs(np.subtract(*(np.asarray(image, dtype=np.float32) for image in images))).max(axis=2) > _CHANGED
        maps = class_attention(model, _larger(model)(images[0])[None])[0].mean(dim=0)  # (h, w)
        mask = nn.functional.adaptive_avg_pool2d(torch.from_numpy(changed).float()[None], (len(maps), len(maps)))[0]
        attention.append(float(share_within(maps, mask)))
        area.append(float(mask.mean()))
    shares = bootstrap(np.array(attention) / np.array(area))
    return {"scenes": len(area), "subject_area": float(np.mean(area)), "attention_over_area": vars(shares)}


@torch.inference_mode()
def similarity(model: nn.Module, images: Sequence[Image.Image]) -> Matrix:
    """The cosines of all pairs of images, (n, n)."""
    model.eval()
    transform = preprocessing_of(model).transform()
    features = torch.cat([model(transform(image)[None]) for image in images])
    unit = nn.functional.normalize(features, dim=-1)
    return np.asarray((unit @ unit.T).numpy(), dtype=np.float32)


@torch.inference_mode()
def speed(model: nn.Module, size_px: int, *, images: int = 20) -> float:
    """Milliseconds an image on one thread, one at a time, decoding not counted: the fastest of five rounds."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        pixels = torch.zeros(1, 3, size_px, size_px)
        return round(min(_round(model, pixels, images) for _ in range(5)) * 1000 / images, 1)
    finally:
        torch.set_num_threads(threads)


def _round(model: nn.Module, pixels: Tensor, images: int) -> float:
    started = time.perf_counter()
    for _ in range(images):
        model(pixels)
    return time.perf_counter() - started


def _batches(model: nn.Module, files: Iterable[Path]) -> Iterator[Tensor]:
    """(≤ 16, 3, 224, 224) photos as the model sees them, larger."""
    transform = _larger(model)
    opened = (transform(open_photo(path)) for path in files)
    while some := list(islice(opened, 16)):
        yield torch.stack(some)


def _larger(model: nn.Module) -> Callable[[Image.Image], Tensor]:
    """The model's own preprocessing at the size of maps."""
    return dataclasses.replace(preprocessing_of(model), image_size_px=MAP_SIZE_PX).transform()


def _plain(found: PairRecall) -> dict[str, Any]:
    return dataclasses.asdict(found)
