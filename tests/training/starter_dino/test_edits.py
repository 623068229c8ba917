"""Copies made of a photo."""

import random

import numpy as np
from PIL import Image

from training.starter_dino.edits import copies_of


def _photo() -> Image.Image:
    across, down = np.meshgrid(np.arange(200), np.arange(100))
    return Image.fromarray(np.stack([across, down * 2, (across + down) % 200], axis=2).astype(np.uint8))


def test_each_edit_is_what_its_name_says() -> None:
    photo = _photo()
    copies = copies_of(photo, random.Random(1))
    assert copies["base"].size == (200, 100)
    assert copies["half"].size == (100, 50)
    assert copies["rot90"].size == (100, 200)
    for name, area in (("crop80", 0.8), ("crop50", 0.5)):
        assert abs(copies[name].width * copies[name].height / 20_000 - area) < 0.01
    pixels = {name: np.asarray(image, dtype=np.float32) for name, image in copies.items()}
    assert np.array_equal(pixels["hflip"], pixels["base"][:, ::-1])
    assert np.array_equal(pixels["grey"][..., 0], pixels["grey"][..., 2])
    assert pixels["bright"].mean() > pixels["base"].mean() + 10
    assert 0 < np.abs(pixels["jpeg10"] - pixels["base"]).mean() < 20
    assert np.array_equal(pixels["mark"][:79], pixels["base"][:79])
    assert not np.array_equal(pixels["mark"][80:], pixels["base"][80:])


def test_the_same_chance_gives_the_same_copies_and_the_photo_stays_as_it_was() -> None:
    photo = _photo()
    first, second = (copies_of(photo, random.Random(7)) for _ in range(2))
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)
    assert photo.tobytes() == _photo().tobytes()
