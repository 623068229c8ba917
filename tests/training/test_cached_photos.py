from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training import cached_photos
from training.cached_photos import CachedPhotos
from training.photos import open_photo
from training.views import CaptionViews


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    found = [tmp_path / f"{number}.png" for number in range(3)]
    for number, path in enumerate(found):
        noise = np.random.default_rng(number).integers(0, 255, (8, 18, 3), dtype=np.uint8)
        Image.fromarray(noise).resize((90, 40), Image.Resampling.BICUBIC).save(path)
    return found


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were decoded."""
    names: list[str] = []

    def opened(path: Path, *, least_edge_px: int) -> Image.Image:
        names.append(path.name)
        return open_photo(path, least_edge_px=least_edge_px)

    monkeypatch.setattr(cached_photos, "open_photo", opened)
    return names


def test_a_photo_is_decoded_once(paths: list[Path], decoded: list[str]) -> None:
    cache = CachedPhotos(edge_px=20, limit_bytes=10**6)
    first = [cache.open(path).tobytes() for path in paths]
    assert [cache.open(path).tobytes() for path in paths] == first
    assert decoded == ["0.png", "1.png", "2.png"]


def test_photos_keep_their_shape_and_no_more_than_the_pixels_of_a_square(paths: list[Path]) -> None:
    image = CachedPhotos(edge_px=20, limit_bytes=10**6).open(paths[0])
    assert image.size == (30, 13)
    wanted = np.asarray(open_photo(paths[0]).resize(image.size, Image.Resampling.BICUBIC), dtype=float)
    assert np.abs(np.asarray(image, dtype=float) - wanted).mean() < 4


def test_memory_stays_below_its_limit_and_the_rest_is_decoded_again(paths: list[Path], decoded: list[str]) -> None:
    cache = CachedPhotos(edge_px=20, limit_bytes=2 * 30 * 13 * 3)
    generous = CachedPhotos(edge_px=20, limit_bytes=10**6)
    for _ in range(2):
        assert [cache.open(path).tobytes() for path in paths] == [generous.open(path).tobytes() for path in paths]
    assert cache.bytes == 2 * 30 * 13 * 3
    assert [name for name in decoded if decoded.count(name) == 3] == ["2.png"] * 3


def test_a_broken_photo_is_an_error_here_too(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        CachedPhotos(edge_px=20, limit_bytes=100).open(tmp_path / "gone.png")


def test_the_size_is_what_fits(paths: list[Path]) -> None:
    views = CaptionViews(size_px=100)
    roomy, tight = (CachedPhotos.fitting(10, views, limit_bytes=limit) for limit in (10**9, 10 * 3 * 150**2))
    assert roomy is not None
    assert tight is not None
    assert (roomy.edge_px, tight.edge_px) == (200, 150)
    assert CachedPhotos.fitting(10, views, limit_bytes=10 * 3 * 99**2) is None
    assert tight.share(3).limit_bytes == tight.limit_bytes // 3
