import colorsys
import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from training.crops import SIMCLR, Crop, Distortion

STILL = Distortion(0, 0, 0, 0, jitter_share=1, grey_share=0, blur_share=0)


def boxes(crop: Crop, size: tuple[int, int], times: int = 200) -> Iterator[tuple[float, float, float, float]]:
    chance = random.Random(1)
    return (crop.box(size, chance) for _ in range(times))


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (1, 1), (1, 5000), (5000, 1)])
@pytest.mark.parametrize("squash", [False, True])
def test_crops_lie_in_the_photo(size: tuple[int, int], squash: bool) -> None:
    crop = Crop(8, squash=squash)
    for left, top, right, bottom in boxes(crop, size, 50):
        assert 0 <= left < right <= size[0]
        assert 0 <= top < bottom <= size[1]
    assert crop(Image.new("RGB", size), random.Random(1)).size == (8, 8)


def test_the_largest_crops_lie_in_the_photo_too() -> None:
    chance = random.Random(1)
    for width, height in itertools.product(range(90, 110), range(60, 80)):
        image = Image.new("RGB", (width, height))
        for shape in (1.0, width / height):
            assert Crop(8, area=(1.0, 1.0), shape=(shape, shape))(image, chance).size == (8, 8)


@pytest.mark.parametrize(("size", "squash"), [((300, 300), False), ((600, 150), True)])
def test_crops_have_the_area_and_shape_that_was_asked_for(size: tuple[int, int], squash: bool) -> None:
    found = np.array(list(boxes(Crop(8, area=(0.3, 0.6), squash=squash), size)))
    width, height = (found[:, 2] - found[:, 0]) / size[0], (found[:, 3] - found[:, 1]) / size[1]
    area, shape = width * height, width / height
    assert 0.3 <= area.min() < 0.35 < 0.55 < area.max() <= 0.6
    assert 0.75 - 1e-9 <= shape.min() < 0.8 < 1.25 < shape.max() <= 4 / 3 + 1e-9
    centre = (found[:, 0] + found[:, 2]) / 2 / size[0]
    assert centre.min() < 0.4 < 0.6 < centre.max()


def test_what_does_not_fit_keeps_its_shape() -> None:
    for left, top, right, bottom in boxes(Crop(8, area=(0.5, 1.0)), (1000, 100)):
        assert 0.74 < (right - left) / (bottom - top) < 1.34


def changed(distortion: Distortion, colour: tuple[int, int, int], times: int = 40) -> list[tuple[int, ...]]:
    chance = random.Random(2)
    image = Image.new("RGB", (4, 4), colour)
    return [tuple(np.asarray(distortion(image, chance))[0, 0].tolist()) for _ in range(times)]


def test_no_strength_changes_nothing() -> None:
    assert set(changed(STILL, (90, 50, 20))) == {(90, 50, 20)}


def test_brightness_multiplies() -> None:
    for red, green, blue in changed(replace(STILL, brightness=0.5), (100, 50, 0)):
        assert 49 <= red <= 151
        assert abs(green - red / 2) <= 1
        assert blue == 0


def test_contrast_is_about_the_image_s_own_grey() -> None:
    image = Image.fromarray(np.array([[[40, 40, 40], [80, 80, 80]]], dtype=np.uint8))
    spans = set()
    chance = random.Random(1)
    for _ in range(40):
        dark, bright = np.asarray(replace(STILL, contrast=0.5)(image, chance))[0, :, 0].tolist()
        assert abs((dark + bright) / 2 - 60) <= 1
        spans.add(bright - dark)
    assert min(spans) < 25 < 55 < max(spans)


@pytest.mark.parametrize("distortion", [replace(STILL, saturation=0.5), replace(STILL, brightness=0.3, saturation=0.5)])
def test_without_hue_no_hue_changes(distortion: Distortion) -> None:
    for rgb in changed(distortion, (120, 80, 60)):
        hue, _, _ = colorsys.rgb_to_hsv(*(value / 255 for value in rgb))
        assert hue == pytest.approx(colorsys.rgb_to_hsv(120, 80, 60)[0], abs=0.02)


def test_hue_turns_and_keeps_the_light() -> None:
    found = changed(replace(STILL, hue=0.5), (140, 100, 90))
    assert len({max(range(3), key=rgb.__getitem__) for rgb in found}) == 3  # red, green and blue led once
    for red, green, blue in found:
        assert 0.299 * red + 0.587 * green + 0.114 * blue == pytest.approx(110.8, abs=1.5)


def test_a_share_of_views_turns_grey() -> None:
    found = changed(replace(STILL, grey_share=0.5), (140, 100, 90), times=100)
    assert 30 < found.count((111, 111, 111)) < 70


def test_blur_is_in_proportion_to_the_view() -> None:
    def width(size_px: int) -> float:
        image = Image.new("RGB", (size_px, size_px))
        image.paste((255, 255, 255), (0, 0, size_px // 2, size_px))
        blur = replace(STILL, blur_share=1, blur_sigma_px=(8, 8))
        row = np.asarray(blur(image, random.Random(1)))[0, :, 0]
        return float(((row > 10) & (row < 245)).mean())

    assert 0.05 < width(224) < 0.25
    assert width(64) == pytest.approx(width(224), abs=0.06)


def test_solarizing_inverts_what_is_bright() -> None:
    assert set(changed(replace(STILL, solarize_share=1), (200, 100, 0), times=3)) == {(55, 100, 0)}


def test_the_same_chance_gives_the_same_change() -> None:
    image = Image.effect_noise((16, 16), 60).convert("RGB")
    first, again, other = (SIMCLR(image, random.Random(seed)).tobytes() for seed in (1, 1, 2))
    assert first == again != other
