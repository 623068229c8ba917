import json
import os
from pathlib import Path

import pytest
from PIL import Image

from training.config import TrainingError
from training.data import CaptionedPhoto, Manifest, Skipped, read_manifest, readable, write_manifest


def written(path: Path, *entries: object) -> Path:
    path.write_text("\n".join(json.dumps(entry) for entry in entries), "utf-8")
    return path


def test_a_manifest_gives_the_photos_of_one_split(colour_photos: Path) -> None:
    photos = read_manifest(colour_photos, split="dev")
    assert [photo.path.name for photo in photos] == ["yellow.png"]
    assert photos[0].captions == ("a yellow wall", "all is yellow")
    assert len(read_manifest(colour_photos)) == 5


def test_paths_start_from_the_manifest_or_from_a_folder_that_is_named(tmp_path: Path) -> None:
    manifest = written(tmp_path / "a.jsonl", {"path": "sub/sea.jpg", "caption": "the sea"})
    assert read_manifest(manifest)[0].path == tmp_path / "sub/sea.jpg"
    assert read_manifest(manifest, photos=tmp_path / "else")[0].path == tmp_path / "else/sub/sea.jpg"


def test_rows_of_one_path_are_one_photo(tmp_path: Path) -> None:
    manifest = written(
        tmp_path / "a.jsonl",
        {"path": "sea.jpg", "caption": "the sea", "weight": 2},
        {"path": "dune.jpg", "caption": "a dune"},
        {"path": "./sub/../sea.jpg", "captions": ["waves", "the sea"], "split": "dev", "objects": ["boat"]},
    )
    sea, dune = read_manifest(manifest)
    assert sea == CaptionedPhoto(tmp_path / "sea.jpg", ("the sea", "waves"), "dev", ("boat",), "", 2.0)
    assert (dune.path, dune.weight, dune.split) == (tmp_path / "dune.jpg", 1.0, "train")


def test_rows_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    rows = [{"path": "sea.jpg", "caption": "a", "split": split} for split in ("train", "dev")]
    with pytest.raises(TrainingError, match=r"a.jsonl gives sea.jpg the split “train” in line 1 and “dev” in line 2"):
        read_manifest(written(tmp_path / "a.jsonl", *rows))


@pytest.mark.parametrize("path", ["../secret.jpg", "sub/../../secret.jpg", "/etc/secret.jpg", "C:\\secret.jpg"])
def test_paths_outside_the_folder_need_leave(tmp_path: Path, path: str) -> None:
    manifest = written(tmp_path / "a.jsonl", {"path": "in.jpg", "caption": "a"}, {"path": path, "caption": "a secret"})
    with pytest.raises(TrainingError, match=r"a.jsonl, line 2 names a file outside the folder .*set absolute_paths"):
        read_manifest(manifest)
    assert len(read_manifest(manifest, absolute_paths=True)) == 2


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_that_lead_outside_the_folder_need_leave_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/file.jpg").symlink_to(tmp_path / "secret.jpg")
    (tmp_path / "in/folder").symlink_to(tmp_path)
    for path in ("file.jpg", "folder/secret.jpg"):
        with pytest.raises(TrainingError, match="outside"):
            read_manifest(written(tmp_path / "in/a.jsonl", {"path": path, "caption": "a secret"}))


@pytest.mark.skipif(os.name == "nt", reason="there a backslash is no letter")
def test_paths_written_on_windows_are_found(tmp_path: Path) -> None:
    (tmp_path / "odd\\name.jpg").touch()
    rows = [{"path": path, "caption": "a"} for path in ("sub\\sea.jpg", "odd\\name.jpg")]
    photos = read_manifest(written(tmp_path / "a.jsonl", *rows))
    assert [photo.path.relative_to(tmp_path).as_posix() for photo in photos] == ["sub/sea.jpg", "odd\\name.jpg"]


def test_a_method_that_learns_from_images_alone_needs_no_captions(tmp_path: Path) -> None:
    manifest = written(tmp_path / "a.jsonl", {"path": "sea.jpg"}, {"path": "dune.jpg", "captions": ["", "  "]})
    with pytest.raises(TrainingError, match=r"a.jsonl has no captions: add a column “caption”"):
        read_manifest(manifest)
    assert [photo.captions for photo in read_manifest(manifest, need_captions=False)] == [(), ()]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9\n.jpg") if os.name == "posix" else tmp_path / "café.jpg"
    photos = [
        CaptionedPhoto(tmp_path / "sub/sea.jpg", ("the “sea”", "waves \u2028 and foam"), "dev", ("boat",), "seas", 0.5),
        CaptionedPhoto(odd, ()),
        CaptionedPhoto(tmp_path.parent / "elsewhere.jpg", ("far away",)),
    ]
    write_manifest(photos, tmp_path / "a.jsonl")
    assert '"path": "sub/sea.jpg"' in (tmp_path / "a.jsonl").read_text("utf-8")
    again = read_manifest(tmp_path / "a.jsonl", absolute_paths=True)
    assert [photo.path for photo in again] == [photo.path for photo in photos]
    assert again[0] == CaptionedPhoto(
        tmp_path / "sub/sea.jpg", ("the “sea”", "waves and foam"), "dev", ("boat",), "seas", 0.5
    )
    assert again[1:] == photos[1:]


def test_a_manifest_without_notes_has_none(colour_photos: Path) -> None:
    manifest = read_manifest(colour_photos)
    assert isinstance(manifest, Manifest)
    assert manifest.notes == ()


def test_a_broken_photo_is_left_out_and_named(colour_photos: Path) -> None:
    skipped: list[Skipped] = []
    missing = CaptionedPhoto(colour_photos / "gone.jpg", ("a ghost",))
    silent = CaptionedPhoto(colour_photos / "red.png", ())
    kept = [photo.path.name for photo, _ in readable([*read_manifest(colour_photos), missing, silent], skipped)]
    assert kept == ["red.png", "green.png", "blue.png", "yellow.png"]
    assert [item.path.name for item in skipped] == ["broken.jpg", "gone.jpg", "red.png"]
    assert skipped[2].reason == "no captions"
    assert all(item.reason for item in skipped)


def test_a_photo_s_image_is_what_its_file_holds(colour_photos: Path) -> None:
    ((_, image),) = readable(read_manifest(colour_photos, split="dev"), [])
    assert isinstance(image, Image.Image)
    assert image.getpixel((0, 0)) == (230, 210, 40)
