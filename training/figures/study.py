"""One model before the photos of one folder: each set of photos is encoded once, whatever number of figures ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from training.config import TrainingError
from training.data import CaptionedPhoto, Skipped, read_manifest
from training.figures.encoder import Encoder, ImageEncoder
from training.figures.retrieval import Matrix

Progress = Callable[[str, int, int], None]
"""Hears the set that is being encoded, how many of its photos are done, and of how many."""


@dataclass(frozen=True)
class Gallery:
    """Photos and their (photos, d) features, L2-normalised."""

    photos: list[CaptionedPhoto]
    image_features: Matrix


@dataclass(frozen=True)
class Captions:
    """Features of captions, (captions, d), and the photo of each, (captions,), ascending."""

    text_features: Matrix
    owners: NDArray[np.int64]


class Study:
    """Sets of photos below a folder: `captioned-square`, `captioned`, `labelled`, `neardup/copies`, as needed."""

    def __init__(
        self, encoder: ImageEncoder, photos: Path, *, split: str = "dev", progress: Progress = lambda *_: None
    ) -> None:
        self.encoder = encoder
        self.skipped: list[Skipped] = []
        self.split = split
        self._photos = photos
        self._progress = progress

    @property
    def reader(self) -> Encoder:
        """The encoder of texts.

        Raises:
            TrainingError: the model cannot read.
        """
        if not isinstance(self.encoder, Encoder):
            raise TrainingError("this model knows images only: leave out the figures that compare them with words")
        return self.encoder

    @cached_property
    def held_out(self) -> Gallery:
        """The split that the model is measured on."""
        return self._square(self.split)

    @cached_property
    def learnt(self) -> Gallery:
        """The split that models are trained on: known answers for neighbours and probe."""
        return self._square("train")

    @cached_property
    def captioned(self) -> Gallery:
        return self._encode("captioned", read_manifest(self._photos / "captioned"))

    @cached_property
    def labelled(self) -> Gallery:
        """Photos whose only caption is the name of their class."""
        return self._encode("labelled", read_labels(self._photos / "labelled"))

    @cached_property
    def copies(self) -> Gallery:
        """Files named BASE__EDIT.suffix: those of one base are one group."""
        folder = self._photos / "neardup" / "copies"
        files = sorted(path for path in folder.glob("*__*.*") if path.is_file()) if folder.is_dir() else []
        if not files:
            raise TrainingError(f"no copies named BASE__EDIT.jpg in {folder}")
        return self._encode("copies", [CaptionedPhoto(path, (), group=path.name.split("__")[0]) for path in files])

    @property
    def others(self) -> Gallery:
        """Photos that nobody copied: those of `captioned`, where it is there, but for the bases of the copies."""
        if not self.has("captioned"):
            return Gallery([], self.copies.image_features[:0])
        bases = {photo.group for photo in self.copies.photos}
        alone = [at for at, photo in enumerate(self.captioned.photos) if photo.path.stem not in bases]
        return Gallery([self.captioned.photos[at] for at in alone], self.captioned.image_features[alone])

    def has(self, folder: str) -> bool:
        return (self._photos / folder).is_dir()

    @cached_property
    def captions(self) -> Captions:
        """All captions of the photos held out."""
        return encode_captions(self.reader, self.held_out.photos)

    def _square(self, split: str) -> Gallery:
        photos = with_captions(read_manifest(self._photos / "captioned-square", split=split), self.skipped)
        if not photos:
            raise TrainingError(f"no photos of split {split}")
        return self._encode(split, photos)

    def _encode(self, name: str, photos: Sequence[CaptionedPhoto]) -> Gallery:
        return Gallery(
            *self.encoder.encode_photos(
                photos, self.skipped, counted=lambda done: self._progress(name, done, len(photos))
            )
        )


class _Labelled(msgspec.Struct):
    file: str
    label: str


def read_labels(folder: Path) -> list[CaptionedPhoto]:
    """The photos of `folder/labels.json`, a list of {"file", "label"}, each with its label for a caption.

    Raises:
        TrainingError: the file is missing or malformed.
    """
    try:
        entries = msgspec.json.decode((folder / "labels.json").read_bytes(), type=list[_Labelled])
    except (OSError, msgspec.DecodeError) as error:
        raise TrainingError(f"labels.json of {folder.name} cannot be read: {error}") from error
    return [CaptionedPhoto(folder / entry.file, (entry.label,)) for entry in entries]


def with_captions(photos: Sequence[CaptionedPhoto], skipped: list[Skipped]) -> list[CaptionedPhoto]:
    """The photos of which something is said; the others go to `skipped`."""
    skipped += [Skipped(photo.path, "no captions") for photo in photos if not photo.captions]
    return [photo for photo in photos if photo.captions]


def encode_captions(encoder: Encoder, photos: Sequence[CaptionedPhoto]) -> Captions:
    """Every caption of every photo; each photo has one or more."""
    text_features = encoder.encode_text([caption for photo in photos for caption in photo.captions])
    return Captions(text_features, np.repeat(np.arange(len(photos)), [len(photo.captions) for photo in photos]))
