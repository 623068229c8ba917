"""The tables as the first version made them. A released schema is never edited: changes are further migrations.

Paths are BLOBs of `os.fsencode`: names are bytes, not always text. Times are integers: `mtime_ns` and `*_at` in
nanoseconds since 1970 UTC, but `taken_at` and `sort_at` in microseconds of wall-clock time, which knows no zone.
"""

import sqlite3

_TABLES = """
CREATE TABLE migration (
  name TEXT PRIMARY KEY,
  applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE folder (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path BLOB NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('watched', 'offline', 'removed')),  -- removed: hidden with all in it
  polled INTEGER NOT NULL CHECK (polled IN (0, 1)),
  added_at INTEGER NOT NULL
) STRICT;

-- What follows from the bytes of a file, once for all copies of it. Ids are never used again: the vector index and
-- thumbnails go by them.
CREATE TABLE content (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB NOT NULL UNIQUE,
  format TEXT NOT NULL,
  width_px INTEGER NOT NULL,
  height_px INTEGER NOT NULL,
  mean_colour INTEGER NOT NULL,
  perceptual_hash INTEGER NOT NULL,  -- 64 bits, read as signed
  orientation INTEGER NOT NULL,
  taken_at INTEGER,
  camera TEXT NOT NULL,
  lens TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  altitude_m REAL,
  caption TEXT NOT NULL,  -- this, keywords and rating: as the file says
  keywords TEXT NOT NULL,  -- JSON array
  rating INTEGER
) STRICT;

-- A file in a folder and what the user said about it. `gone` is 0 while the file is there and the photo's own id when
-- it is not: so one file is one photo, and any number of photos that once were in its place are kept.
CREATE TABLE photo (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  content_id INTEGER NOT NULL REFERENCES content (id),
  folder_id INTEGER NOT NULL REFERENCES folder (id),
  path BLOB NOT NULL,
  size_bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, id)),
  sort_at INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  keywords TEXT NOT NULL,
  caption TEXT NOT NULL,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
  favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
  caption_by_user INTEGER NOT NULL DEFAULT 0 CHECK (caption_by_user IN (0, 1)),
  rating_by_user INTEGER NOT NULL DEFAULT 0 CHECK (rating_by_user IN (0, 1)),
  favourite_by_user INTEGER NOT NULL DEFAULT 0 CHECK (favourite_by_user IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX photo_path ON photo (path, gone);
CREATE INDEX photo_content ON photo (content_id, gone);
CREATE INDEX photo_timeline ON photo (sort_at, folder_id) WHERE gone = 0;
CREATE INDEX photo_folder_timeline ON photo (folder_id, sort_at) WHERE gone = 0;

CREATE TABLE path_history (
  id INTEGER PRIMARY KEY,
  photo_id INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
  path BLOB NOT NULL,
  left_at INTEGER NOT NULL
) STRICT;
CREATE INDEX path_history_photo ON path_history (photo_id);

CREATE TABLE model (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  dim INTEGER NOT NULL CHECK (dim > 0)
) STRICT;

-- Vectors are float16, little-endian, of length 1. `seq` only grows, so that an index can ask for what is new.
CREATE TABLE embedding (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
  content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
  vector BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX embedding_model_content ON embedding (model_id, content_id);
CREATE INDEX embedding_content ON embedding (content_id);

CREATE TABLE problem (
  path BLOB PRIMARY KEY,
  size_bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One action is what one undo takes back; its changes are undone last to first.
CREATE TABLE action (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  made_at INTEGER NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  action_id INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
  verb TEXT NOT NULL,
  inverse TEXT NOT NULL,  -- JSON
  forward TEXT NOT NULL
) STRICT;
CREATE INDEX change_action ON change (action_id);
"""


def first_schema(connection: sqlite3.Connection) -> None:
    """Folders, photos, contents, embeddings, problems and the undo history."""
    for statement in _statements(_TABLES):
        connection.execute(statement)


def _statements(script: str) -> list[str]:
    """`executescript` would commit first, and then a process killed between two tables leaves half a schema."""
    statements = [""]
    for line in script.splitlines():
        statements[-1] += line + "\n"
        if sqlite3.complete_statement(statements[-1]):
            statements.append("")
    return [statement for statement in statements if statement.strip()]
