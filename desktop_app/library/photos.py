"""How photos come, change, move and go. What the user said about one stays with it through all of it."""

import time
from collections.abc import Iterable
from pathlib import Path

from desktop_app.errors import LibraryError
from desktop_app.library.changes import note_files_word, was_turned
from desktop_app.library.contents import ContentStore
from desktop_app.library.database import Database
from desktop_app.library.directories import DirectoryStore
from desktop_app.library.folders import FolderStore
from desktop_app.library.photo_views import PhotoViews
from desktop_app.library.values import (
    blob_path,
    json_keywords,
    keywords_json,
    mtime_wall_clock_us,
    path_blob,
    plain_text,
)
from desktop_app.records import Content, ContentId, ImageMetadata, PhotoId


class PhotoStore(PhotoViews):
    """Photos, for reading and writing. A path holds at most one photo that is there; `FolderError` outside all folders.

    Each call is a transaction of its own, or part of the one that is open: put a batch into one.
    """

    def __init__(self, database: Database, folders: FolderStore, contents: ContentStore) -> None:
        super().__init__(database, folders)
        self._contents = contents
        self._directories = DirectoryStore(database)

    def find_content(self, content_hash: str) -> ContentId | None:
        """The content of that hash (40 hex digits), of whatever photo."""
        return self._contents.find(content_hash)

    def insert(
        self,
        path: Path,
        content: Content | ContentId,
        *,
        size_bytes: int,
        mtime_ns: int,
        metadata: ImageMetadata | None = None,
    ) -> PhotoId:
        """A new photo, with the caption, rating and keywords of `metadata` (by default, what its content says).

        Where another photo's file is known to be, this is a change of that photo, as in `update_content`.
        """
        blob = path_blob(path)
        with self._database.transaction():
            there = self._database.read_one("SELECT id FROM photo WHERE path = ? AND gone = 0", (blob,))
            if there is not None:
                photo_id = PhotoId(there[0])
                self.update_content(photo_id, content, size_bytes=size_bytes, mtime_ns=mtime_ns, metadata=metadata)
                return photo_id
            folder_id = self._folders.require_containing(path)
            content_id, taken_at, words = self._content(content)
            words = metadata or words
            return PhotoId(
                self._database.insert(
                    "INSERT INTO photo (content_id, folder_id, directory_id, path, size_bytes, mtime_ns, sort_at, "
                    "added_at, keywords, caption, rating, rotation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        content_id,
                        folder_id,
                        self._directories.id_around(blob),
                        blob,
                        size_bytes,
                        mtime_ns,
                        _sort_at(taken_at, mtime_ns),
                        time.time_ns(),
                        *_words(words),
                        words.quarter_turns,
                    ),
                )
            )

    def update_content(
        self,
        photo_id: PhotoId,
        content: Content | ContentId,
        *,
        size_bytes: int,
        mtime_ns: int,
        metadata: ImageMetadata | None = None,
    ) -> None:
        """The photo's file is there and was changed in place. What the user said stays."""
        with self._database.transaction():
            path, previous_content = self._row(photo_id)
            content_id, taken_at, words = self._content(content)
            self._database.write(
                "UPDATE photo SET content_id = ?, folder_id = ?, size_bytes = ?, mtime_ns = ?, sort_at = ? "
                "WHERE id = ?",
                (
                    content_id,
                    self._folders.require_containing(blob_path(path)),
                    size_bytes,
                    mtime_ns,
                    _sort_at(taken_at, mtime_ns),
                    photo_id,
                ),
            )
            self._take_place(photo_id, path)
            if metadata is not None or content_id != previous_content:
                self.update_metadata(photo_id, metadata or words)

    def update_metadata(self, photo_id: PhotoId, metadata: ImageMetadata) -> None:
        """The file (or its sidecar) says something else now; it gives way to what the user said.

        Its turn counts for a photo that is not turned and never was by the user.
        """
        keywords, caption, rating = _words(metadata)
        with self._database.transaction():
            self._database.write(
                "UPDATE photo SET keywords = ?, caption = iif(caption_by_user, caption, ?), "
                "rating = iif(rating_by_user, rating, ?) WHERE id = ?",
                (keywords, caption, rating, photo_id),
            )
            if metadata.quarter_turns and not was_turned(self._database, photo_id):
                self._database.write(
                    "UPDATE photo SET rotation = ? WHERE id = ? AND rotation = 0", (metadata.quarter_turns, photo_id)
                )
            note_files_word(self._database, photo_id, rating=rating, caption=caption)

    def move(self, photo_id: PhotoId, new_path: Path, *, size_bytes: int, mtime_ns: int) -> None:
        """The photo's file is at `new_path` now. Another photo whose file was known there becomes MISSING."""
        blob = path_blob(new_path)
        with self._database.transaction():
            folder_id = self._folders.require_containing(new_path)
            previous, content_id = self._row(photo_id)
            _, taken_at, _ = self._content(content_id)
            if previous != blob:
                self._database.write(
                    "INSERT INTO path_history (photo_id, path, left_at) VALUES (?, ?, ?)",
                    (photo_id, previous, time.time_ns()),
                )
            self._take_place(photo_id, blob)
            self._database.write(
                "UPDATE photo SET folder_id = ?, size_bytes = ?, mtime_ns = ?, sort_at = ? WHERE id = ?",
                (folder_id, size_bytes, mtime_ns, _sort_at(taken_at, mtime_ns), photo_id),
            )

    def previous_paths(self, photo_id: PhotoId) -> list[Path]:
        """Where its file was before, oldest first."""
        rows = self._database.read("SELECT path FROM path_history WHERE photo_id = ? ORDER BY id", (photo_id,))
        return [blob_path(path) for (path,) in rows]

    def set_missing(self, ids: Iterable[PhotoId]) -> int:
        """Their files are gone from folders that are there; returns how many were not missing before."""
        with self._database.transaction():
            return self._database.write_many(
                "UPDATE photo SET gone = id WHERE id = ? AND gone = 0", [(int(photo_id),) for photo_id in ids]
            )

    def set_present(self, ids: Iterable[PhotoId]) -> int:
        """Their files are back, unchanged, in a watched folder; returns how many were missing or trashed before.

        One whose place another photo's file has taken stays missing.
        """
        with self._database.transaction():
            return self._database.write_many(
                "UPDATE photo SET gone = 0, trashed_at = NULL WHERE id = ? AND gone <> 0 "
                "AND folder_id IN (SELECT id FROM folder WHERE state <> 'removed') "
                "AND NOT EXISTS (SELECT 1 FROM photo AS other WHERE other.path = photo.path AND other.gone = 0)",
                [(int(photo_id),) for photo_id in ids],
            )

    def _take_place(self, photo_id: PhotoId, path: bytes) -> None:
        self._database.write("UPDATE photo SET gone = id WHERE path = ? AND gone = 0 AND id <> ?", (path, photo_id))
        self._database.write(
            "UPDATE photo SET path = ?, directory_id = ?, gone = 0, trashed_at = NULL WHERE id = ?",
            (path, self._directories.id_around(path), photo_id),
        )

    def _row(self, photo_id: PhotoId) -> tuple[bytes, ContentId]:
        row = self._database.read_one("SELECT path, content_id FROM photo WHERE id = ?", (photo_id,))
        if row is None:
            raise LibraryError(f"There is no photo {photo_id} in the library.")
        return row[0], ContentId(row[1])

    def _content(self, content: Content | ContentId) -> tuple[ContentId, int | None, ImageMetadata]:
        """Its id, when it was taken (µs of wall-clock time), and what its file said."""
        content_id = self._contents.add(content) if isinstance(content, Content) else content
        row = self._database.read_one(
            "SELECT taken_at, caption, keywords, rating FROM content WHERE id = ?", (content_id,)
        )
        if row is None:
            raise LibraryError(f"There is no content {content_id} in the library.")
        turns = content.metadata.quarter_turns if isinstance(content, Content) else 0
        words = ImageMetadata(caption=row[1], keywords=json_keywords(row[2]), rating=row[3], quarter_turns=turns)
        return content_id, row[0], words


def _words(metadata: ImageMetadata) -> tuple[str, str, int]:
    rating = min(max(metadata.rating or 0, 0), 5)
    return keywords_json(metadata.keywords), plain_text(metadata.caption), rating


def _sort_at(taken_at: int | None, mtime_ns: int) -> int:
    return mtime_wall_clock_us(mtime_ns) if taken_at is None else taken_at
