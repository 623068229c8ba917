import colorsys
import random

import torch
from PIL import Image

from training.augment import drop_tokens, mirrored, mirrored_caption, names_side, random_crop, whole


def test_left_and_right_change_places_in_a_mirrored_caption() -> None:
    assert mirrored_caption("the left dog looks right , upright") == "the right dog looks left , upright"
    assert mirrored_caption("a red bicycle") == "a red bicycle"
    assert mirrored_caption("Right of the leftmost dog: leftovers") == "Left of the rightmost dog: leftovers"


def test_a_caption_that_names_a_side_is_known() -> None:
    assert names_side("a dog on the Left")
    assert not names_side("leftovers on a bright plate")


def test_a_mirrored_photo_is_mirrored() -> None:
    image = Image.new("RGB", (2, 1))
    image.putpixel((0, 0), (255, 0, 0))
    assert mirrored(image).getpixel((1, 0)) == (255, 0, 0)


def test_crops_keep_the_hue() -> None:
    image = Image.new("RGB", (60, 40), (180, 60, 60))
    chance = random.Random(3)
    for _ in range(20):
        crop = random_crop(image, chance, size_px=33)
        assert crop.size == (33, 33)
        red, green, blue = crop.resize((1, 1)).tobytes()
        assert colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)[0] in (0.0, 1.0)


def test_the_whole_photo_is_squeezed_to_a_square() -> None:
    assert whole(Image.new("RGB", (60, 40)), size_px=65).size == (65, 65)


def test_dropped_words_leave_no_gap_and_never_an_empty_caption() -> None:
    tokens = torch.tensor([[98, 5, 6, 7, 99, 0, 0], [98, 4, 99, 0, 0, 0, 0]]).repeat(200, 1)
    short = drop_tokens(tokens, share=0.5, generator=torch.Generator().manual_seed(1))
    assert short.shape == tokens.shape
    for row in short.tolist():
        end = row.index(99)
        assert row[0] == 98
        assert end >= 2
        assert not any(row[end + 1 :])
        assert 0 not in row[:end]
        assert row[1:end] == sorted(row[1:end])
    assert 0.4 < float((short == 6).sum()) / 200 < 0.65


def test_nothing_is_dropped_at_a_share_of_zero() -> None:
    tokens = torch.tensor([[98, 5, 6, 99]])
    assert torch.equal(drop_tokens(tokens, share=0.0, generator=torch.Generator()), tokens)
