"""Photos with captions, and the manifests that name them.

A manifest is a file of JSON lines, a table (CSV), or the JSON list `captions.json` in a folder of photos. Each row has
a `path` (or `file`), and may have `captions` (a list), `caption`, `caption_1`, …, `split` (train, dev or test; train
where none is given), `weight`, `objects` and `group`. Rows of one path are one photo.
"""

import functools
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from PIL import Image

from training.config import TrainingError, write_atomically
from training.manifest_rows import Row, read_rows
from training.photos import open_photo

__all__ = ["CaptionedPhoto", "Manifest", "Skipped", "open_photo", "read_manifest", "readable", "write_manifest"]


@dataclass(frozen=True)
class CaptionedPhoto:
    """One photo with what is said of it."""

    path: Path
    captions: tuple[str, ...]
    split: str = "train"
    objects: tuple[str, ...] = ()
    group: str = ""  # photos of one group say the same, so they are never each other's negatives; "" is alone
    weight: float = 1.0  # how much it counts beside others


@dataclass(frozen=True)
class Skipped:
    """A photo that was left out, and why."""

    path: Path
    reason: str


class Manifest(list[CaptionedPhoto]):
    """The photos, and notes: sentences on how the file was read that its owner should know."""

    def __init__(self, photos: Iterable[CaptionedPhoto] = (), *, notes: Sequence[str] = ()) -> None:
        super().__init__(photos)
        self.notes = tuple(notes)


def read_manifest(
    path: Path,
    *,
    split: str | None = None,
    photos: Path | None = None,
    absolute_paths: bool = False,
    need_captions: bool = True,
) -> Manifest:
    """The photos of one split, or all, in the order in which the manifest first names them.

    Text is UTF-8, or UTF-16 with its mark; else it is taken for Windows-1252, and a note says so.

    Args:
        path: the manifest, or the folder of a `captions.json`.
        photos: the folder that relative paths start from; by default the manifest's own.
        absolute_paths: lets the manifest name files outside that folder.
        need_captions: refuses a manifest without any. Single photos without captions are kept either way.

    Raises:
        TrainingError: the manifest is missing, empty or malformed, or names a file outside the folder.
    """
    path = path / "captions.json" if path.is_dir() else path
    folder = _Folder(photos or path.parent, absolute_paths=absolute_paths)
    rows, notes = read_rows(path, need_captions=need_captions)
    of_path: dict[Path, list[Row]] = {}
    for row in rows:
        of_path.setdefault(folder.locate(path, row), []).append(row)
    merged = [_merged(path, photo, same) for photo, same in of_path.items()]
    return Manifest([photo for photo in merged if split in (None, photo.split)], notes=notes)


class _Folder:
    """Where relative paths start from."""

    def __init__(self, folder: Path, *, absolute_paths: bool) -> None:
        self._folder, self._absolute_paths = folder, absolute_paths
        self._resolve = functools.cache(Path.resolve)  # thousands of photos share few folders

    def locate(self, manifest: Path, row: Row) -> Path:
        name = row.path
        if "\\" in name and os.sep != "\\" and not (self._folder / name).exists():
            name = name.replace("\\", "/")  # written on Windows
        path = Path(os.path.normpath(self._folder / name))
        is_absolute = Path(name).is_absolute() or PureWindowsPath(name).drive != ""
        if not self._absolute_paths and (is_absolute or not self._holds(path)):
            raise TrainingError(
                f"{manifest.name}, {row.place} names a file outside the folder {self._folder.name}: {row.path} "
                "(write paths from that folder on, or set absolute_paths)"
            )
        return path

    def _holds(self, path: Path) -> bool:
        real = path.resolve() if path.is_symlink() else self._resolve(path.parent) / path.name
        return real.is_relative_to(self._resolve(self._folder))


def _merged(manifest: Path, path: Path, rows: list[Row]) -> CaptionedPhoto:
    def agreed(name: str, default: Any) -> Any:
        given = {getattr(row, name): row.place for row in rows if getattr(row, name) is not None}
        if len(given) > 1:
            (first, here), (second, there) = itertools.islice(given.items(), 2)
            raise TrainingError(
                f"{manifest.name} gives {path.name} the {name} “{first}” in {here} and “{second}” in {there}: keep one"
            )
        return next(iter(given), default)

    captions = tuple(dict.fromkeys(text for row in rows for text in row.captions))
    objects = tuple(dict.fromkeys(name for row in rows for name in row.objects))
    return CaptionedPhoto(path, captions, agreed("split", "train"), objects, agreed("group", ""), agreed("weight", 1.0))


def write_manifest(photos: Iterable[CaptionedPhoto], path: Path) -> None:
    """Writes JSON lines; paths below the manifest's folder become relative to it, others stay absolute."""
    folder = path.parent.absolute()
    lines = [json.dumps(_entry(photo, folder), ensure_ascii=False) for photo in photos]
    try:
        content = "".join(f"{line}\n" for line in lines).encode()
    except UnicodeEncodeError:  # a file name that is no text: escapes can tell it
        content = "".join(f"{json.dumps(json.loads(line))}\n" for line in lines).encode()
    write_atomically(path, content)


def _entry(photo: CaptionedPhoto, folder: Path) -> dict[str, Any]:
    path = Path(os.path.normpath(photo.path.absolute()))
    name = path.relative_to(folder) if path.is_relative_to(folder) else path
    entry: dict[str, Any] = {"path": name.as_posix(), "captions": photo.captions, "split": photo.split}
    more = {"objects": photo.objects, "group": photo.group, "weight": photo.weight if photo.weight != 1 else None}
    return entry | {key: value for key, value in more.items() if value}


def readable(photos: Iterable[CaptionedPhoto], skipped: list[Skipped]) -> Iterator[tuple[CaptionedPhoto, Image.Image]]:
    """Photos with their pixels; one that is broken or has no captions goes to `skipped`, and the rest goes on."""
    for photo in photos:
        if not photo.captions:
            skipped.append(Skipped(photo.path, "no captions"))
            continue
        try:
            yield photo, open_photo(photo.path)
        except OSError as error:
            skipped.append(Skipped(photo.path, str(error)))
