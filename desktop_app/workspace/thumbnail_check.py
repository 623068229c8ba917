"""The doctor's look at the thumbnails: those that are missing, and those of contents that are no more."""

import os
from collections.abc import Iterator
from pathlib import Path

from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.jobs import Job, Progress
from desktop_app.records import Photo, PhotoId, PhotoState
from desktop_app.reports import Inconsistency
from desktop_app.workspace.thumbnail_making import ThumbnailMaker

FILL = 0.85
"""A cache fuller than this share of its limit is meant to lack some."""


class ThumbnailCheck:
    """Hears of all photos first (`expect`), then compares with what is on the disk."""

    def __init__(self, thumbnails: ThumbnailCache, maker: ThumbnailMaker, *, limit_bytes: int) -> None:
        self._thumbnails = thumbnails
        self._maker = maker
        self._limit_bytes = limit_bytes
        self._wanted: dict[bytes, PhotoId | None] = {}
        """A photo to make each thumbnail from, by content hash; None while its file is out of reach."""

    def expect(self, photo: Photo) -> None:
        key = bytes.fromhex(photo.content_hash)
        if photo.state is PhotoState.PRESENT:
            self._wanted[key] = photo.id
        else:
            self._wanted.setdefault(key, None)

    def run(self, *, repair: bool) -> Job[list[Inconsistency]]:
        yield Progress("check", unit="thumbnails")
        orphans: list[Path] = []
        present: set[bytes] = set()
        total_bytes = 0
        for key, path, size in self._on_disk():
            total_bytes += size
            if key is None or key not in self._wanted:
                orphans.append(path)
            else:
                present.add(key)
        found: list[Inconsistency] = []
        if orphans:
            found.append(_remove(orphans, repair=repair))
        missing = [photo for key, photo in self._wanted.items() if photo is not None and key not in present]
        if missing and total_bytes < FILL * self._limit_bytes:
            if repair:
                yield from self._maker.make(missing)
            text = f"{len(missing):,} photos have no thumbnail."
            found.append(Inconsistency(kind="missing_thumbnails", description=text, repaired=repair))
        return found

    def _on_disk(self) -> Iterator[tuple[bytes | None, Path, int]]:
        """(content hash, file, bytes); the hash is None for a file that is no thumbnail."""
        for folder, _, names in os.walk(self._thumbnails.root):
            for name in names:
                path = Path(folder, name)
                try:
                    key = bytes.fromhex(path.stem)
                    size = path.stat().st_size
                except ValueError:
                    yield None, path, 0
                    continue
                except OSError:  # it went away
                    continue
                yield key if path == self._thumbnails.path_of(path.stem) else None, path, size


def _remove(orphans: list[Path], *, repair: bool) -> Inconsistency:
    if repair:
        for path in orphans:
            path.unlink(missing_ok=True)
    text = f"{len(orphans):,} files among the thumbnails belong to no photo."
    return Inconsistency(kind="orphan_thumbnails", description=text, path=orphans[0].parent, repaired=repair)
