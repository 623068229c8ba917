"""Processes that write until somebody kills them: `python -m tests.library.victims write|migrate LIBRARY`."""

import sqlite3
import sys
from pathlib import Path

import numpy as np

from desktop_app.config import LibraryPaths
from desktop_app.library import Library
from desktop_app.library.database import Database
from desktop_app.library.migrations import MIGRATIONS, Migration, migrate
from desktop_app.records import ModelKey
from tests.library.conftest import content

BATCH = 7
MODEL = ModelKey("starter@0123456789ab")


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def write_for_ever(paths: LibraryPaths) -> None:
    """Commits batches of photos with embeddings and ratings; tells the number of each batch once it is committed."""
    with Library.open(paths) as library:
        folder = library.folders.add(paths.root.parent / "photos")
        batch = library.photos.count() // BATCH
        while True:
            with library.transaction(), library.history.action() as action:
                for number in range(batch * BATCH, (batch + 1) * BATCH):
                    path = folder.path / f"{number}.jpg"
                    photo_id = library.photos.insert(path, content(number), size_bytes=number, mtime_ns=number)
                    (photo,) = library.photos.get([photo_id])
                    library.embeddings.add(MODEL, [(photo.content_id, np.ones(16, np.float32))])
                    action.set_rating([photo_id], 1 + number % 5)
            tell(str(batch))
            batch += 1


def migrate_for_ever(paths: LibraryPaths) -> None:
    """Changes everything in a migration and then never ends it."""

    def change(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM embedding")
        connection.execute("ALTER TABLE photo ADD COLUMN place TEXT")
        connection.execute("UPDATE photo SET caption = 'changed', rating = 0")
        tell("changed")
        sys.stdin.read()

    migrate(Database(paths.database), paths, migrations=(*MIGRATIONS, Migration("999_endless", change)))


if __name__ == "__main__":
    {"write": write_for_ever, "migrate": migrate_for_ever}[sys.argv[1]](LibraryPaths(Path(sys.argv[2])))
