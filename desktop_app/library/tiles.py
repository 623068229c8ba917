"""Columns of numbers, straight from the database into arrays: no Python runs for a single row."""

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from desktop_app.library.database import Database, Parameters
from desktop_app.library.values import ids_json

_ALL_CONTENTS_FROM = 0.25
"""A list with more photos than this share of all contents reads the shapes of all: in order that is faster."""


class Tiles(NamedTuple):
    """Columns of length N: what a grid needs of each photo, 29 bytes. Shapes are as the photo is shown, turned as the
    user wants it; `quarter_turns` (clockwise) are still to be applied to its thumbnail."""

    ids: NDArray[np.int64]
    sort_at: NDArray[np.int64]
    """µs of wall-clock time since 1970: when it was taken, else the file's time."""
    widths_px: NDArray[np.int32]
    heights_px: NDArray[np.int32]
    mean_colours: NDArray[np.int32]
    """0xRRGGBB."""
    quarter_turns: NDArray[np.int8]


def read_columns(database: Database, statement: str, parameters: Parameters = (), *, columns: int) -> NDArray[np.int64]:
    """What a statement selects, all whole numbers, as int64 [columns, N]."""
    chunks = database.stream(statement, parameters)
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(chunks)), np.int64)
    return np.ascontiguousarray(flat.reshape(-1, columns).T)


def read_tiles(
    database: Database, ids: NDArray[np.int64], content_ids: NDArray[np.int64], sort_at: NDArray[np.int64]
) -> Tiles:
    """The tiles of photos, int64 [N] each, in this order."""
    widths, heights, colours = _shapes(database, content_ids)
    turned = read_columns(
        database,
        "SELECT id, rotation FROM photo INDEXED BY photo_rotated WHERE rotation <> 0 ORDER BY id",
        columns=2,
    )
    quarter_turns = look_up(turned[0], turned[1], ids).astype(np.int8)
    on_its_side = quarter_turns % 2 == 1
    return Tiles(
        ids=ids,
        sort_at=sort_at,
        widths_px=np.where(on_its_side, heights, widths),
        heights_px=np.where(on_its_side, widths, heights),
        mean_colours=colours,
        quarter_turns=quarter_turns,
    )


def look_up(keys: NDArray[np.int64], values: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each wanted key its value, 0 where there is none. `keys` ascend."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)


def _shapes(database: Database, content_ids: NDArray[np.int64]) -> NDArray[np.int32]:
    """int32 [3, N]: width and height of the upright picture, mean colour."""
    statement = "SELECT id, width_px, height_px, mean_colour FROM content"
    last_id = int(database.read("SELECT coalesce(max(id), 0) FROM content")[0][0])
    if len(content_ids) > last_id * _ALL_CONTENTS_FROM:
        rows = read_columns(database, statement, columns=4)
        by_id = np.zeros((3, last_id + 1), np.int32)
        by_id[:, rows[0]] = rows[1:]
        return by_id[:, content_ids]
    asked = np.unique(content_ids)
    rows = read_columns(
        database,
        f"{statement} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (ids_json(asked.tolist()),),
        columns=4,
    )
    return np.stack([look_up(rows[0], values, content_ids) for values in rows[1:]]).astype(np.int32)
