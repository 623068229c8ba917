"""Pixels are seen where Pillow keeps them."""

import gc

import numpy as np
import psutil
import pytest
from PIL import Image

from desktop_app.encoders.pixel_view import pixels_of

SIZES = [(1, 1), (7, 3), (640, 480), (333, 1000)]


def noise(size: tuple[int, int]) -> Image.Image:
    values = np.random.default_rng(size[0]).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.mark.parametrize("size", SIZES)
def test_a_view_shows_the_pixels(size: tuple[int, int]) -> None:
    image = noise(size)
    view = pixels_of(image)
    assert view.shape == (size[1], size[0], 4)
    assert (view[:, :, :3] == np.asarray(image)).all()
    image.putpixel((0, 0), (1, 2, 3))
    assert view[0, 0, :3].tolist() == [1, 2, 3]


def test_a_view_outlives_its_image() -> None:
    image = noise((640, 480))
    expected = np.array(image)
    view = pixels_of(image)
    image.close()
    del image
    others = [noise((640, 480)) for _ in range(20)]
    assert (view[:, :, :3] == expected).all()
    assert len(others) == 20


def test_the_memory_is_freed_with_the_view() -> None:
    """Each keeps 12 MB: forty of them would not go unseen."""
    process = psutil.Process()
    pixels_of(Image.new("RGB", (2000, 1500), "red"))
    gc.collect()
    before = process.memory_info().rss
    for _ in range(40):
        assert pixels_of(Image.new("RGB", (2000, 1500), "red"))[0, 0, 0] == 255
    gc.collect()
    assert process.memory_info().rss - before < 150e6


def test_an_image_in_several_pieces_is_copied() -> None:
    image = noise((3000, 2000))  # 24 MB: Pillow takes memory in pieces of 16
    with pytest.raises(ValueError, match="contiguous"):
        image.__arrow_c_array__()
    found = pixels_of(image)
    assert found.shape == (2000, 3000, 3)
    assert (found == np.asarray(image)).all()
