"""The drawn scenes: what they promise in words is what their pixels show."""

import colorsys
from collections import Counter
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resources.scenes import Scene, random_scenes, render, sample_scenes, write_samples
from resources.scenes.canvas import Canvas
from resources.scenes.captions import captions_for, phrase, plural_of
from resources.scenes.catalogue import KINDS
from resources.scenes.colours import HUES, NAMED
from resources.scenes.places import PAINTERS, split_setting
from resources.scenes.variety import FIRST_RANDOM_SEED

SMALL = (96, 72)


def _pixels(scene: Scene, size: tuple[int, int] = SMALL) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return np.asarray(render(scene, size_px=size), dtype=np.float32)


def test_there_are_about_sixty_samples_with_names_of_their_own() -> None:
    scenes = sample_scenes()
    assert 55 <= len(scenes) <= 75
    assert len({s.name for s in scenes}) == len(scenes)
    assert len({s.seed for s in scenes}) == len(scenes)
    assert all(s.name and set(s.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for s in scenes)


def test_one_sample_is_a_red_bicycle_and_neither_word_alone_finds_it() -> None:
    scenes = sample_scenes()
    assert [s.name for s in scenes if (s.colour, s.subject) == ("red", "bicycle")] == ["red-bicycle-by-a-wall"]
    assert sum(s.subject == "bicycle" for s in scenes) >= 3
    assert sum(s.colour == "red" for s in scenes) >= 5


def test_captions_differ_and_the_first_says_colour_subject_and_place() -> None:
    for scene in (*sample_scenes(), *random_scenes(60, seed=4)):
        assert 3 <= len(scene.captions) <= 5
        assert len(set(scene.captions)) == len(scene.captions)
        first = scene.captions[0].lower()
        assert scene.colour is None or scene.colour in first
        assert scene.subject.split()[0] in first or scene.count > 1
        assert all(c[0].isupper() and c.endswith(".") for c in scene.captions)


def test_number_words_and_plurals_are_grammatical() -> None:
    assert phrase("apple", "apples", "red", 3) == "three red apples"
    assert phrase("apple", "apples", None, 1) == "an apple"
    assert phrase("apple", "apples", "orange", 1) == "an orange apple"
    assert [plural_of(n) for n in ("puppy", "beach ball", "bus", "stack of books")] == [
        "puppies",
        "beach balls",
        "buses",
        "stacks of books",
    ]


def test_equal_scenes_give_equal_pixels_and_another_seed_gives_others() -> None:
    scene = next(random_scenes(1, seed=9))
    twin = Scene(scene.name, scene.subject, scene.colour, scene.count, scene.setting, scene.seed + 1, scene.captions)
    assert render(scene, size_px=SMALL).tobytes() == render(scene, size_px=SMALL).tobytes()
    assert np.abs(_pixels(scene) - _pixels(twin)).mean() > 4


@pytest.mark.parametrize("size", [(224, 224), (64, 91), (131, 48), (1, 1)])
def test_the_picture_has_the_size_asked_for(size: tuple[int, int]) -> None:
    picture = render(sample_scenes()[0], size_px=size)
    assert (picture.size, picture.mode) == (size, "RGB")


@pytest.mark.parametrize("noun", sorted(KINDS))
def test_every_subject_changes_the_picture_in_each_of_its_places(noun: str) -> None:
    kind = KINDS[noun]
    for place in kind.places:
        dark, pale = (
            _pixels(Scene("x", noun, c, 1, place, 5, ("", "", ""))) for c in (kind.colours[0], kind.colours[1])
        )
        assert np.abs(dark - pale).max() > 25, f"the colour of the {noun} is not seen {place}"


@pytest.mark.parametrize("colour", HUES)
@pytest.mark.parametrize("noun", ["bicycle", "car", "sailboat", "tent", "teapot", "house", "ball", "umbrella"])
def test_the_colour_word_is_true_in_pixels(noun: str, colour: str) -> None:
    kind = KINDS[noun]
    hue = _dominant_hue(Scene("x", noun, colour, 1, kind.places[0], 3, ("", "", "")), other=_opposite(colour))
    nearest = min(HUES, key=lambda name: min(_apart(hue, _hue(shade)) for shade in NAMED[name]))
    assert nearest == colour, f"{colour} {noun} has hue {hue:.0f}"


def _hue(shade: tuple[int, int, int]) -> float:
    return colorsys.rgb_to_hsv(*(v / 255 for v in shade))[0] * 360


def _apart(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


def _opposite(colour: str) -> str:
    return HUES[(HUES.index(colour) + len(HUES) // 2) % len(HUES)]


def _dominant_hue(scene: Scene, *, other: str) -> float:
    """The strongest hue among the pixels that change when the subject's colour does."""
    twin = Scene(scene.name, scene.subject, other, scene.count, scene.setting, scene.seed, scene.captions)
    picture = _pixels(scene, (160, 120))
    changed = np.abs(picture - _pixels(twin, (160, 120))).max(axis=2) > 60
    assert changed.sum() > 60
    hsv = np.asarray(Image.fromarray(picture.astype(np.uint8)).convert("HSV"))[changed].astype(np.float64)
    vivid = hsv[hsv[:, 1] > 90]
    angle = np.deg2rad(vivid[:, 0] * 360 / 255)
    return float(np.rad2deg(np.arctan2(np.sin(angle).sum(), np.cos(angle).sum())) % 360)


def test_random_scenes_are_endless_varied_and_repeatable() -> None:
    scenes = list(random_scenes(600, seed=1))
    assert len(scenes) == 600
    assert scenes == list(random_scenes(600, seed=1))
    assert scenes != list(random_scenes(600, seed=2))
    assert len({s.subject for s in scenes}) >= 20
    assert len({s.colour for s in scenes} & set(HUES)) >= 8
    assert len({s.setting for s in scenes}) >= 40
    assert Counter(s.count for s in scenes)[1] < 500


def test_random_scenes_never_use_a_samples_seed() -> None:
    own = {s.seed for s in sample_scenes()}
    assert max(own) < FIRST_RANDOM_SEED
    assert own.isdisjoint(s.seed for s in random_scenes(3000, seed=0))


def test_random_seeds_start_where_the_samples_end(monkeypatch: pytest.MonkeyPatch) -> None:
    border = 2**31 - 5
    monkeypatch.setattr("resources.scenes.variety.FIRST_RANDOM_SEED", border)
    assert min(s.seed for s in random_scenes(50, seed=0)) >= border


def test_every_random_setting_is_one_that_render_knows() -> None:
    for scene in random_scenes(2000, seed=3):
        place, _ = split_setting(scene.setting)
        assert place in PAINTERS or place == ""


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="under the bed"):
        split_setting("under the bed")


def test_captions_of_one_kind_do_not_repeat_themselves() -> None:
    from random import Random

    for seed in range(40):
        words = captions_for(KINDS["boat"], "blue", 2, "on a lake", Random(seed))
        assert len(set(words)) == len(words) >= 3


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> tuple[Scene, ...]:
    """Three samples stand for all: the big pictures take a while."""
    scenes = sample_scenes()[:3]
    monkeypatch.setattr("resources.scenes.files.sample_scenes", lambda: scenes)
    return scenes


def test_samples_are_written_with_caption_and_a_plausible_date(tmp_path: Path, few: tuple[Scene, ...]) -> None:
    paths = write_samples(tmp_path / "new" / "folder")
    assert [p.name for p in paths] == [f"{s.name}.jpg" for s in few]
    for path, scene in zip(paths, few, strict=True):
        with Image.open(path) as picture:
            exif = picture.getexif()
            assert min(picture.size) >= 600
        assert exif[0x010E] == scene.captions[0]
        taken = datetime.strptime(exif.get_ifd(0x8769)[0x9003], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras write local time
        assert 2023 <= taken.year <= 2026
    assert {p.name for p in paths} == {p.name for p in (tmp_path / "new" / "folder").iterdir()}


def test_writing_again_leaves_equal_files_alone_and_mends_broken_ones(tmp_path: Path, few: tuple[Scene, ...]) -> None:
    paths = write_samples(tmp_path)
    whole = paths[1].read_bytes()
    paths[1].write_bytes(whole[:100])
    before = [p.stat().st_ino for p in paths]
    assert write_samples(tmp_path) == paths
    after = [p.stat().st_ino for p in paths]
    assert (before[0], before[2]) == (after[0], after[2])
    assert before[1] != after[1]
    assert paths[1].read_bytes() == whole


def test_paint_that_matches_what_is_under_it_still_counts_as_covered() -> None:
    canvas = Canvas(20, 20, seed=1)
    canvas.watch()
    canvas.fill([(5, 5), (14, 5), (14, 14), (5, 14)], (0, 0, 0))
    assert canvas.covered().getbbox() == (5, 5, 15, 15)
