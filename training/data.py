"""Photos with captions: manifests, labelled photos, rendered scenes.

A manifest is a file `captions.json` in a folder of photos: a list of
`{"file": "sub/name.jpg", "captions": ["…"], "split": "train" | "dev", "objects": ["…"]}`, the last two optional.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from PIL import Image, ImageOps

from training.config import TrainingError

MAX_PIXELS = 200_000_000  # a photo file can claim any size: refuse before decoding


@dataclass(frozen=True)
class CaptionedPhoto:
    """One photo with what is said of it."""

    path: Path
    captions: tuple[str, ...]
    split: str = "train"
    objects: tuple[str, ...] = ()
    group: str = ""  # photos of one group say the same, so they are never each other's negatives; "" is alone


@dataclass(frozen=True)
class Skipped:
    """A photo that was left out, and why."""

    path: Path
    reason: str


class _Entry(msgspec.Struct):
    file: Annotated[str, msgspec.Meta(min_length=1)]
    captions: list[str]
    split: str = "train"
    objects: list[str] = []


def read_manifest(folder: Path, *, split: str | None = None) -> list[CaptionedPhoto]:
    """The photos of `folder/captions.json`, of one split or all.

    Raises:
        TrainingError: the manifest is missing or malformed, or names a file outside its folder.
    """
    manifest = folder / "captions.json"
    try:
        entries = msgspec.json.decode(manifest.read_bytes(), type=list[_Entry])
    except (OSError, msgspec.DecodeError) as error:
        raise TrainingError(f"{manifest.name} of {folder.name} cannot be read: {error}") from error
    photos = []
    for entry in entries:
        path = folder / entry.file
        if not path.resolve().is_relative_to(folder.resolve()):
            raise TrainingError(f"{manifest.name} names a file outside its folder: {entry.file}")
        if split in (None, entry.split):
            captions = tuple(text.strip() for text in entry.captions if text.strip())
            photos.append(CaptionedPhoto(path, captions, entry.split, tuple(entry.objects)))
    return photos


def open_photo(path: Path) -> Image.Image:
    """The upright RGB photo.

    Raises:
        OSError: the file cannot be decoded or claims too many pixels.
    """
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise OSError(f"too many pixels: {image.width} × {image.height}")
            return ImageOps.exif_transpose(image).convert("RGB")
    except (ValueError, SyntaxError, Image.DecompressionBombError, EOFError) as error:
        raise OSError(str(error)) from error


def readable(photos: Iterable[CaptionedPhoto], skipped: list[Skipped]) -> Iterator[tuple[CaptionedPhoto, Image.Image]]:
    """Photos with their pixels; one that is broken or has no captions goes to `skipped`, and the rest goes on."""
    for photo in photos:
        if not photo.captions:
            skipped.append(Skipped(photo.path, "no captions"))
            continue
        try:
            yield photo, open_photo(photo.path)
        except (OSError, Image.DecompressionBombWarning) as error:
            skipped.append(Skipped(photo.path, str(error)))


# Positions of the 1,000 ImageNet-1k classes that share an everyday word which most of their labels lack.
_KINDS = (
    ("fish", range(7)), ("bird", range(7, 25)), ("lizard", range(38, 49)), ("snake", range(52, 69)),
    ("spider", range(72, 78)), ("bird", range(80, 101)), ("bird", range(127, 147)), ("dog", range(151, 269)),
    ("cat", range(281, 286)), ("bear", range(294, 298)), ("insect", range(300, 320)), ("butterfly", range(321, 327)),
    ("monkey", range(365, 385)), ("fish", range(389, 398)),
)  # fmt: skip


def read_labelled(folder: Path, *, synonyms: Path | None = None) -> list[CaptionedPhoto]:
    """Photos of `folder/labels.json` (file, label), captioned with their label, its synonyms and its kind.

    Args:
        folder: holds `labels.json`, a list of `{"file", "label"}`.
        synonyms: a text file with one class a line, synonyms separated by commas, "background" first.
    """
    try:
        entries = json.loads((folder / "labels.json").read_text("utf-8"))
        lines = synonyms.read_text("utf-8").splitlines()[1:] if synonyms else []
        names = [(folder / entry["file"], str(entry["label"])) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"labels.json of {folder.name} cannot be read: {error}") from error
    by_name: dict[str, list[int]] = {}
    for position, line in enumerate(lines):
        by_name.setdefault(line.split(",")[0].strip().lower(), []).append(position)
    photos = []
    for path, label in names:
        words, kinds = [label], []
        if len(found := by_name.get(label.lower(), [])) == 1:  # "crane" is a bird and a machine: only its label
            words = [word.strip() for word in lines[found[0]].split(",")]
            kinds = [kind for kind, positions in _KINDS if found[0] in positions]
        photos.append(CaptionedPhoto(path, tuple(_label_captions(words, kinds)), group=f"label {label}"))
    return photos


def _label_captions(words: list[str], kinds: list[str]) -> Iterator[str]:
    for word in dict.fromkeys([*words, *kinds]):
        article = "an" if word[:1].lower() in "aeiou" else "a"
        yield from (word, f"{article} {word}", f"a photo of {article} {word}")
    if kinds:
        yield f"{words[0]}, a kind of {kinds[0]}"
