"""Carries what the user says of photos into the sidecars beside them, where the settings say so."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from desktop_app.errors import SidecarError
from desktop_app.imaging.sidecar_writing import SidecarWords, write_sidecar
from desktop_app.imaging.turning import turned
from desktop_app.jobs import Job, Progress
from desktop_app.library import Library
from desktop_app.records import ChangeKind, Photo, PhotoId, PhotoState

AT_ONCE = 100
"""Photos whose records are read together, and between two words of progress."""
_CARRIED = frozenset((ChangeKind.RATING, ChangeKind.CAPTION, ChangeKind.ROTATION))


class Unwritten(NamedTuple):
    """Of how many photos the sidecars could not be written, and why the first of them."""

    photos: int = 0
    reason: str = ""


def write_sidecars(library: Library, kinds: Collection[ChangeKind], photo_ids: Iterable[PhotoId]) -> Job[Unwritten]:
    """What the library says by now of these photos, as far as `kinds` are about it; each sidecar in one step.

    What cannot be written stops nothing. Photos that are in the trash or missing have no place for a sidecar.
    """
    carried = _CARRIED.intersection(kinds)
    if not carried:
        return Unwritten()
    ids = sorted(photo_ids)
    count, reason = 0, ""
    for start in range(0, len(ids), AT_ONCE):
        if len(ids) > AT_ONCE:
            yield Progress("sidecars", done=start, total=len(ids))
        for photo, words in _said(library, carried, ids[start : start + AT_ONCE]):
            try:
                write_sidecar(photo.path, words)
            except SidecarError as error:
                count, reason = count + 1, reason or str(error)
    return Unwritten(count, reason)


def _said(
    library: Library, kinds: Collection[ChangeKind], ids: Sequence[PhotoId]
) -> Iterable[tuple[Photo, SidecarWords]]:
    orientations = library.photos.orientations(ids)
    for photo in library.photos.get(ids):
        if photo.state in (PhotoState.PRESENT, PhotoState.OFFLINE):
            upright = orientations[photo.id]
            yield (
                photo,
                SidecarWords(
                    orientation=turned(upright, photo.quarter_turns) if ChangeKind.ROTATION in kinds else None,
                    rating=photo.rating if ChangeKind.RATING in kinds else None,
                    caption=photo.caption if ChangeKind.CAPTION in kinds else None,
                ),
            )
