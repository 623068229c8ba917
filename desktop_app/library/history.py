"""The one undo history: every change a person makes, with what takes it back and what makes it again.

with library.history.action() as action:   # one undo takes all of it back
    action.set_rating(photo_ids, 4)
    action.set_favourite(photo_ids, favourite=True)
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any, TypeAlias

import msgspec

from desktop_app.errors import LibraryError
from desktop_app.library.database import Database
from desktop_app.library.values import ids_json, plain_text
from desktop_app.records import PhotoId, Record

_Said: TypeAlias = list[tuple[int, int | str, bool]]
"""Photo id, value, and whether the user (not the file) says it."""


class Verb(Enum):
    """What a person can change. The value is the column of `photo`."""

    SET_RATING = "rating"
    SET_CAPTION = "caption"
    SET_FAVOURITE = "favourite"


class Taken(Record, frozen=True):
    """What an undo or redo changed, so that views know what to refresh."""

    verbs: tuple[Verb, ...]
    photo_ids: tuple[PhotoId, ...]


class Action:
    """Changes that are undone together. Each verb returns how many photos it changed; unknown photos are left out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._id: int | None = None

    def set_rating(self, photo_ids: Sequence[PhotoId], rating: int) -> int:
        """0 to 5 stars. Raises `LibraryError` for anything else."""
        if not 0 <= rating <= 5:
            raise LibraryError(f"A rating is 0 to 5 stars, not {rating}.")
        return self._set(Verb.SET_RATING, photo_ids, rating)

    def set_caption(self, photo_ids: Sequence[PhotoId], caption: str) -> int:
        """Any text; empty says that there shall be none, whatever the file says."""
        return self._set(Verb.SET_CAPTION, photo_ids, plain_text(caption))

    def set_favourite(self, photo_ids: Sequence[PhotoId], *, favourite: bool) -> int:
        """Or no longer."""
        return self._set(Verb.SET_FAVOURITE, photo_ids, int(favourite))

    def _set(self, verb: Verb, photo_ids: Sequence[PhotoId], value: int | str) -> int:
        column = verb.value
        before = self._database.read(
            f"SELECT id, {column}, {column}_by_user FROM photo WHERE id IN (SELECT value FROM json_each(?)) "
            f"AND NOT ({column} = ? AND {column}_by_user)",
            (ids_json(photo_ids), value),
        )
        if not before:
            return 0
        after: _Said = [(photo_id, value, True) for photo_id, _, _ in before]
        _say(self._database, verb, after)
        self._database.write(
            "INSERT INTO change (action_id, verb, inverse, forward) VALUES (?, ?, ?, ?)",
            (self._row(), verb.name, _json([(photo_id, was, bool(by)) for photo_id, was, by in before]), _json(after)),
        )
        return len(after)

    def _row(self) -> int:
        if self._id is None:
            self._database.write("DELETE FROM action WHERE undone = 1")  # what was undone cannot be done again now
            self._id = self._database.insert("INSERT INTO action (made_at) VALUES (?)", (time.time_ns(),))
        return self._id


class History:
    """Undo goes back through all actions, redo forward until a new action is made; both outlive the app."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def action(self) -> Iterator[Action]:
        """One transaction; without a change it leaves no trace."""
        with self._database.transaction():
            yield Action(self._database)

    def undo(self) -> Taken | None:
        """Takes the last action back; None when there is none."""
        with self._database.transaction():
            row = self._database.read_one("SELECT max(id) FROM action WHERE undone = 0")
            return self._take(row[0] if row else None, undone=True)

    def redo(self) -> Taken | None:
        """Makes the action again that was undone last; None when there is none."""
        with self._database.transaction():
            row = self._database.read_one("SELECT min(id) FROM action WHERE undone = 1")
            return self._take(row[0] if row else None, undone=False)

    def _take(self, action_id: int | None, *, undone: bool) -> Taken | None:
        if action_id is None:
            return None
        payload, order = ("inverse", "DESC") if undone else ("forward", "ASC")
        changes = self._database.read(
            f"SELECT verb, {payload} FROM change WHERE action_id = ? ORDER BY id {order}", (action_id,)
        )
        verbs: list[Verb] = []
        photo_ids: dict[PhotoId, None] = {}
        for verb_name, text in changes:
            said = _said(text)
            _say(self._database, Verb[verb_name], said)
            verbs.append(Verb[verb_name])
            photo_ids.update(dict.fromkeys(PhotoId(photo_id) for photo_id, _, _ in said))
        self._database.write("UPDATE action SET undone = ? WHERE id = ?", (undone, action_id))
        return Taken(verbs=tuple(verbs), photo_ids=tuple(photo_ids))


def _say(database: Database, verb: Verb, said: _Said) -> None:
    column = verb.value
    database.write_many(
        f"UPDATE photo SET {column} = ?, {column}_by_user = ? WHERE id = ?",
        [(value, by_user, photo_id) for photo_id, value, by_user in said],
    )


def _json(said: list[tuple[int, Any, bool]]) -> str:
    return msgspec.json.encode(said).decode()


_decoder = msgspec.json.Decoder(list[tuple[int, int | str, bool]])


def _said(text: str) -> _Said:
    return _decoder.decode(text)
