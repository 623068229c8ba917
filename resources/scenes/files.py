"""The samples as JPEG files, for the library that greets a new user."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from PIL import Image

from .compose import render
from .samples import sample_scenes
from .scene import Scene

SHAPES_PX = ((960, 720), (960, 640), (720, 960), (840, 840), (1024, 684), (684, 912))
QUALITY = 90
IMAGE_DESCRIPTION, EXIF_IFD, DATE_TIME_ORIGINAL, OFFSET_TIME = 0x010E, 0x8769, 0x9003, 0x9011
END_OF_IMAGE = b"\xff\xd9"
FIRST_DAY = datetime(2023, 1, 8)  # noqa: DTZ001 - cameras write local time


def write_samples(folder: Path) -> list[Path]:
    """Write every sample into `folder`, made if need be; returns their paths in order."""
    return [write_sample(scene, folder) for scene in sample_scenes()]


def write_sample(scene: Scene, folder: Path) -> Path:
    """Draw one scene into `folder`; takes about a quarter of a second.

    The file is written beside its place and then renamed, so no half picture is ever seen; one that is whole and
    has the scene's caption is left untouched.
    """
    path = folder / f"{scene.name}.jpg"
    if not _is_whole(path, scene):
        folder.mkdir(parents=True, exist_ok=True)
        _write(path, encode(scene))
    return path


def encode(scene: Scene) -> bytes:
    """The scene as a JPEG with its caption and date."""
    buffer = io.BytesIO()
    render(scene, size_px=shape_of(scene)).save(buffer, "JPEG", quality=QUALITY, exif=_exif(scene))
    return buffer.getvalue()


def shape_of(scene: Scene) -> tuple[int, int]:
    """Width and height that suit the scene's subject."""
    if scene.subject in _UPRIGHT:
        return Random(scene.seed).choice(SHAPES_PX[2:4] + SHAPES_PX[5:])
    return Random(scene.seed).choice((*SHAPES_PX[:2], SHAPES_PX[0], SHAPES_PX[3], SHAPES_PX[4]))


_UPRIGHT = frozenset(
    {
        "hot air balloon",
        "vase of flowers",
        "lighthouse",
        "umbrella",
        "flower",
        "phone box",
        "kite",
        "lamp",
        "cat",
        "windmill",
    }
)


def taken_at(scene: Scene) -> datetime:
    """A believable local time between 2023 and 2026, fixed by the scene; snow falls in winter."""
    rng = Random(scene.seed * 7 + 1)
    day = FIRST_DAY + timedelta(days=rng.randrange(0, 1240))
    if "snow" in scene.setting:
        day = day.replace(month=rng.choice((1, 2, 12)), day=rng.randint(1, 28))
    elif "autumn" in scene.setting or scene.subject == "pumpkin":
        day = day.replace(month=10, day=rng.randint(1, 28))
    if day.year > 2025 and day.month > 6:
        day = day.replace(year=2025)
    hour = 22 if "night" in scene.setting else 19 if "sunset" in scene.setting else rng.randint(9, 17)
    return day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))


def _exif(scene: Scene) -> Image.Exif:
    exif = Image.Exif()
    exif[IMAGE_DESCRIPTION] = scene.captions[0]
    exif.get_ifd(EXIF_IFD)[DATE_TIME_ORIGINAL] = taken_at(scene).strftime("%Y:%m:%d %H:%M:%S")
    return exif


def _is_whole(path: Path, scene: Scene) -> bool:
    try:
        data = path.read_bytes()
        with Image.open(io.BytesIO(data)) as picture:
            caption = picture.getexif().get(IMAGE_DESCRIPTION)
    except (OSError, SyntaxError, ValueError):
        return False
    return caption == scene.captions[0] and data.endswith(END_OF_IMAGE)


def _write(path: Path, content: bytes) -> None:
    half = path.with_name(f".{path.name}.part")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
