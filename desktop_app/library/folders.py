"""The folders the user gave us. A removed one leaves the views; what is known of its photos waits for its return."""

import time
from pathlib import Path

from desktop_app.errors import FolderError
from desktop_app.library.database import Database
from desktop_app.library.failures import shown
from desktop_app.library.values import blob_path, path_blob, span_below
from desktop_app.records import Folder, FolderId, FolderState


class FolderStore:
    """Watched folders never overlap: one inside another is that other one, one around others takes them over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, path: Path, *, polled: bool = False) -> Folder:
        """Watches `path` (made absolute, symbolic links resolved); returns the folder that now covers it.

        Inside a watched folder that one is returned. Watched folders below it are taken over (one of them may lend its
        id), and photos known below it keep their identity, also those of folders removed earlier, which are taken for
        present until a scan says otherwise. Whether the folder exists is not looked at.

        Raises `FolderError` for a path that no system can have.
        """
        try:
            blob = path_blob(path.resolve())
        except (ValueError, OSError, RuntimeError) as error:
            raise FolderError(f"{path!r} cannot be a folder: {error}.") from error
        with self._database.transaction():
            folder_id = self.containing(blob_path(blob), itself=True)
            if folder_id is None:
                folder_id = self._watch(blob, polled=polled)
            return self.get(folder_id)

    def remove(self, folder_id: FolderId) -> None:
        """Stops watching it. Its photos are hidden, with all the user said, until it is added again: one row changes.

        Raises `FolderError` when it is not watched.
        """
        with self._database.transaction():
            folder = self.get(folder_id)
            self._database.write("DELETE FROM problem WHERE path >= ? AND path < ?", span_below(path_blob(folder.path)))
            self._database.write("UPDATE folder SET state = 'removed' WHERE id = ?", (folder_id,))

    def relocate(self, old: Path, new: Path) -> int:
        """A watched folder was moved as a whole, with all that is in it, by ourselves; returns how many photos moved
        with it."""
        before, after = path_blob(old), path_blob(new)
        database, length = self._database, len(before) + 1
        with database.transaction():
            moved = 0
            for table in ("photo", "problem", "directory"):
                span = span_below(before)
                count = database.write(
                    f"UPDATE {table} SET path = CAST(? || substr(path, ?) AS BLOB) WHERE path >= ? AND path < ?",
                    (after, length, *span),
                )
                moved = count if table == "photo" else moved
            database.write("UPDATE folder SET path = ? WHERE path = ?", (after, before))
        return moved

    def get(self, folder_id: FolderId) -> Folder:
        """Raises `FolderError` when it is not watched."""
        for folder in self.all():
            if folder.id == folder_id:
                return folder
        raise FolderError("This folder is not watched (any more).")

    def all(self) -> list[Folder]:
        """The watched folders, by path, with the number of their photos."""
        rows = self._database.read(
            "SELECT id, path, state, polled, photo_count FROM folder WHERE state <> 'removed' ORDER BY path"
        )
        return [
            Folder(
                id=FolderId(folder_id),
                path=blob_path(path),
                state=FolderState(state),
                polled=bool(polled),
                photo_count=photo_count,
            )
            for folder_id, path, state, polled, photo_count in rows
        ]

    def set_state(self, folder_id: FolderId, state: FolderState) -> None:
        """Says whether its drive is away; the state of its photos follows. One row changes, however many they are.

        Raises `FolderError` when it is not watched.
        """
        with self._database.transaction():
            found = self._database.write(
                "UPDATE folder SET state = ? WHERE id = ? AND state <> 'removed'", (state.value, folder_id)
            )
        if not found:
            raise FolderError("This folder is not watched (any more).")

    def containing(self, path: Path, *, itself: bool = False) -> FolderId | None:
        """The watched folder that `path` is below (or, with `itself`, is)."""
        blob = path_blob(path)
        for folder_id, folder in self._database.read("SELECT id, path FROM folder WHERE state <> 'removed'"):
            first, end = span_below(folder)
            if first < blob < end or (itself and blob == folder):
                return FolderId(folder_id)
        return None

    def require_containing(self, path: Path) -> FolderId:
        """The watched folder that `path` is below. Raises `FolderError` without one."""
        folder_id = self.containing(path)
        if folder_id is None:
            raise FolderError(f"{shown(path)} is in no watched folder.")
        return folder_id

    def _watch(self, blob: bytes, *, polled: bool) -> FolderId:
        """Of the folders known here and below, the one with the most photos becomes this one: few rows change."""
        database, below = self._database, span_below(blob)
        known = database.read(
            "SELECT id FROM folder WHERE path = ? OR (path > ? AND path < ?) ORDER BY photo_count DESC, id",
            (blob, *below),
        )
        if known:
            folder_id = known[0][0]
        else:
            folder_id = database.insert(
                "INSERT INTO folder (path, state, polled, added_at) VALUES (?, 'watched', ?, ?)",
                (blob, polled, time.time_ns()),
            )
        database.write(
            "UPDATE photo INDEXED BY photo_path SET folder_id = ? WHERE path >= ? AND path < ? AND folder_id <> ?",
            (folder_id, *below, folder_id),
        )
        database.write_many("DELETE FROM folder WHERE id = ?", known[1:])
        database.write(
            "UPDATE folder SET path = ?, state = 'watched', polled = ? WHERE id = ?", (blob, polled, folder_id)
        )
        return FolderId(folder_id)
