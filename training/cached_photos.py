"""Photos decoded once and kept: on small machines, decoding them again in each epoch takes longer than learning."""

import math
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.photos import open_photo
from training.views import Views


class CachedPhotos:
    """Opens photos in their own shape at no more than `edge_px`² pixels, whether it keeps them or not.

    So batches do not depend on what is in memory. Each process has a cache of its own.
    """

    def __init__(self, *, edge_px: int, limit_bytes: int) -> None:
        self.edge_px, self.limit_bytes = edge_px, limit_bytes
        self.bytes = 0
        self._kept: dict[Path, NDArray[np.uint8]] = {}

    @classmethod
    def fitting(cls, photos: int, views: Views, *, limit_bytes: int) -> Self | None:
        """For that many photos, as large as views profit from; None where they do not fit at the size of a view."""
        edge_px = min(views.decode_px, math.isqrt(limit_bytes // (3 * photos)))
        return cls(edge_px=edge_px, limit_bytes=limit_bytes) if edge_px >= views.size_px else None

    def share(self, processes: int) -> "CachedPhotos":
        """An empty cache for one of so many processes."""
        return CachedPhotos(edge_px=self.edge_px, limit_bytes=self.limit_bytes // processes)

    def open(self, path: Path) -> Image.Image:
        """The upright RGB photo. Raises OSError where it cannot be decoded."""
        pixels = self._kept.get(path)
        if pixels is None:
            pixels = np.asarray(self._small(open_photo(path, least_edge_px=self.edge_px)))
            if self.bytes + pixels.nbytes <= self.limit_bytes:
                self._kept[path] = pixels
                self.bytes += pixels.nbytes
        return Image.fromarray(pixels)

    def _small(self, image: Image.Image) -> Image.Image:
        scale = self.edge_px / math.sqrt(image.width * image.height)
        if scale >= 1:
            return image
        size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
        return image.resize(size, Image.Resampling.BICUBIC)
