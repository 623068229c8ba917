"""The folders that photos lie in: for each photo the one around its file, and all of them as a tree."""

import os
from collections.abc import Iterable

from desktop_app.library.database import Database
from desktop_app.library.folders import FolderStore
from desktop_app.library.values import blob_path, path_blob, span_below
from desktop_app.records import Folder, FolderNode

_SEPARATOR = os.sep.encode()


def directory_of(path: bytes) -> bytes:
    """The folder around a file, with its separator at the end."""
    return path[: path.rfind(_SEPARATOR) + 1]


class DirectoryStore:
    """Rows are shared by all photos of a folder. One without photos stays until `prune`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def id_around(self, path: bytes) -> int:
        """The row of the folder around this file, made where it is new; within a transaction."""
        directory = directory_of(path)
        known = self._database.read_one("SELECT id FROM directory WHERE path = ?", (directory,))
        if known is not None:
            return int(known[0])
        return self._database.insert("INSERT INTO directory (path) VALUES (?)", (directory,))

    def prune(self) -> int:
        """Forgets folders that no photo lies in, missing ones included; returns how many."""
        with self._database.transaction():
            return self._database.write(
                "DELETE FROM directory WHERE id NOT IN (SELECT DISTINCT directory_id FROM photo)"
            )

    def tree(self, folders: FolderStore) -> tuple[FolderNode, ...]:
        """The watched folders and all folders below them that hold photos somewhere, each before those in it.

        Costs by folders, not by photos.
        """
        with self._database.snapshot():
            watched = folders.all()
            counts: dict[bytes, int] = dict(
                self._database.read("SELECT path, photo_count FROM directory WHERE photo_count > 0 ORDER BY path")
            )
        return tuple(node for folder in watched for node in _nodes(folder, counts))


def _nodes(folder: Folder, counts: dict[bytes, int]) -> Iterable[FolderNode]:
    first, end = span_below(path_blob(folder.path))
    below: dict[bytes, int] = {first: 0}
    for path in sorted(each for each in counts if first <= each < end):
        for around in _chain(path, first):
            below[around] = below.get(around, 0) + counts[path]
    for path in sorted(below, key=lambda path: path.split(_SEPARATOR)):
        yield FolderNode(
            path=blob_path(path),
            folder_id=folder.id,
            state=folder.state,
            depth=path.count(_SEPARATOR) - first.count(_SEPARATOR),
            photos=counts.get(path, 0),
            photos_below=below[path],
        )


def _chain(path: bytes, root: bytes) -> Iterable[bytes]:
    """The folder itself and those around it, up to the root."""
    yield path
    while len(path) > len(root):
        path = directory_of(path[:-1])
        yield path
