"""Crops as tensor operations: where they lie, and what is done to them."""

import pytest
import torch
from torch import Generator, Tensor

from training.starter_dino.crops import cut, distort, normalise, random_frames


def _drawn(seed: int = 3) -> Generator:
    return torch.Generator().manual_seed(seed)


def _frames(matrix: list[list[float]]) -> Tensor:
    return torch.tensor([matrix])


@pytest.mark.parametrize("area", [(0.05, 0.3), (0.35, 1.0)])
def test_crops_lie_within_their_photo_and_show_as_much_as_asked_for(area: tuple[float, float]) -> None:
    frames = random_frames(200, area=area, turned=0.5, generator=_drawn())
    reach = frames[:, :, :2].abs().sum(dim=2) + frames[:, :, 2].abs()
    assert float(reach.max()) <= 1 + 1e-5
    shown = torch.linalg.det(frames[:, :, :2]).abs()
    assert float(shown.max()) <= area[1] + 1e-5
    assert float(shown.min()) >= 0.75 * area[0]  # a long crop that would reach beyond the photo is cut


def test_as_many_crops_are_turned_as_asked_for_and_half_are_mirrored() -> None:
    frames = random_frames(2000, area=(0.5, 1.0), turned=0.4, generator=_drawn())
    quarter = frames[:, 0, 0].abs() < 1e-6
    assert float(quarter.float().mean()) == pytest.approx(0.4 * 2 / 3, abs=0.04)
    assert float((torch.linalg.det(frames[:, :, :2]) < 0).float().mean()) == pytest.approx(0.5, abs=0.04)


def test_the_whole_frame_gives_the_photo_back() -> None:
    photos = torch.randint(0, 256, (1, 3, 16, 16), generator=_drawn(), dtype=torch.uint8)
    crop = cut(photos, _frames([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), size_px=16)
    torch.testing.assert_close(crop, photos.float() / 255)


def test_a_mirroring_frame_mirrors() -> None:
    photos = torch.randint(0, 256, (1, 3, 16, 16), generator=_drawn(), dtype=torch.uint8)
    crop = cut(photos, _frames([[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), size_px=16)
    torch.testing.assert_close(crop, photos.flip(3).float() / 255)


def test_distorted_crops_stay_images_and_differ_from_what_they_were() -> None:
    crops = torch.rand(16, 3, 24, 24, generator=_drawn())
    distorted = distort(crops, _drawn())
    assert distorted.shape == crops.shape
    assert 0 <= float(distorted.min()) <= float(distorted.max()) <= 1
    assert float((distorted - crops).abs().mean(dim=(1, 2, 3)).min()) > 0.005
    torch.testing.assert_close(normalise(torch.tensor([0.0, 0.5, 1.0])), torch.tensor([-1.0, 0.0, 1.0]))


def test_the_same_generator_gives_the_same_crops() -> None:
    crops = torch.rand(8, 3, 24, 24)
    assert torch.equal(distort(crops, _drawn(9)), distort(crops, _drawn(9)))
    assert not torch.equal(distort(crops, _drawn(9)), distort(crops, _drawn(10)))
