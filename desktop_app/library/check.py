"""What `doctor` asks of the library: does it agree with itself? Repairs only what loses nothing of the user's."""

import os
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np

from desktop_app.errors import LibraryDamagedError
from desktop_app.jobs import Job, Progress
from desktop_app.library.contents import ContentStore
from desktop_app.library.database import Database, Row
from desktop_app.library.directories import DirectoryStore
from desktop_app.library.embeddings import STORED
from desktop_app.library.failures import damaged
from desktop_app.library.folders import FolderStore
from desktop_app.library.values import blob_path, path_blob, span_below
from desktop_app.reports import Inconsistency

_Step: TypeAlias = Callable[[Database, bool], Iterator[Inconsistency]]
NORM_TOLERANCE = 0.01  # float16 rounds a length of 1 to within 0.001
REREAD_MTIME_NS = -1  # no file has it: the next index takes the file for changed


def check(database: Database, *, repair: bool = False) -> Job[tuple[Inconsistency, ...]]:
    """All that is wrong, some ten seconds for a million photos; with `repair`, put right where that loses nothing.

    A file that is damaged as such is not searched further: its backup is the repair.
    """
    found: list[Inconsistency] = []
    steps: tuple[_Step, ...] = (_structure, _references, _places, _doubles, _order, _counts, _embeddings, _unused)
    for done, step in enumerate(steps):
        yield Progress("check", done=done, total=len(steps), unit="checks", detail=step.__name__.strip("_"))
        found += step(database, repair)
        if any(problem.kind == "damaged_library" for problem in found):
            break
    return tuple(found)


def _structure(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """Pages, rows and indexes of the file itself."""
    try:
        messages = [message for (message,) in database.read("PRAGMA integrity_check(20)") if message != "ok"]
    except LibraryDamagedError as error:
        yield _finding("damaged_library", str(error))
        return
    if not messages:
        return
    if all(" index " in message for message in messages):
        if repair:
            with database.transaction():
                database.write("REINDEX")
        yield _finding("damaged_index", f"An index of the database is wrong ({messages[0]}).", repaired=repair)
    else:
        yield _finding("damaged_library", f"{damaged(database.path)} ({messages[0]})")


def _references(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """Rows that refer to what is not there."""
    for table, row_id, parent, _ in database.read("PRAGMA foreign_key_check"):
        if row_id is None:  # the rows of changes have none; they go with the first one
            if repair:
                with database.transaction():
                    database.write("DELETE FROM change_photo WHERE change_id NOT IN (SELECT id FROM change)")
            yield _finding("lost_reference", f"A row of {table} refers to a lost {parent}.", repaired=repair)
            continue
        if table != "photo":  # all others are caches or history
            if repair:
                with database.transaction():
                    database.write(f"DELETE FROM {table} WHERE rowid = ?", (row_id,))
            yield _finding("lost_reference", f"A row of {table} refers to a lost {parent}.", repaired=repair)
            continue
        ((path,),) = database.read("SELECT path FROM photo WHERE id = ?", (row_id,))
        if parent == "folder":
            if repair:
                _attach(database, row_id)
            yield _finding("photo_without_folder", "A photo belongs to no folder.", path, repaired=repair)
        elif parent == "directory":
            if repair:
                _put_into_directory(database, row_id)
            yield _finding("photo_without_directory", "A photo lies in no known place.", path, repaired=repair)
        else:
            if repair:
                with database.transaction():
                    database.write("UPDATE photo SET mtime_ns = ? WHERE id = ?", (REREAD_MTIME_NS, row_id))
            description = "What was known of a photo's content is lost; its file is read again at the next index."
            yield _finding("photo_without_content", description, path, repaired=repair)


def _places(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """Photos outside the folder they are listed in."""
    for folder_id, folder in database.read("SELECT id, path FROM folder"):
        outside = database.read(
            "SELECT id, path FROM photo NOT INDEXED WHERE folder_id = ? AND NOT (path > ? AND path < ?)",
            (folder_id, *span_below(folder)),
        )
        for photo_id, path in outside:
            if repair:
                _attach(database, photo_id)
            yield _finding(
                "misplaced_photo", "A photo is listed in another folder than its own.", path, repaired=repair
            )
    elsewhere = database.read(
        "SELECT photo.id, photo.path FROM photo NOT INDEXED JOIN directory ON directory.id = directory_id WHERE "
        "substr(photo.path, 1, length(directory.path)) <> directory.path "
        "OR instr(substr(photo.path, length(directory.path) + 1), ?)",
        (os.sep.encode(),),
    )
    for photo_id, path in elsewhere:
        if repair:
            _put_into_directory(database, photo_id)
        yield _finding("misplaced_photo", "A photo is listed in another folder than its own.", path, repaired=repair)


def _doubles(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """One file listed twice under names that its file system takes for the same (case, composed letters)."""
    statement = "SELECT path, id, caption_by_user + rating_by_user + favourite FROM photo WHERE gone = 0"
    seen: set[int] = set()
    again: set[int] = set()
    for name, _ in _spelled(database, statement):  # hashes, as a million names are too much to hold
        (again if hash(name) in seen else seen).add(hash(name))
    names: dict[str, list[Row]] = defaultdict(list)
    for name, row in _spelled(database, statement) if again else ():
        if hash(name) in again:
            names[name].append(row)
    for rows in names.values():
        if len(rows) == 1 or not _same_file([blob_path(row[0]) for row in rows]):
            continue
        kept = max(rows, key=lambda row: (row[2], -row[1]))
        for path, photo_id, _ in rows:
            if photo_id == kept[1]:
                continue
            if repair:
                with database.transaction():
                    database.write("UPDATE photo SET gone = id WHERE id = ?", (photo_id,))
            yield _finding("listed_twice", "A file is listed under two spellings of its name.", path, repaired=repair)


def _spelled(database: Database, statement: str) -> Iterator[tuple[str, Row]]:
    for chunk in database.stream(statement):
        for row in chunk:
            yield unicodedata.normalize("NFC", os.fsdecode(row[0])).casefold(), row


def _order(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """Photos that are sorted by another time than the one at which they were taken."""
    wrong = "FROM photo JOIN content ON content.id = content_id WHERE taken_at IS NOT NULL AND sort_at <> taken_at"
    ((count,),) = database.read(f"SELECT count(*) {wrong}")
    if not count:
        return
    if repair:
        with database.transaction():
            database.write(
                "UPDATE photo SET sort_at = (SELECT taken_at FROM content WHERE content.id = content_id) "
                f"WHERE id IN (SELECT photo.id {wrong})"
            )
    yield _finding("wrong_order", f"{count} photos are sorted by a wrong time.", repaired=repair)


def _counts(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """Folders that are said to hold another number of photos than they do."""
    for table in ("folder", "directory"):
        right = f"(SELECT count(*) FROM photo WHERE {table}_id = {table}.id AND gone = 0)"
        ((count,),) = database.read(f"SELECT count(*) FROM {table} WHERE photo_count <> {right}")
        if not count:
            continue
        if repair:
            with database.transaction():
                database.write(f"UPDATE {table} SET photo_count = {right} WHERE photo_count <> {right}")
        yield _finding("wrong_count", "The photos of some folders were counted wrongly.", repaired=repair)


def _embeddings(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """Vectors of another dimension, with numbers that are none, or not of length 1. Repaired ones are made anew."""
    for model_id, key, dim in database.read("SELECT id, key, dim FROM model"):
        bad: list[tuple[int]] = []
        for chunk in database.stream("SELECT seq, vector FROM embedding WHERE +model_id = ?", (model_id,)):
            whole = [(seq, blob) for seq, blob in chunk if len(blob) == dim * STORED.itemsize]
            bad += [(seq,) for seq, blob in chunk if len(blob) != dim * STORED.itemsize]
            vectors = np.frombuffer(b"".join(blob for _, blob in whole), STORED).reshape(-1, dim).astype(np.float32)
            norms = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
            wrong = ~(np.abs(norms - 1) < NORM_TOLERANCE)  # true for NaN too
            bad += [(whole[place][0],) for place in np.flatnonzero(wrong)]
        if not bad:
            continue
        if repair:
            with database.transaction():
                database.write_many("DELETE FROM embedding WHERE seq = ?", bad)
        yield _finding("bad_embedding", f"{len(bad)} embeddings of {key} are damaged.", repaired=repair)


def _unused(database: Database, repair: bool) -> Iterator[Inconsistency]:
    """Contents that no photo has are no fault, only space: mentioned when a repair freed it."""
    if repair and (pruned := ContentStore(database).prune()):
        yield _finding("unused_content", f"{pruned} contents that no photo has any more were forgotten.", repaired=True)
    if repair:
        DirectoryStore(database).prune()


def _attach(database: Database, photo_id: int) -> None:
    """To the watched folder around it; without one, to its own as one that is no longer watched, out of the views."""
    with database.transaction():
        ((path,),) = database.read("SELECT path FROM photo WHERE id = ?", (photo_id,))
        folder_id = FolderStore(database).containing(blob_path(path))
        if folder_id is None:
            ((folder_id,),) = database.read(
                "INSERT INTO folder (path, state, polled, added_at) VALUES (?, 'removed', 0, ?) "
                "ON CONFLICT (path) DO UPDATE SET path = path RETURNING id",
                (path_blob(blob_path(path).parent), time.time_ns()),
            )
        database.write("UPDATE photo SET folder_id = ? WHERE id = ?", (folder_id, photo_id))
        _put_into_directory(database, photo_id)


def _put_into_directory(database: Database, photo_id: int) -> None:
    with database.transaction():
        ((path,),) = database.read("SELECT path FROM photo WHERE id = ?", (photo_id,))
        directory_id = DirectoryStore(database).id_around(path)
        database.write("UPDATE photo SET directory_id = ? WHERE id = ?", (directory_id, photo_id))


def _same_file(paths: list[Path]) -> bool:
    try:
        return all(paths[0].samefile(path) for path in paths[1:])
    except OSError:
        return False


def _finding(kind: str, description: str, path: bytes | None = None, *, repaired: bool = False) -> Inconsistency:
    place = None if path is None else blob_path(path)
    return Inconsistency(kind=kind, description=description, path=place, repaired=repaired)
