"""Which photos there are, and in which order. Nothing here writes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop_app.library.database import Database, Parameters, Row
from desktop_app.library.folders import FolderStore
from desktop_app.library.tiles import Tiles, read_columns, read_tiles
from desktop_app.library.values import blob_path, ids_json, json_keywords, path_blob, span_below, wall_clock
from desktop_app.records import ContentId, FolderId, FolderState, Photo, PhotoId, PhotoState

Order: TypeAlias = Literal["newest", "oldest"]
Ids: TypeAlias = Sequence[PhotoId] | NDArray[np.int64]

_PHOTO = """
SELECT photo.id, content_id, hash, folder_id, photo.path, gone, folder.state, size_bytes, mtime_ns, format, width_px,
  height_px, mean_colour, taken_at, camera, lens, latitude, longitude, photo.keywords, photo.caption, photo.rating,
  favourite, rotation, photo.added_at, trashed_at
FROM photo JOIN content ON content.id = content_id JOIN folder ON folder.id = folder_id
"""
_OTHERS = "SELECT 1 FROM photo AS other WHERE other.content_id = photo.content_id AND other.trashed_at IS NULL"
_WATCHED = "folder_id IN (SELECT id FROM folder WHERE state <> 'removed')"


class KnownFile(NamedTuple):
    """What the scanner compares a file with."""

    photo_id: PhotoId
    size_bytes: int
    mtime_ns: int
    state: PhotoState


class PhotoViews:
    """Views show photos that are PRESENT or OFFLINE; a MISSING one is found by its id, its path or its content."""

    def __init__(self, database: Database, folders: FolderStore) -> None:
        self._database = database
        self._folders = folders

    def ids(
        self, *, order: Order = "newest", folder_id: FolderId | None = None, under: Path | None = None
    ) -> NDArray[np.int64]:
        """Ids int64[N] by wall-clock time taken, else the file's time: all, of one folder, or all below a path."""
        if under is not None:
            source, parameters = "photo_path WHERE path >= ? AND path < ? AND", span_below(path_blob(under))
            return self._ids(source, parameters, order)
        if folder_id is not None:
            return self._ids("photo_folder_timeline WHERE folder_id = ? AND", (folder_id,), order)
        return self._ids("photo_timeline WHERE", (), order)

    def count(self) -> int:
        """How many are in the views."""
        statement = "SELECT coalesce(sum(photo_count), 0) FROM folder WHERE state <> 'removed'"
        return int(self._database.read(statement)[0][0])

    def get(self, ids: Ids) -> list[Photo]:
        """In the order asked; unknown ones are left out."""
        asked = [int(photo_id) for photo_id in ids]
        rows = self._database.read(f"{_PHOTO} WHERE photo.id IN (SELECT value FROM json_each(?))", (ids_json(asked),))
        found = {row[0]: _photo(row) for row in rows}
        return [found[photo_id] for photo_id in asked if photo_id in found]

    def orientations(self, ids: Ids) -> dict[PhotoId, int]:
        """EXIF 1 to 8 of their files, without the user's turn."""
        rows = self._database.read(
            "SELECT photo.id, orientation FROM photo JOIN content ON content.id = content_id "
            "WHERE photo.id IN (SELECT value FROM json_each(?))",
            (ids_json(ids),),
        )
        return {PhotoId(photo_id): orientation for photo_id, orientation in rows}

    def tiles(self, ids: Ids) -> Tiles:
        """As `get`, but only what a grid lays out and paints: some six times faster."""
        asked = np.asarray(ids, np.int64)
        with self._database.snapshot():
            rows = read_columns(
                self._database,
                "SELECT id, content_id, sort_at FROM photo WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (ids_json(asked.tolist()),),
                columns=3,
            )
            places = np.searchsorted(rows[0], asked)
            known = places < len(rows[0])
            known[known] = rows[0][places[known]] == asked[known]
            return read_tiles(self._database, *rows[:, places[known]])

    def by_path(self, path: Path) -> Photo | None:
        """The photo whose file this is; without one, the one that was there last."""
        rows = self._database.read(f"{_PHOTO} WHERE photo.path = ?", (path_blob(path),))
        return _photo(min(rows, key=lambda row: (row[5] != 0, -row[0]))) if rows else None

    def by_content(self, content_ids: Sequence[ContentId] | NDArray[np.int64]) -> dict[ContentId, list[PhotoId]]:
        """The photos in the views that have these contents."""
        rows = self._database.read(
            "SELECT content_id, id FROM photo INDEXED BY photo_content "
            f"WHERE content_id IN (SELECT value FROM json_each(?)) AND gone = 0 AND {_WATCHED} ORDER BY id",
            (ids_json(content_ids),),
        )
        found: dict[ContentId, list[PhotoId]] = {}
        for content_id, photo_id in rows:
            found.setdefault(content_id, []).append(photo_id)
        return found

    def paths_by_content(
        self, content_ids: Sequence[ContentId] | NDArray[np.int64]
    ) -> dict[ContentId, dict[PhotoId, bytes]]:
        """As `by_content`, with the path of each (`os.fsencode`)."""
        rows = self._database.read(
            "SELECT content_id, id, path FROM photo INDEXED BY photo_content "
            f"WHERE content_id IN (SELECT value FROM json_each(?)) AND gone = 0 AND {_WATCHED} ORDER BY id",
            (ids_json(content_ids),),
        )
        found: dict[ContentId, dict[PhotoId, bytes]] = {}
        for content_id, photo_id, path in rows:
            found.setdefault(content_id, {})[photo_id] = path
        return found

    def missing_with_content(self, content_id: ContentId) -> list[Photo]:
        """Where a new file may have been moved from: MISSING photos of this content, those of watched folders first.

        TRASHED ones only where no other photo has the content: a copy of what was thrown away is a copy of the other.
        Photos of folders that are watched no longer are MISSING and may have their file yet: look before moving one.
        """
        rows = self._database.read(
            f"{_PHOTO} WHERE content_id = ? AND (gone <> 0 OR folder.state = 'removed') AND (trashed_at IS NULL "
            f"OR NOT EXISTS ({_OTHERS})) ORDER BY folder.state = 'removed', photo.id",
            (content_id,),
        )
        return [_photo(row) for row in rows]

    def known_files(self, folder_id: FolderId | None = None, *, under: Path | None = None) -> dict[bytes, KnownFile]:
        """All files of the watched folders by path (`os.fsencode`): of one folder, or `under` a path or just that file.

        MISSING ones too, unless another photo's file took their place. Raises `FolderError` for an unknown folder.
        """
        if under is None and folder_id is not None:
            under = self._folders.get(folder_id).path
        columns = "path, gone, id, size_bytes, mtime_ns, folder_id"
        statement = f"SELECT {columns} FROM photo NOT INDEXED"
        parameters: Parameters = ()
        if under is not None:
            blob = path_blob(under)
            source = f"SELECT {columns} FROM photo INDEXED BY photo_path WHERE"
            statement = f"{source} path = ? UNION ALL {source} path >= ? AND path < ?"
            parameters = (blob, *span_below(blob))
        known: dict[bytes, KnownFile] = {}
        with self._database.snapshot():
            states = {
                each: PhotoState.OFFLINE if state == FolderState.OFFLINE else PhotoState.PRESENT
                for each, state in self._database.read("SELECT id, state FROM folder WHERE state <> 'removed'")
            }
            for chunk in self._database.stream(statement, parameters):
                for path, gone, photo_id, size_bytes, mtime_ns, its_folder in chunk:
                    if its_folder not in states:
                        continue
                    if not gone:
                        known[path] = KnownFile(photo_id, size_bytes, mtime_ns, states[its_folder])
                    elif path not in known:
                        known[path] = KnownFile(photo_id, size_bytes, mtime_ns, PhotoState.MISSING)
        return known

    def _ids(self, source: str, parameters: Parameters, order: Order) -> NDArray[np.int64]:
        direction = "DESC" if order == "newest" else "ASC"
        hides = self._database.read_one("SELECT 1 FROM folder WHERE state = 'removed'")
        shown = f"AND {_WATCHED}" if hides else ""  # asked of each photo only where the answer may be no
        ids: NDArray[np.int64] = read_columns(
            self._database,
            f"SELECT id FROM photo INDEXED BY {source} gone = 0 {shown} "
            f"ORDER BY sort_at {direction}, folder_id {direction}, id {direction}",
            parameters,
            columns=1,
        )[0]
        return ids


def _photo(row: Row) -> Photo:
    is_on_its_side = row[22] % 2 == 1
    return Photo(
        id=row[0],
        content_id=row[1],
        content_hash=row[2].hex(),
        folder_id=row[3],
        path=blob_path(row[4]),
        state=_state(gone=row[5], folder_state=row[6], trashed_at=row[24]),
        size_bytes=row[7],
        mtime_ns=row[8],
        format=row[9],
        width_px=row[11] if is_on_its_side else row[10],
        height_px=row[10] if is_on_its_side else row[11],
        mean_colour=row[12],
        quarter_turns=row[22],
        taken_at=wall_clock(row[13]),
        camera=row[14],
        lens=row[15],
        latitude=row[16],
        longitude=row[17],
        keywords=json_keywords(row[18]),
        caption=row[19],
        rating=row[20],
        favourite=bool(row[21]),
        added_at_ns=row[23],
        trashed_at_ns=row[24],
    )


def _state(*, gone: int, folder_state: str, trashed_at: int | None) -> PhotoState:
    if trashed_at is not None:
        return PhotoState.TRASHED
    if gone or folder_state == "removed":
        return PhotoState.MISSING
    return PhotoState.OFFLINE if folder_state == FolderState.OFFLINE else PhotoState.PRESENT
