"""All photos in memory at once, as small as they are trained on, so that a crop costs a tensor operation."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from training.config import TrainingError
from training.data import Skipped, open_photo


def read_pixels(paths: Sequence[Path], *, size_px: int) -> tuple[Tensor, list[Skipped]]:
    """The photos squeezed to squares, (n, 3, size, size) uint8, and those that could not be read.

    Raises:
        TrainingError: fewer than two photos could be read.
    """
    pixels = np.empty((len(paths), size_px, size_px, 3), dtype=np.uint8)
    skipped: list[Skipped] = []
    count = 0
    for path in paths:
        try:
            image = open_photo(path)
        except (OSError, Image.DecompressionBombWarning) as error:
            skipped.append(Skipped(path, str(error)))
            continue
        pixels[count] = np.asarray(image.resize((size_px, size_px), Image.Resampling.BICUBIC))
        count += 1
    if count < 2:
        raise TrainingError("fewer than two photos could be read: give a folder with more")
    return torch.from_numpy(pixels[:count]).permute(0, 3, 1, 2).contiguous(), skipped
