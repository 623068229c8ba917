from itertools import islice
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.training import words
from training.data import CaptionedPhoto

COUNTS = {"train": 3, "dev": 2, "test": 4}


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[CaptionedPhoto]:
    return words.render_photos(tmp_path_factory.mktemp("photos"), COUNTS, seed=1)


def test_each_split_has_its_photos_as_files(photos: list[CaptionedPhoto]) -> None:
    splits = [photo.split for photo in photos]
    assert {split: splits.count(split) for split in COUNTS} == COUNTS
    assert len({photo.path for photo in photos}) == len(photos)
    for photo in photos:
        with Image.open(photo.path) as image:
            assert image.size == (320, 240)


def test_the_same_seed_gives_the_same_photos(photos: list[CaptionedPhoto], tmp_path: Path) -> None:
    again = words.render_photos(tmp_path, {"train": 2}, seed=1)
    assert [photo.captions for photo in again] == [photo.captions for photo in photos[:2]]
    assert [photo.path.read_bytes() for photo in again] == [photo.path.read_bytes() for photo in photos[:2]]
    other = words.render_photos(tmp_path / "other", {"train": 2}, seed=2)
    assert [photo.captions for photo in other] != [photo.captions for photo in again]


def test_captions_name_what_the_scene_shows_and_in_made_up_words_alone() -> None:
    made_up = {*words.THINGS.values(), *words.PLACES.values(), *words.COLOURS.values()}
    assert len(made_up) == len(words.THINGS) + len(words.PLACES) + len(words.COLOURS)
    for scene, named in islice(words.named_scenes(seed=3), 50):
        assert named[0] == words.THINGS[scene.subject]
        assert scene.setting.startswith(next(place for place, word in words.PLACES.items() if word == named[1]))
        assert named[2] == words.COLOURS[scene.colour or ""]
        for caption in words.captions_of(named):
            said = set(caption.replace(",", "").split())
            assert said & made_up == set(named)
            assert not said & {scene.subject, scene.colour, *scene.setting.split()} - {"in", "a", "the"}


def test_a_caption_of_those_measured_on_has_one_right_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = list(islice(words.named_scenes(seed=1), 6))
    monkeypatch.setattr(words, "named_scenes", lambda seed: iter([scenes[0], *scenes]))
    shown = words.render_photos(tmp_path, {"test": 4}, seed=1)
    captions = [caption for photo in shown for caption in photo.captions]
    assert len(captions) == len(set(captions)) == 4 * 3
