"""Photo files as phones write them, for benchmarks: 4000 × 3000, 4:2:0, quality 90, noise of a sensor, EXIF.

Real photos are enlarged where `RED_BICYCLE_PHOTOS` (by default ../shared/photos) is there, rendered scenes otherwise.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import ExifTags, Image

from resources.scenes import random_scenes, render

SIZE_PX = (4000, 3000)
QUALITY = 90
_GRAIN = 5.0
"""Standard deviation of the noise, of 255: files of about 4 MB, as phones make them."""


def phone_photos(folder: Path, count: int, *, seed: int = 0) -> list[Path]:
    """Writes `count` different photos into `folder` and returns them."""
    folder.mkdir(parents=True, exist_ok=True)
    grain = np.random.default_rng(seed).normal(0.0, _GRAIN, (SIZE_PX[1] + 512, SIZE_PX[0] + 512, 1)).astype(np.float32)
    shuffle = random.Random(seed)
    paths = []
    for number, picture in enumerate(islice(_pictures(seed), count)):
        x, y = shuffle.randrange(512), shuffle.randrange(512)
        large = np.asarray(picture.resize(SIZE_PX, Image.Resampling.BICUBIC), np.float32)
        noisy = large + grain[y : y + SIZE_PX[1], x : x + SIZE_PX[0]]
        path = folder / f"IMG_{number:05}.jpg"
        Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(
            path, "JPEG", quality=QUALITY, subsampling="4:2:0", exif=_exif(number)
        )
        paths.append(path)
    return paths


@contextmanager
def some_phone_photos(count: int, folder: Path | None = None) -> Iterator[list[Path]]:
    """`count` of them in a temporary folder, or the first that are in `folder` already, linked into one."""
    with TemporaryDirectory(prefix="phone-photos-") as temporary:
        if folder is None:
            yield phone_photos(Path(temporary) / "photos", count)
            return
        for path in sorted(folder.glob("*.jpg"))[:count]:
            (Path(temporary) / path.name).symlink_to(path.resolve())
        yield sorted(Path(temporary).iterdir())


def photos_dir() -> Path:
    """Where real photos may be."""
    return Path(os.environ.get("RED_BICYCLE_PHOTOS") or "../shared/photos")


def _pictures(seed: int) -> Iterator[Image.Image]:
    real = sorted(photos_dir().glob("captioned/**/*.jpg"))
    if real:
        random.Random(seed).shuffle(real)
        for path in cycle(real):
            with Image.open(path) as image:
                yield _landscape(image.convert("RGB"))
    for scene in random_scenes(10_000, seed=seed):
        yield render(scene, size_px=(1024, 768))


def _landscape(image: Image.Image) -> Image.Image:
    """The middle of it, 4 : 3."""
    width = min(image.width, image.height * 4 // 3)
    height = width * 3 // 4
    x, y = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((x, y, x + width, y + height))


def _exif(number: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Example", "Phone 1"
    moment = f"2024:05:{number % 28 + 1:02} 12:{number // 60 % 60:02}:{number % 60:02}"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = moment
    return exif
