"""Made-up photos in columns: years of days with a camera in the hand, as the rows of a library.

Nothing here knows the library; `make_library` writes the columns into its tables.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FIRST_DAY_US = 1_262_304_000_000_000
"""2010-01-01, in µs of wall-clock time."""
YEARS = 15
COPY_EVERY = 50
"""One photo in so many is a copy of another, in a folder of the best ones."""
_DAY_US = 86_400_000_000


class Camera(NamedTuple):
    """`bytes_a_pixel` of its JPEGs."""

    name: str
    lens: str
    folder: str
    width_px: int
    height_px: int
    bytes_a_pixel: float
    first_year: int
    share: float


CAMERAS = (
    Camera("Canon EOS 450D", "EF-S 18-55mm f/3.5-5.6", "EOS", 4272, 2848, 0.32, 0, 0.2),
    Camera("Panasonic DMC-LX5", "", "LX5", 3648, 2736, 0.36, 0, 0.1),
    Camera("Apple iPhone 6", "iPhone 6 back camera 4.15mm f/2.2", "Phone", 3264, 2448, 0.25, 4, 0.3),
    Camera("Fujifilm X-T3", "XF 23mm F2", "XT3", 6240, 4160, 0.42, 8, 0.2),
    Camera("Google Pixel 6", "Pixel 6 back camera 6.81mm f/1.85", "Phone", 4080, 3072, 0.28, 11, 0.4),
    Camera("", "", "Scans", 2400, 1600, 0.5, 0, 0.03),
)
PLACES = np.array(
    [(47.37, 8.54), (41.39, 2.17), (59.91, 10.75), (38.72, -9.14), (64.15, -21.94), (35.68, 139.69), (-33.92, 18.42)]
)
SUBJECTS = ("red bicycle", "dog", "children", "old harbour", "mountain path", "birthday cake", "snow", "market", "cat")
SETTINGS = ("in the morning", "at the lake", "by the window", "with Grandma", "on the way home", "in the rain", "")


@dataclass(frozen=True)
class Photos:
    """Columns of length N, in the order in which they were added."""

    content: NDArray[np.int64]
    """From 0; copies have that of another."""
    sort_at: NDArray[np.int64]
    added_at_ns: NDArray[np.int64]
    directory: NDArray[np.int64]
    """Place in `directories`."""
    directories: tuple[str, ...]
    rating: NDArray[np.int64]
    favourite: NDArray[np.bool_]
    rotation: NDArray[np.int64]
    caption: NDArray[np.int64]
    """Place in `captions`."""
    captions: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """Columns of length N."""

    taken_at: NDArray[np.int64]
    """−1 where the file does not say."""
    camera: NDArray[np.int64]
    """Place in `CAMERAS`."""
    width_px: NDArray[np.int64]
    height_px: NDArray[np.int64]
    size_bytes: NDArray[np.int64]
    mean_colour: NDArray[np.int64]
    latitude: NDArray[np.float64]
    """NaN without a place."""
    longitude: NDArray[np.float64]


def make_contents(count: int, random: np.random.Generator) -> Contents:
    """Pictures of 15 years: outings of some dozen photos each, with the cameras there were, by time."""
    outings = np.sort(random.integers(0, YEARS * 365, max(count // 40, 1)))
    outing = np.sort(random.integers(0, len(outings), count))
    days = outings[outing]
    taken = FIRST_DAY_US + days * _DAY_US + random.integers(8 * 3600, 21 * 3600, count) * 1_000_000
    taken.sort()
    camera = _cameras(days // 365, outing, random)
    width, height = (np.array([getattr(each, side) for each in CAMERAS])[camera] for side in ("width_px", "height_px"))
    upright = random.random(count) < 0.28
    panorama = random.random(count) < 0.01
    width, height = np.where(upright, height, width), np.where(upright, width, height)
    width = np.where(panorama & ~upright, width * 2, width)
    pixels = width * height * np.array([each.bytes_a_pixel for each in CAMERAS])[camera]
    place = PLACES[random.integers(0, len(PLACES), len(outings))[outing]] + random.normal(0, 0.02, (count, 2))
    place[random.random(count) < 0.4] = np.nan
    return Contents(
        taken_at=np.where(random.random(count) < 0.03, -1, taken),
        camera=camera,
        width_px=width,
        height_px=height,
        size_bytes=(pixels * random.lognormal(0, 0.3, count)).astype(np.int64) + 20_000,
        mean_colour=_colours(count, random),
        latitude=place[:, 0],
        longitude=place[:, 1],
    )


def make_photos(count: int, contents: Contents, random: np.random.Generator) -> Photos:
    """Each content once, by time, but for the oldest third of the scans, which came last; then the copies."""
    own = len(contents.taken_at)
    content = np.concatenate([np.arange(own), random.integers(0, own, count - own)])
    # A picture that does not say when it was taken lies in order by its file's time, near its neighbours'.
    times = np.maximum.accumulate(np.where(contents.taken_at < 0, FIRST_DAY_US, contents.taken_at))
    sort_at = times[content]
    late = (contents.camera[content] == len(CAMERAS) - 1) | (np.arange(count) >= own)
    order = np.argsort(late, kind="stable")
    content, sort_at, late = content[order], sort_at[order], late[order]
    added = np.maximum.accumulate(np.where(late, sort_at.max() + _DAY_US, sort_at + _DAY_US)) * 1000
    directory, directories = _directories(contents, content, sort_at, is_copy=order >= own)
    captions = ("", *(f"{what} {where}".strip() for what in SUBJECTS for where in SETTINGS))
    stars = np.array([0, 1, 2, 3, 4, 5])
    return Photos(
        content=content,
        sort_at=sort_at,
        added_at_ns=added + np.arange(count),
        directory=directory,
        directories=directories,
        rating=random.choice(stars, count, p=[0.85, 0.01, 0.02, 0.05, 0.05, 0.02]),
        favourite=random.random(count) < 0.015,
        rotation=np.where(random.random(count) < 0.004, random.integers(1, 4, count), 0),
        caption=np.where(random.random(count) < 0.12, random.integers(1, len(captions), count), 0),
        captions=captions,
    )


def _cameras(years: NDArray[np.int64], outing: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """One for each outing, among those that there were by then."""
    luck = random.random(int(outing[-1]) + 1)[outing]
    camera = np.zeros(len(years), np.int64)
    for year in range(YEARS):
        shares = np.array([each.share if each.first_year <= year else 0.0 for each in CAMERAS])
        here = years == year
        camera[here] = np.searchsorted(np.cumsum(shares / shares.sum())[:-1], luck[here], side="right")
    return camera


def _directories(
    contents: Contents, content: NDArray[np.int64], sort_at: NDArray[np.int64], *, is_copy: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Year, month and camera; copies by year alone. Paths from the watched folder, with a separator at the end."""
    month = sort_at.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    folders = sorted({each.folder for each in CAMERAS})
    number = np.array([folders.index(each.folder) for each in CAMERAS])[contents.camera[content]]
    key = np.where(is_copy, -(month // 12), month * len(folders) + number)
    keys, places = np.unique(key, return_inverse=True)

    def path(key: int) -> str:
        if key < 0:
            return f"Best of/{1970 - key}/"
        months, folder = divmod(key, len(folders))
        return f"{1970 + months // 12}/{months % 12 + 1:02}/{folders[folder]}/"

    return places.astype(np.int64), tuple(path(int(key)) for key in keys)


def _colours(count: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Mostly muted: grey with a little of one hue."""
    grey = random.normal(115, 45, count)
    tint = random.normal(0, 22, (3, count))
    red, green, blue = np.clip(grey + tint, 0, 255).astype(np.int64)
    colours: NDArray[np.int64] = (red << 16) | (green << 8) | blue
    return colours
