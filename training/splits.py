"""The photos of a run: those it learns from and those it is measured on."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from training.config import TrainConfig
from training.data import CaptionedPhoto, read_manifest
from training.held_out import MOST_PHOTOS

_CAPTIONED = ("clip", "siglip", "slip")
_HELD_OUT = ("dev", "val")


@dataclass(frozen=True)
class Splits:
    """What a manifest gives one method."""

    train: list[CaptionedPhoto]
    held_out: list[CaptionedPhoto]
    captioned: bool  # whether the method learns from captions
    checksum: str  # of names, captions and all else that is said of photos
    notes: list[str]  # sentences for whoever started the run

    @property
    def stops_early(self) -> bool:
        """Whether held-out recall can say when it is enough."""
        return self.captioned and any(photo.captions for photo in self.held_out)

    @property
    def measurable(self) -> bool:
        return self.stops_early or (bool(self.held_out) and not self.captioned)


def read_splits(config: TrainConfig) -> Splits:
    """Raises TrainingError where the manifest is no good."""
    captioned = config.method in _CAPTIONED
    photos = read_manifest(
        Path(config.manifest),
        photos=Path(config.photos) if config.photos else None,
        absolute_paths=config.absolute_paths,
        need_captions=captioned,
    )
    told = [(p.path.name, p.captions, p.split, p.weight, p.group) for p in photos]
    checksum = hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()
    train = [photo for photo in photos if photo.split == "train"]
    held_out = [photo for photo in photos if photo.split in _HELD_OUT]
    splits = Splits(train, held_out, captioned, checksum, list(photos.notes))
    splits.notes.extend(_notes(config.method, splits))
    return splits


def _notes(method: str, splits: Splits) -> list[str]:
    if not splits.held_out:
        return ["no photos are held out (split dev or val): nothing is measured, and no early stopping"]
    if not splits.measurable:
        return ["no held-out photo has a caption: nothing is measured, and there is no early stopping"]
    notes = [] if splits.captioned else [f"{method} learns from images alone: there is no early stopping"]
    if (count := len(splits.held_out)) > MOST_PHOTOS:
        notes.append(f"of {count} held-out photos {MOST_PHOTOS} are measured")
    return notes
