"""Photos that are not learnt from, to see how good a model is: read once, looked at again and again."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from training.augment import random_crop
from training.caption_tokens import Tokenizer
from training.config import TrainingError
from training.data import CaptionedPhoto, Skipped, open_photo
from training.figures.retrieval import Matrix, ranks, recall
from training.figures.similarity import similarity_matrix, summarise
from training.models import preprocessing_of
from training.precision import FLOAT32, Precision
from training.progress import Stopped

MOST_PHOTOS = 1000  # held in memory, 300 KB each at 224 px; the interval of recall@10 is ±3 points there
_BATCH = 64
_CROP_SEED = 1
_K = (1, 5, 10)


class HeldOut:
    """Photos with a counterpart each: their captions or, for models of images alone, a part of the photo."""

    def __init__(
        self,
        photos: Sequence[CaptionedPhoto],
        model: Any,
        *,
        tokenizer: Tokenizer | None,
        precision: Precision = FLOAT32,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Reads the photos, or 1,000 of them if there are more, as the model wants them.

        Args:
            tokenizer: of captions; photos without any are then left out. None where parts are the counterparts.

        Raises:
            TrainingError: no photo can be read.
            Stopped: it was told to, while it read.
        """
        self.skipped: list[Skipped] = []
        self._precision, self._stopping = precision, stopping
        preprocessing = preprocessing_of(model)
        self._transform, self._size_px = preprocessing.transform(), preprocessing.image_size_px
        pixels: list[Tensor] = []
        parts: list[Tensor] = []
        texts: list[str] = []
        owners: list[int] = []  # of counterparts
        for photo, image in self._read(_some(photos), captions=tokenizer is not None):
            pixels.append(self._transform(image).half())
            if tokenizer:
                owners += [len(pixels) - 1] * len(photo.captions)
                texts += photo.captions
            else:
                owners.append(len(owners))
                chance = random.Random(f"{_CROP_SEED} {photo.path.name}")
                parts.append(self._transform(random_crop(image, chance, size_px=self._size_px)).half())
        if not pixels:
            raise TrainingError("none of the held-out photos can be read: give others, or none")
        self._pixels = torch.stack(pixels)
        self._parts = None if tokenizer else torch.stack(parts)
        self._tokens = tokenizer(texts) if tokenizer else None
        self._owners = np.array(owners)

    def __len__(self) -> int:
        return len(self._pixels)

    def measure(self, model: Any) -> tuple[dict[str, Any], Matrix]:
        """Recall with intervals both ways and the matrix in short, and the matrix itself. Raises Stopped.

        The matrix is (n, n), cosines of the photos and the first counterpart of each, a row a counterpart.
        """
        images, others = self._features(model)
        both = recall(images, others, self._owners)
        matrix = similarity_matrix(others[np.unique(self._owners, return_index=True)[1]], images)
        names = ("text_to_image", "image_to_text") if self._tokens is not None else ("part_to_photo", "photo_to_part")
        figures = {
            "photos": len(images),
            "counterparts": len(others),
            "recall": dict(zip(names, both.values(), strict=True)),
            "matrix": summarise(matrix),
        }
        return figures, matrix

    def mean_recall(self, model: Any) -> float:
        """The mean of recall@1, 5 and 10 both ways: finer than one of them where photos are few. Raises Stopped."""
        images, others = self._features(model)
        similarity = others @ images.T
        right = self._owners[:, None] == np.arange(len(images))
        by_other, by_image = ranks(similarity, right), ranks(similarity.T, right.T)
        counts = np.bincount(self._owners)
        found = [np.bincount(self._owners, weights=by_other < k) / counts for k in _K] + [by_image < k for k in _K]
        return float(np.mean([np.mean(share) for share in found]))

    def _read(
        self, photos: Sequence[CaptionedPhoto], *, captions: bool
    ) -> Iterator[tuple[CaptionedPhoto, Image.Image]]:
        for photo in photos:
            if self._stopping():
                raise Stopped
            try:
                if captions and not photo.captions:
                    raise OSError("no captions")
                yield photo, open_photo(photo.path, least_edge_px=2 * self._size_px)
            except OSError as error:
                self.skipped.append(Skipped(photo.path, str(error)))

    @torch.no_grad()
    def _features(self, model: Any) -> tuple[Matrix, Matrix]:
        """(photos, d) and (counterparts, d), L2-normalised."""
        device = next(model.parameters()).device
        if self._tokens is not None:
            images = self._encode(model.encode_image, self._pixels, device)
            return images, self._encode(model.encode_text, self._tokens, device)
        tower = getattr(model, "visual", model)
        assert self._parts is not None
        return self._encode(tower, self._pixels, device), self._encode(tower, self._parts, device)

    def _encode(self, tower: Callable[[Tensor], Tensor], inputs: Tensor, device: torch.device) -> Matrix:
        features = []
        with self._precision.autocast():
            for start in range(0, len(inputs), _BATCH):
                if self._stopping():
                    raise Stopped
                some = inputs[start : start + _BATCH].to(device)
                features.append(tower(some.float() if some.is_floating_point() else some).float().cpu())
        return np.asarray(torch.nn.functional.normalize(torch.cat(features), dim=-1).numpy(), dtype=np.float32)


def _some(photos: Sequence[CaptionedPhoto]) -> Sequence[CaptionedPhoto]:
    """The same ones each time, from all over the list."""
    if len(photos) <= MOST_PHOTOS:
        return photos
    return [photos[at] for at in sorted(random.Random(0).sample(range(len(photos)), MOST_PHOTOS))]
