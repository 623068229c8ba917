import json
from pathlib import Path

import pytest
from PIL import Image

from training.config import TrainingError
from training.data import CaptionedPhoto, Skipped, open_photo, read_labelled, read_manifest, readable


def test_a_manifest_gives_the_photos_of_one_split(colour_photos: Path) -> None:
    photos = read_manifest(colour_photos, split="dev")
    assert [photo.path.name for photo in photos] == ["yellow.png"]
    assert photos[0].captions == ("a yellow wall", "all is yellow")
    assert len(read_manifest(colour_photos)) == 5


def test_a_broken_photo_is_left_out_and_named(colour_photos: Path) -> None:
    skipped: list[Skipped] = []
    missing = CaptionedPhoto(colour_photos / "gone.jpg", ("a ghost",))
    silent = CaptionedPhoto(colour_photos / "red.png", ())
    kept = [photo.path.name for photo, _ in readable([*read_manifest(colour_photos), missing, silent], skipped)]
    assert kept == ["red.png", "green.png", "blue.png", "yellow.png"]
    assert [item.path.name for item in skipped] == ["broken.jpg", "gone.jpg", "red.png"]
    assert skipped[2].reason == "no captions"
    assert all(item.reason for item in skipped)


@pytest.mark.parametrize(
    "content", ["", "{}", '[{"file": "a.jpg"}]', '[{"file": "", "captions": []}]', '[{"file": 3, "captions": []}]']
)
def test_a_malformed_manifest_is_an_error_in_words(tmp_path: Path, content: str) -> None:
    (tmp_path / "captions.json").write_text(content)
    with pytest.raises(TrainingError, match="cannot be read"):
        read_manifest(tmp_path)


def test_a_manifest_cannot_reach_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "captions.json").write_text(json.dumps([{"file": "../secret.jpg", "captions": ["a secret"]}]))
    with pytest.raises(TrainingError, match="outside"):
        read_manifest(tmp_path)


def test_photos_open_upright_and_in_rgb(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (20, 10)).save(tmp_path / "lying.jpg", exif=exif)
    photo = open_photo(tmp_path / "lying.jpg")
    assert (photo.size, photo.mode) == ((10, 20), "RGB")


def test_labelled_photos_say_label_synonyms_and_kind(tmp_path: Path) -> None:
    names = ["background", *(f"class {number}" for number in range(151)), "chihuahua, toy dog", "crane", "crane"]
    (tmp_path / "names.txt").write_text("\n".join(names))
    labels = [{"file": "a.jpg", "label": "chihuahua"}, {"file": "b.jpg", "label": "crane"}]
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    dog, crane = read_labelled(tmp_path, synonyms=tmp_path / "names.txt")
    assert {"a photo of a chihuahua", "a toy dog", "a dog", "chihuahua, a kind of dog"} <= set(dog.captions)
    assert crane.captions == ("crane", "a crane", "a photo of a crane")
    assert dog.group != crane.group
