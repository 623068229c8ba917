from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from desktop_app.encoders import pixels
from desktop_app.encoders.pixels import Pixels, preprocess_of
from resources.scenes import random_scenes, render
from resources.torchvision_ops import import_torchvision

import_torchvision()
from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: E402

LEVEL = 1 / 255 / 0.2
"""One step of 8 bits, after the division by the smallest spread used here."""


@pytest.mark.parametrize("resize_mode", ["shortest", "squash"])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("size_px", [(400, 300), (301, 500), (224, 224), (90, 61), (3, 900)])
def test_pixels_are_those_of_the_models_own_transform(
    size_px: tuple[int, int], interpolation: str, resize_mode: str
) -> None:
    config = PreprocessCfg(
        size=224, mean=(0.5, 0.4, 0.3), std=(0.2, 0.3, 0.4), interpolation=interpolation, resize_mode=resize_mode
    )
    picture = render(next(random_scenes(1, seed=5)), size_px=(640, 480)).resize(size_px)
    fast = pixels._fast(config)
    if fast is None:
        pytest.skip("This processor has no AVX2.")
    expected, found = image_transform_v2(config, is_train=False)(picture).numpy(), fast(picture)
    assert found.shape == expected.shape
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    assert np.abs(found - expected).max() <= 2.1 * LEVEL
    assert np.abs(found - expected).mean() <= LEVEL / 5


def test_greys_become_three_colours() -> None:
    found = Pixels(32, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), interpolation="bicubic", shortest=True)(
        Image.new("L", (64, 48), 51)
    )
    assert found.shape == (3, 32, 32)
    assert np.allclose(found, 0.2)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"size": 32, "mean": (0.5,) * 3, "std": (0.5,) * 3, "interpolation": "bicubic", "resize_mode": "longest"},
        {"size": (32, 48), "mean": (0.5,) * 3, "std": (0.5,) * 3, "interpolation": "bicubic", "resize_mode": "squash"},
        SimpleNamespace(size=32, mean=None, std=None, interpolation="bicubic", resize_mode="shortest"),
    ],
)
def test_what_is_not_known_is_left_to_the_models_own_transform(config: object) -> None:
    preprocess = preprocess_of(config, lambda image: torch.full((3, 2, 2), float(image.width)))
    assert preprocess(Image.new("RGB", (7, 5)))[0, 0, 0] == 7.0
