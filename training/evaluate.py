"""How well a model finds photos: recall both ways with intervals, and precision of one-concept queries.

python -m training.evaluate MODEL_DIR --photos DIR
"""

import argparse
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from resources.scenes import render, sample_scenes
from resources.torchvision_ops import import_torchvision
from training.config import TrainingError
from training.data import CaptionedPhoto, Skipped, read_manifest, readable
from training.figures.concepts import CONCEPTS, concept_truth, mean_precision_at, precision_at
from training.figures.retrieval import Matrix, recall

import_torchvision()
import open_clip  # noqa: E402  (torchvision comes first)


class Encoder:
    """An exported model as any program that has open_clip would use it."""

    def __init__(self, folder: Path) -> None:
        """Raises TrainingError where open_clip cannot load the folder."""
        name = f"local-dir:{folder}"
        try:
            model, _, self._preprocess = open_clip.create_model_and_transforms(name)
            self._tokenizer: Callable[[list[str]], torch.Tensor] = open_clip.get_tokenizer(name)
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise TrainingError(f"open_clip cannot load {folder.name}: {error}") from error
        self._model: Any = model.eval()

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Any], *, batch_size: int = 32) -> Matrix:
        """Pillow images to (n, d), L2-normalised."""
        parts = []
        for start in range(0, len(images), batch_size):
            pixels = torch.stack([self._preprocess(image) for image in images[start : start + batch_size]])
            parts.append(self._model.encode_image(pixels, normalize=True))
        return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)

    @torch.inference_mode()
    def encode_text(self, texts: Sequence[str], *, batch_size: int = 256) -> Matrix:
        """Texts to (n, d), L2-normalised."""
        parts = [
            self._model.encode_text(self._tokenizer(list(texts[start : start + batch_size])), normalize=True)
            for start in range(0, len(texts), batch_size)
        ]
        return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)

    def encode_photos(
        self, photos: Sequence[CaptionedPhoto], skipped: list[Skipped]
    ) -> tuple[list[CaptionedPhoto], Matrix]:
        """The photos that could be read and their (n, d) features; the others go to `skipped`."""
        kept, waiting, parts = [], [], []
        for photo, image in readable(photos, skipped):
            kept.append(photo)
            waiting.append(image)
            if len(waiting) == 32:
                parts.append(self.encode_images(waiting))
                waiting = []
        if waiting:
            parts.append(self.encode_images(waiting))
        if not parts:
            raise TrainingError("none of the photos could be read")
        return kept, np.concatenate(parts)


def measure_recall(encoder: Encoder, photos: Sequence[CaptionedPhoto], skipped: list[Skipped]) -> dict[str, Any]:
    """Recall of every caption against all the photos, and of every photo against all captions."""
    kept, image_features = encoder.encode_photos(photos, skipped)
    text_features = encoder.encode_text([caption for photo in kept for caption in photo.captions])
    owners = np.repeat(np.arange(len(kept)), [len(photo.captions) for photo in kept])
    return {"photos": len(kept), "captions": len(owners), **recall(image_features, text_features, owners)}


def measure_precision(encoder: Encoder, photos: Sequence[CaptionedPhoto], skipped: list[Skipped]) -> dict[str, Any]:
    """Precision@10 of each concept over all photos, and over those not of the split that was trained on."""
    kept, image_features = encoder.encode_photos(photos, skipped)
    similarity = encoder.encode_text(list(CONCEPTS)) @ image_features.T
    unseen = np.array([photo.split != "train" for photo in kept])
    truth = concept_truth([photo.captions for photo in kept])
    queries = {
        query: {
            "all": precision_at(row, right),
            "right": int(right.sum()),
            "unseen": precision_at(row[unseen], right[unseen]),
            "right_unseen": int(right[unseen].sum()),
        }
        for query, row, right in zip(CONCEPTS, similarity, truth, strict=True)
    }
    means = {
        "all": mean_precision_at(similarity, truth),
        "unseen": mean_precision_at(similarity[:, unseen], truth[:, unseen]),
    }
    return {"photos": len(kept), "photos_unseen": int(unseen.sum()), "mean": means, "queries": queries}


def keywords(caption: str) -> str:
    """What a person in a hurry would type: the caption without its little words."""
    words = re.findall(r"[a-z]+", caption.lower())
    return " ".join(word for word in words if word not in _LITTLE_WORDS)


_LITTLE_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "in",
        "on",
        "of",
        "by",
        "at",
        "and",
        "with",
        "along",
        "over",
        "above",
        "across",
        "under",
        "front",
    ]
)


def measure_scenes(encoder: Encoder) -> dict[str, Any]:
    """Each sample scene looked for among all samples: by its first caption, by keywords, by colour and subject alone.

    The samples are not trained on, but rendered scenes of other seeds are, with captions of the same patterns; keywords
    are a wording that never occurs in training. Colour and subject alone are right with any such scene.
    """
    scenes = list(sample_scenes())
    image_features = encoder.encode_images([render(scene, size_px=(448, 448)) for scene in scenes])
    coloured = [scene for scene in scenes if scene.colour]
    wordings = {
        "caption": [(scene.captions[0], [scene]) for scene in scenes],
        "keywords": [(keywords(scene.captions[0]), [scene]) for scene in scenes],
        "colour_subject": [
            (
                f"{scene.colour} {scene.subject}",
                [s for s in scenes if (s.colour, s.subject) == (scene.colour, scene.subject)],
            )
            for scene in {(scene.colour, scene.subject): scene for scene in coloured}.values()
        ],
    }
    result: dict[str, Any] = {"scenes": len(scenes)}
    for name, queries in wordings.items():
        best = (encoder.encode_text([query for query, _ in queries]) @ image_features.T).argmax(axis=1)
        right = [scenes[at] in wanted for at, (_, wanted) in zip(best, queries, strict=True)]
        result[name] = {
            "queries": len(queries),
            "right_first": sum(right) / len(right),
            "wrong": [query for (query, _), hit in zip(queries, right, strict=True) if not hit],
        }
    return result


def evaluate(folder: Path, photos: Path, *, split: str = "dev") -> dict[str, Any]:
    """All figures of one model as one JSON-ready document. `photos` holds `captioned-square` and may hold `captioned`.

    Raises:
        TrainingError: the model or the photos cannot be read.
    """
    encoder = Encoder(folder)
    skipped: list[Skipped] = []
    document: dict[str, Any] = {"model": folder.name, "split": split}
    chosen = read_manifest(photos / "captioned-square", split=split)
    if not chosen:
        raise TrainingError(f"no photos of split {split}")
    document["retrieval"] = measure_recall(encoder, chosen, skipped)
    if (photos / "captioned" / "captions.json").exists():
        document["precision@10"] = measure_precision(encoder, read_manifest(photos / "captioned"), skipped)
    document["scenes"] = measure_scenes(encoder)
    document["skipped"] = [{"file": item.path.name, "reason": item.reason} for item in skipped]
    return document


def to_json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, default=vars, allow_nan=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description="Measures a model on photos.")
    parser.add_argument("model", type=Path, help="a folder with open_clip_config.json and weights")
    parser.add_argument("--photos", type=Path, required=True, help="the folder of captioned-square and captioned")
    parser.add_argument("--split", default="dev")
    given = parser.parse_args()
    try:
        print(to_json(evaluate(given.model, given.photos, split=given.split)))
    except TrainingError as error:
        parser.exit(1, f"{error}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
