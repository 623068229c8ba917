"""Small real stand-ins that tests of several rooms share: an encoder that sees only colours, and a maker of photos."""

import random
import re
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from desktop_app.records import ModelKey, ModelSpec

COLOURS: dict[str, tuple[int, int, int]] = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "red": (220, 20, 20),
    "green": (20, 150, 30),
    "blue": (30, 60, 220),
    "yellow": (250, 230, 20),
    "orange": (250, 140, 10),
    "purple": (120, 20, 150),
    "pink": (250, 150, 190),
    "brown": (120, 70, 30),
    "cyan": (20, 220, 230),
    "magenta": (240, 20, 220),
    "lime": (150, 240, 30),
    "navy": (10, 15, 90),
    "teal": (10, 120, 120),
}
"""The sixteen words that the fake encoder knows, as RGB."""

_PALETTE = np.array(list(COLOURS.values()), dtype=np.float32)
_NAMES = list(COLOURS)


class ColourEncoder:
    """An `ImageTextEncoder` of 16 numbers: the share of each named colour in the picture.

    A text is the sum of its colour words, so "red" finds red photos; a text without any is equally far from all.
    Counts what it was asked, from any thread: `preprocessed`, `images_encoded`, `texts_encoded`, `batches`.
    """

    dim = len(COLOURS)
    image_size_px = 16
    device = "cpu"
    device_note = ""
    batch_size = 32

    def __init__(self, *, key: str = "colours@000000000000") -> None:
        self.spec = ModelSpec(
            id=key.partition("@")[0],
            title="Colours",
            architecture="histogram",
            licence="MIT",
            dim=self.dim,
            image_size_px=self.image_size_px,
            context_length=16,
            image_parameters=0,
            text_parameters=0,
            source="local:",
            installed=True,
            in_use=True,
            key=ModelKey(key),
        )
        self.preprocessed = 0
        self.images_encoded = 0
        self.texts_encoded = 0
        self.batches: list[int] = []
        self._lock = threading.Lock()

    def preprocess(self, image: Image.Image) -> np.ndarray:
        """An upright RGB picture as float32 [3, 16, 16], 0 to 255."""
        with self._lock:
            self.preprocessed += 1
        small = image.resize((self.image_size_px, self.image_size_px), Image.Resampling.BOX)
        return np.asarray(small, dtype=np.float32).transpose(2, 0, 1).copy()

    def encode_image(self, inputs: np.ndarray) -> np.ndarray:
        """[N, 3, 16, 16] to float32 [N, 16], L2-normalised."""
        with self._lock:
            self.images_encoded += len(inputs)
            self.batches.append(len(inputs))
        pixels = inputs.transpose(0, 2, 3, 1).reshape(len(inputs), -1, 1, 3)
        nearest = np.square(pixels - _PALETTE).sum(axis=-1).argmin(axis=-1)
        shares = np.stack([np.bincount(row, minlength=self.dim) for row in nearest]).astype(np.float32)
        return _normalised(shares)

    def encode_text(self, texts: Sequence[str]) -> np.ndarray:
        """float32 [N, 16], L2-normalised."""
        with self._lock:
            self.texts_encoded += len(texts)
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"[a-z]+", text.lower()):
                if word in COLOURS:
                    row[_NAMES.index(word)] += 1
            if not row.any():
                row[:] = 1
        return _normalised(rows)


def make_photo(path: Path, colour: str = "red", *, seed: int = 0, size: tuple[int, int] = (64, 48)) -> Path:
    """Writes a small photo, mostly of `colour`; another `seed` gives another picture. The suffix says the format."""
    random_numbers = random.Random(f"{colour}/{seed}")
    red, green, blue = COLOURS[colour]
    picture = Image.new("RGB", size, (red, green, blue))
    draw = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = random_numbers.randrange(size[0]), random_numbers.randrange(size[1])
        shift = random_numbers.randrange(-30, 31)
        ink = tuple(min(255, max(0, channel + shift)) for channel in (red, green, blue))
        draw.ellipse((x, y, x + size[0] // 8, y + size[1] // 8), fill=(ink[0], ink[1], ink[2]))
    draw.point((seed % size[0], seed // size[0] % size[1]), fill=(seed % 256, seed // 256 % 256, 77))
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, quality=92)
    return path


def make_photos(folder: Path, count: int, *, first_seed: int = 0) -> list[Path]:
    """`count` distinct JPEG photos, `photo_0000.jpg` and so on, in the sixteen colours by turns."""
    return [
        make_photo(folder / f"photo_{seed:04}.jpg", _NAMES[seed % len(_NAMES)], seed=seed)
        for seed in range(first_seed, first_seed + count)
    ]


def _normalised(rows: np.ndarray) -> np.ndarray:
    result: np.ndarray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return result
