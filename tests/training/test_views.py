import pickle
import random

import numpy as np
import pytest
from PIL import Image

from training.config import TrainConfig
from training.crops import Distortion
from training.model_config import Preprocessing
from training.views import CaptionViews, MultiCrop, Pixels, SimCLRViews, SLIPViews, Views, views_for


def noise(width: int = 60, height: int = 40) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8))


def sides() -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (60, 40), (200, 0, 0))
    image.paste((0, 0, 200), (30, 0, 60, 40))
    return image


def is_mirrored(pixels: Pixels) -> bool:
    columns = pixels.astype(int).mean(axis=0)
    return bool(columns[0, 2] + columns[-1, 0] > columns[0, 0] + columns[-1, 2])


KINDS = [
    CaptionViews(size_px=16),
    SimCLRViews(size_px=16),
    SLIPViews(size_px=16),
    MultiCrop(size_px=16, local_size_px=8, local_crops=2, turned_share=0.5),
]


@pytest.mark.parametrize("views", KINDS, ids=lambda views: type(views).__name__)
def test_views_follow_from_the_chance_alone_also_after_a_journey(views: Views) -> None:
    first, again, other = (
        each(noise(), random.Random(s))
        for each, s in zip([views, pickle.loads(pickle.dumps(views)), views], (1, 1, 2), strict=True)
    )
    assert first[1] == again[1]
    assert all(np.array_equal(one, two) for one, two in zip(first[0], again[0], strict=True))
    assert not any(np.array_equal(one, two) for one, two in zip(first[0], other[0], strict=True))


@pytest.mark.parametrize(("views", "sizes"), list(zip(KINDS, ([16], [16] * 2, [16] * 3, [16, 16, 8, 8]), strict=True)))
def test_views_are_squares_of_pixels(views: Views, sizes: list[int]) -> None:
    found, _ = views(noise(), random.Random(1))
    assert [view.shape for view in found] == [(size, size, 3) for size in sizes]
    assert all(view.dtype == np.uint8 for view in found)
    assert len({view.tobytes() for view in found}) == len(sizes)


@pytest.mark.parametrize("views", [CaptionViews(size_px=16), SLIPViews(size_px=16)])
def test_the_view_of_the_captions_is_mirrored_when_it_says_so(views: CaptionViews) -> None:
    told = []
    for seed in range(30):
        found, mirrored = views(sides(), random.Random(seed))
        assert is_mirrored(found[0]) == mirrored
        told.append(mirrored)
    assert 5 < sum(told) < 25
    assert not any(is_mirrored(views.unmirrored()(sides(), random.Random(seed))[0][0]) for seed in range(30))


def test_the_view_of_the_captions_keeps_colours_and_most_of_the_photo() -> None:
    views = CaptionViews(size_px=16, squash=True)
    for seed in range(30):
        (view,), _ = views(Image.new("RGB", (60, 40), (140, 70, 70)), random.Random(seed))
        red, green, blue = view[8, 8].astype(int)
        assert abs(green - blue) <= 1
        assert red > green + 20
    ramp = Image.fromarray(np.linspace(0, 255, 100).astype(np.uint8)[None].repeat(50, 0)).convert("RGB")
    still = CaptionViews(size_px=16, squash=True, light=0.0, mirror_share=0.0)
    for seed in range(30):
        (view,), _ = still(ramp, random.Random(seed))
        assert int(view[:, -1].mean()) - int(view[:, 0].mean()) > 0.5 * 255  # of the width, for 0.45 of the area


def test_simclr_s_views_are_far_apart_and_slip_s_first_is_not() -> None:
    def spread(number: int) -> float:
        image = Image.new("RGB", (60, 40), (140, 70, 70))
        views = SLIPViews(size_px=8)
        seen = [views(image, random.Random(seed))[0][number].mean(axis=(0, 1)) for seed in range(40)]
        return float(np.std(seen, axis=0).mean())

    assert spread(1) > 2 * spread(0)
    assert spread(2) > 2 * spread(0)


def test_local_crops_show_less_than_global_ones() -> None:
    views = MultiCrop(size_px=32, local_size_px=32, local_crops=1)
    ramp = Image.fromarray(np.linspace(0, 255, 200).astype(np.uint8)[None].repeat(200, 0)).convert("RGB")
    still = MultiCrop(size_px=32, local_size_px=32, local_crops=1, distortion=views.distortion)
    seen = [still(ramp, random.Random(seed))[0] for seed in range(20)]
    global_span, local_span = (
        np.mean([np.ptp(found[number].astype(int).mean(axis=(0, 2))) for found in seen]) for number in (0, 2)
    )
    assert local_span < 0.8 * global_span


def test_the_first_global_crop_is_blurred_and_the_second_rarely() -> None:
    views = MultiCrop(
        size_px=32, local_crops=0, distortion=Distortion(jitter_share=0, grey_share=0, blur_sigma_px=(9, 9))
    )
    seen = [views(noise(), random.Random(seed))[0] for seed in range(40)]
    is_smooth = [[np.abs(np.diff(view.astype(int), axis=1)).mean() < 15 for view in found] for found in seen]
    first, second = np.mean(is_smooth, axis=0)
    assert first == 1
    assert 0 < second < 0.4


def test_crops_are_turned_where_that_is_asked_for() -> None:
    def upright(turned_share: float) -> int:
        views = MultiCrop(size_px=16, local_crops=0, turned_share=turned_share, mirror_share=0.0)
        stripes = Image.fromarray((np.arange(64) % 16 < 8).astype(np.uint8)[:, None].repeat(64, 1) * 255).convert("RGB")
        seen = [views(stripes, random.Random(seed))[0][1].astype(int).mean(axis=2) for seed in range(40)]
        return sum(np.ptp(view.mean(axis=1)) > np.ptp(view.mean(axis=0)) for view in seen)

    assert upright(0.0) == 40
    assert 5 < upright(1.0) < 30  # a half turn leaves stripes as they are


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("clip", CaptionViews),
        ("siglip", CaptionViews),
        ("slip", SLIPViews),
        ("simclr", SimCLRViews),
        ("dino", MultiCrop),
    ],
)
def test_a_run_s_method_decides_what_it_sees(method: str, kind: type[Views]) -> None:
    config = TrainConfig(manifest="m", model="m", out="o", method=method, local_crops=3, local_size_px=8)  # type: ignore[arg-type]
    preprocessing = Preprocessing(16, (0.1, 0.2, 0.3), (0.4, 0.5, 0.6), resize_mode="squash")
    views = views_for(config, preprocessing)
    assert type(views) is kind
    assert (views.size_px, views.mean, views.std, views.squash) == (16, (0.1, 0.2, 0.3), (0.4, 0.5, 0.6), True)
    if isinstance(views, MultiCrop):
        assert (views.local_crops, views.local_size_px) == (3, 8)
