"""How the tables of the first version became those of today, one named step each. Released steps are never edited."""

import os
import sqlite3


def rotation(connection: sqlite3.Connection) -> None:
    """Quarter turns clockwise, beyond the upright picture; never written into the file."""
    connection.execute("ALTER TABLE photo ADD COLUMN rotation INTEGER NOT NULL DEFAULT 0 CHECK (rotation IN (0,1,2,3))")
    connection.execute("CREATE INDEX photo_rotated ON photo (id, rotation) WHERE rotation <> 0")


def trash(connection: sqlite3.Connection) -> None:
    """When the user moved the file to the system's trash: such a photo is gone, and known to have gone on purpose."""
    connection.execute("ALTER TABLE photo ADD COLUMN trashed_at INTEGER CHECK (trashed_at IS NULL OR gone <> 0)")
    connection.execute("CREATE INDEX photo_trash ON photo (trashed_at) WHERE trashed_at IS NOT NULL")


def history_by_photo(connection: sqlite3.Connection) -> None:
    """What a change did, a row for each photo instead of JSON: a change of a million photos stays inside SQLite.

    `reach` counts the rows up to and with an action, so that the oldest can be told that are too many.
    """
    for statement in (
        """
        CREATE TABLE change_photo (
          change_id INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
          photo_id INTEGER NOT NULL,
          before ANY NOT NULL,
          before_by_user INTEGER NOT NULL,
          after ANY NOT NULL,
          PRIMARY KEY (change_id, photo_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO change_photo
        SELECT change.id, json_extract(was.value, '$[0]'), json_extract(was.value, '$[1]'),
          json_extract(was.value, '$[2]'), json_extract(became.value, '$[1]')
        FROM change JOIN json_each(change.inverse) AS was JOIN json_each(change.forward) AS became
        WHERE was.key = became.key
        """,
        "CREATE INDEX change_photo_file ON change_photo (photo_id) WHERE before_by_user = 0",
        "ALTER TABLE change DROP COLUMN inverse",
        "ALTER TABLE change DROP COLUMN forward",
        "UPDATE change SET verb = lower(replace(verb, 'SET_', ''))",
        "ALTER TABLE action ADD COLUMN photos INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE action ADD COLUMN reach INTEGER NOT NULL DEFAULT 0",
        """
        UPDATE action SET
          photos = (SELECT count(DISTINCT photo_id) FROM change JOIN change_photo ON change_id = change.id
                    WHERE action_id = action.id),
          reach = (SELECT count(*) FROM change JOIN change_photo ON change_id = change.id WHERE action_id <= action.id)
        """,
        "CREATE INDEX action_undone ON action (id) WHERE undone = 1",
    ):
        connection.execute(statement)


def directories(connection: sqlite3.Connection) -> None:
    """The folder that a photo's file lies in, watched itself or below a watched one. Paths end with a separator."""
    separator = os.sep.encode()
    connection.create_function("parent_of", 1, lambda path: path[: path.rfind(separator) + 1], deterministic=True)
    for statement in (
        "CREATE TABLE directory (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE) STRICT",
        "INSERT INTO directory (path) SELECT DISTINCT parent_of(path) FROM photo",
        "ALTER TABLE photo ADD COLUMN directory_id INTEGER NOT NULL DEFAULT 0 REFERENCES directory (id)",
        "UPDATE photo SET directory_id = (SELECT id FROM directory WHERE path = parent_of(photo.path))",
        "CREATE INDEX photo_directory ON photo (directory_id, sort_at, folder_id, id, content_id) WHERE gone = 0",
    ):
        connection.execute(statement)
    connection.create_function("parent_of", 1, None)


def grid_indexes(connection: sqlite3.Connection) -> None:
    """Lists of photos are read from an index alone, in order; short lists have indexes that hold only their photos."""
    for statement in (
        "DROP INDEX photo_timeline",
        "DROP INDEX photo_folder_timeline",
        "CREATE INDEX photo_timeline ON photo (sort_at, folder_id, id, content_id) WHERE gone = 0",
        "CREATE INDEX photo_folder_timeline ON photo (folder_id, sort_at, id, content_id) WHERE gone = 0",
        "CREATE INDEX photo_added ON photo (added_at, id, content_id, sort_at, folder_id) WHERE gone = 0",
        "CREATE INDEX photo_favourite ON photo (sort_at, folder_id, id, content_id) WHERE favourite = 1 AND gone = 0",
        "CREATE INDEX photo_rated ON photo (sort_at, folder_id, id, content_id, rating) WHERE rating > 0 AND gone = 0",
        "CREATE INDEX content_camera ON content (camera)",
    ):
        connection.execute(statement)


def past_searches(connection: sqlite3.Connection) -> None:
    """What the user searched for."""
    connection.execute(
        "CREATE TABLE past_search (text TEXT PRIMARY KEY, searched_at INTEGER NOT NULL) STRICT, WITHOUT ROWID"
    )


def photo_counts(connection: sqlite3.Connection) -> None:
    """How many photos are there, of each folder and directory: kept by SQLite itself, so that nobody has to count."""
    tables = ("folder", "directory")

    def counted(sign: str, row: str, *, if_changed: bool = False) -> str:
        return " ".join(
            f"UPDATE {table} SET photo_count = photo_count {sign} 1 WHERE id = {row}.{table}_id AND {row}.gone = 0"
            + (f" AND (old.gone <> new.gone OR old.{table}_id <> new.{table}_id);" if if_changed else ";")
            for table in tables
        )

    for table in tables:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN photo_count INTEGER NOT NULL DEFAULT 0")
        connection.execute(
            f"UPDATE {table} SET photo_count = (SELECT count(*) FROM photo WHERE {table}_id = {table}.id AND gone = 0)"
        )
    for statement in (
        f"CREATE TRIGGER photo_came AFTER INSERT ON photo WHEN new.gone = 0 BEGIN {counted('+', 'new')} END",
        f"CREATE TRIGGER photo_left AFTER DELETE ON photo WHEN old.gone = 0 BEGIN {counted('-', 'old')} END",
        "CREATE TRIGGER photo_moved AFTER UPDATE OF gone, folder_id, directory_id ON photo BEGIN "
        f"{counted('-', 'old', if_changed=True)} {counted('+', 'new', if_changed=True)} END",
    ):
        connection.execute(statement)
