import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from training import photos
from training.photos import open_photo


def lit(size: tuple[int, int], **options: Any) -> Image.Image:
    """Black, but white in the top left quarter."""
    image = Image.new("RGB", size)
    image.paste((255, 255, 255), (0, 0, size[0] // 2, size[1] // 2))
    return image


@pytest.mark.parametrize("edge_px", [None, 20])
@pytest.mark.parametrize(
    ("orientation", "white"), [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1)), (99, (0, 0))]
)
def test_photos_stand_upright(tmp_path: Path, orientation: int, white: tuple[int, int], edge_px: int | None) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    lit((160, 80)).save(tmp_path / "a.jpg", exif=exif, quality=95)
    photo = open_photo(tmp_path / "a.jpg", least_edge_px=edge_px)
    assert (photo.width > photo.height) == (orientation < 5 or orientation == 99)
    light = np.asarray(photo.resize((2, 2), Image.Resampling.BOX)).sum(axis=2)
    assert np.unravel_index(light.argmax(), (2, 2)) == white[::-1]


def test_broken_metadata_does_not_cost_the_photo(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), (255, 0, 0)).save(tmp_path / "a.png", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff\xff")
    assert open_photo(tmp_path / "a.png").getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_smaller_photo_is_the_same_photo(tmp_path: Path, name: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (12, 20, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((800, 480), Image.Resampling.BICUBIC).save(tmp_path / name)
    full, small = open_photo(tmp_path / name), open_photo(tmp_path / name, least_edge_px=100)
    assert full.size == (800, 480)
    assert 100 <= min(small.size) < 200
    seen, wanted = (np.asarray(image.resize((50, 30)), dtype=np.float64) for image in (small, full))
    assert np.abs(seen - wanted).mean() < 3


def test_a_small_photo_stays_as_it_is(tmp_path: Path) -> None:
    lit((30, 20)).save(tmp_path / "a.jpg")
    assert open_photo(tmp_path / "a.jpg", least_edge_px=100).size == (30, 20)


def test_every_mode_becomes_rgb_with_its_contrast(tmp_path: Path) -> None:
    grey = np.array([[0, 32768], [65535, 8192]], dtype=np.uint16)
    Image.fromarray(grey).save(tmp_path / "sixteen.png")
    assert np.asarray(open_photo(tmp_path / "sixteen.png"))[..., 1].tolist() == [[0, 127], [255, 31]]
    Image.fromarray(grey.astype(np.float32)).save(tmp_path / "float.tif")
    assert np.asarray(open_photo(tmp_path / "float.tif"))[..., 1].tolist() == [[0, 127], [255, 31]]
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert open_photo(tmp_path / "clear.png").getpixel((0, 0)) == (128, 128, 128)
    lit((32, 32)).convert("CMYK").save(tmp_path / "cmyk.jpg")
    light = open_photo(tmp_path / "cmyk.jpg").getpixel((4, 4))
    assert isinstance(light, tuple)
    assert min(light) > 240
    lit((32, 32)).convert("P").save(tmp_path / "palette.gif")
    assert open_photo(tmp_path / "palette.gif").getpixel((4, 4)) == (255, 255, 255)


def test_colour_profiles_are_applied(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    green = Image.new("RGB", (8, 8), (10, 200, 30))
    for name, profile in (("lab", lab), ("srgb", srgb), ("broken", b"no profile" * 30)):
        green.save(tmp_path / f"{name}.png", icc_profile=profile)
        assert open_photo(tmp_path / f"{name}.png").getpixel((0, 0)) == (10, 200, 30)  # nothing to apply
    grey = srgb[:16] + b"GRAY" + srgb[20:]
    green.save(tmp_path / "grey.png", icc_profile=grey)
    assert open_photo(tmp_path / "grey.png").getpixel((0, 0)) == (10, 200, 30)


def test_a_claim_of_too_many_pixels_is_refused_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lit((64, 64)).save(tmp_path / "a.jpg")
    monkeypatch.setattr(photos, "MAX_PIXELS", 64 * 64 - 1)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was decoded"))
    with pytest.raises(OSError, match="too many pixels: 64 × 64"):
        open_photo(tmp_path / "a.jpg", least_edge_px=8)


@pytest.mark.parametrize(
    "content", [b"", b"no photo", b"\xff\xd8\xff\xe0 no photo", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"GIF89a\0\0\0\0"]
)
def test_a_broken_file_is_one_kind_of_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(OSError, match=r"."):
        open_photo(tmp_path / "a.jpg")


@pytest.mark.skipif(os.name == "nt", reason="no named pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(OSError, match="not an ordinary file"):
        open_photo(tmp_path / "a.jpg")


@pytest.mark.photos
def test_files_that_break_programs_are_photos_or_errors(photos_dir: Path) -> None:
    files = [path for path in (photos_dir / "nasty").rglob("*") if path.is_file() and path.stat().st_size < 300_000]
    told = [outcome(path) for path in sorted(files)[::6]]
    assert set(told) >= {"RGB"}
    assert all(told)
    assert 0.5 < told.count("RGB") / len(told) < 1


def outcome(path: Path) -> str:
    try:
        return open_photo(path, least_edge_px=64).mode
    except OSError as error:
        return str(error)
