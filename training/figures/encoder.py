"""Exported models as any program would use them: images and texts in, normalised features out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from resources.timm_entries import register_timm_entries
from training.config import TrainingError
from training.data import CaptionedPhoto, Skipped, open_photo
from training.figures.retrieval import Matrix

register_timm_entries()
import open_clip  # noqa: E402  (torchvision comes first)

Preprocess = Callable[[Image.Image], torch.Tensor]
Counted = Callable[[int], None]
_BATCH = 32


class ImageEncoder:
    """A model that sees."""

    def __init__(
        self, encode: Callable[[torch.Tensor], torch.Tensor], preprocess: Preprocess, *, device: torch.device
    ) -> None:
        """Takes an image tower in evaluation mode, (n, 3, height, width) to (n, d), and the device that it is on."""
        self._encode = encode
        self._preprocess = preprocess
        self._device = device

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image.Image], *, batch_size: int = _BATCH) -> Matrix:
        """Pillow images to (n, d), L2-normalised."""
        parts = []
        for start in range(0, len(images), batch_size):
            pixels = torch.stack([self._preprocess(image) for image in images[start : start + batch_size]])
            parts.append(_normalised(self._encode(pixels.to(self._device))))
        return np.concatenate(parts)

    def encode_photos(
        self, photos: Iterable[CaptionedPhoto], skipped: list[Skipped], *, counted: Counted = lambda _: None
    ) -> tuple[list[CaptionedPhoto], Matrix]:
        """The photos that could be read and their (n, d) features; the others go to `skipped`.

        Args:
            counted: hears how many photos are encoded, after every batch.

        Raises:
            TrainingError: not one could be read.
        """
        kept: list[CaptionedPhoto] = []
        parts: list[Matrix] = []
        opened = _opened(photos, skipped)
        while batch := list(islice(opened, _BATCH)):
            kept += [photo for photo, _ in batch]
            parts.append(self.encode_images([image for _, image in batch]))
            counted(len(kept))
        if not parts:
            raise TrainingError("none of the photos could be read")
        return kept, np.concatenate(parts)


class Encoder(ImageEncoder):
    """A model that sees and reads: an open_clip folder."""

    def __init__(self, folder: Path) -> None:
        """Raises TrainingError where open_clip cannot load the folder."""
        name = f"local-dir:{folder}"
        try:
            model, _, preprocess = open_clip.create_model_and_transforms(name)
            self._tokenizer: Callable[[list[str]], torch.Tensor] = open_clip.get_tokenizer(name)
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise TrainingError(f"open_clip cannot load {folder.name}: {error}") from error
        self._model: Any = model.eval().to(best_device())
        super().__init__(self._model.encode_image, preprocess, device=best_device())

    @torch.inference_mode()
    def encode_text(self, texts: Sequence[str], *, batch_size: int = 256) -> Matrix:
        """Texts to (n, d), L2-normalised."""
        parts = []
        for start in range(0, len(texts), batch_size):
            tokens = self._tokenizer(list(texts[start : start + batch_size]))
            parts.append(_normalised(self._model.encode_text(tokens.to(self._device))))
        return np.concatenate(parts)


def best_device() -> torch.device:
    """The first graphics card where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _normalised(features: torch.Tensor) -> Matrix:
    unit = torch.nn.functional.normalize(features.float(), dim=-1)
    return np.asarray(unit.cpu().numpy(), dtype=np.float32)


def _opened(photos: Iterable[CaptionedPhoto], skipped: list[Skipped]) -> Iterator[tuple[CaptionedPhoto, Image.Image]]:
    for photo in photos:
        try:
            yield photo, open_photo(photo.path)
        except OSError as error:
            skipped.append(Skipped(photo.path, str(error)))
