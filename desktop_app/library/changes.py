"""What a person can change of photos, and how each change is made, taken back and made again, many photos at once.

A change is a row for each photo in `change_photo`, with what the photo said before and what it says after; the
statements run inside SQLite, whether one photo is rated or a million.
"""

import time
from collections.abc import Collection, Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import LibraryError
from desktop_app.library.database import Database
from desktop_app.library.values import ids_json, plain_text
from desktop_app.records import ChangeKind, PhotoId

Ids: TypeAlias = Collection[PhotoId] | NDArray[np.int64]
Values: TypeAlias = dict[str, int | str | None]
_LONG_CAPTION = 1000
_BY_USER = {"before": "said.before_by_user", "after": "1"}
_CHOSEN = (
    "photo_id NOT IN (SELECT value FROM json_each(:without)) "
    "AND (:only IS NULL OR photo_id IN (SELECT value FROM json_each(:only)))"
)


class _Field(NamedTuple):
    """SQL: what a photo says, whether the user (not the file) says so, and how it is made to say `{value}`."""

    value: str
    by_user: str
    assignment: str


def _said(column: str) -> _Field:
    return _Field(column, f"{column}_by_user", f"{column} = {{value}}, {column}_by_user = {{by_user}}")


_IN_TRASH = _Field(
    "(trashed_at IS NOT NULL)",
    "1",
    "gone = iif({value}, photo.id, 0), trashed_at = iif({value}, coalesce(trashed_at, :now), NULL)",
)
_FIELDS = {
    ChangeKind.RATING: _said("rating"),
    ChangeKind.CAPTION: _said("caption"),
    ChangeKind.FAVOURITE: _said("favourite"),
    ChangeKind.ROTATION: _Field("rotation", "1", "rotation = {value}"),
    ChangeKind.TRASH: _IN_TRASH,
    ChangeKind.RESTORE: _IN_TRASH,
}


class Choice(NamedTuple):
    """Of which photos a change is taken back or made again: `only` these (None: all), `without` those."""

    only: Ids | None = None
    without: Ids = ()


class Outcome(NamedTuple):
    """Of taking a change back or making it again: how many photos changed, and which were left as they are."""

    changed: int
    kept: tuple[PhotoId, ...]


class Action:
    """Changes that are undone together. Each verb returns how many photos it changed; unknown photos are left out."""

    def __init__(self, database: Database, *, action_id: int | None = None) -> None:
        """With `action_id` it goes on with an earlier action."""
        self._database = database
        self.id = action_id
        """None as long as nothing was changed."""

    def set_rating(self, photo_ids: Ids, rating: int) -> int:
        """0 to 5 stars. Raises `LibraryError` for anything else."""
        if not 0 <= rating <= 5:
            raise LibraryError(f"A rating is 0 to 5 stars, not {rating}.")
        return self._set(ChangeKind.RATING, photo_ids, rating)

    def set_caption(self, photo_ids: Ids, caption: str) -> int:
        """Any text; empty says that there shall be none, whatever the file says."""
        return self._set(ChangeKind.CAPTION, photo_ids, plain_text(caption))

    def set_favourite(self, photo_ids: Ids, *, favourite: bool) -> int:
        """Or no longer."""
        return self._set(ChangeKind.FAVOURITE, photo_ids, int(favourite))

    def rotate(self, photo_ids: Ids, quarter_turns: int) -> int:
        """Turns each by so many times 90° from how it is shown now; clockwise, or the other way when negative."""
        return self._set(ChangeKind.ROTATION, photo_ids, quarter_turns % 4, after="(rotation + :value) % 4")

    def set_trashed(self, photo_ids: Ids, *, trashed: bool) -> int:
        """Their files were moved to the system's trash, or back to their places."""
        if trashed:
            return self._set(ChangeKind.TRASH, photo_ids, 1)
        _make_room(self._database, "SELECT value FROM json_each(:ids)", {"ids": ids_json(photo_ids)})
        return self._set(ChangeKind.RESTORE, photo_ids, 0)

    def _set(self, kind: ChangeKind, photo_ids: Ids, value: int | str, *, after: str = ":value") -> int:
        field = _FIELDS[kind]
        different = (
            "FROM photo WHERE id IN (SELECT value FROM json_each(:ids)) "
            f"AND NOT ({field.value} IS {after} AND {field.by_user})"
        )
        parameters: Values = {"ids": ids_json(photo_ids), "value": value, "now": time.time_ns()}
        if self._database.read_one(f"SELECT 1 {different}", parameters) is None:
            return 0
        with self._database.transaction():
            parameters["change"] = self._database.insert(
                "INSERT INTO change (action_id, verb) VALUES (?, ?)", (self._begun(), kind.value)
            )
            self._database.write(
                "INSERT INTO change_photo (change_id, photo_id, before, before_by_user, after) "
                f"SELECT :change, id, {field.value}, {field.by_user}, {after} {different}",
                parameters,
            )
            return _assign(self._database, field, parameters, target="after")

    def _begun(self) -> int:
        if self.id is None:
            self._database.write("DELETE FROM action WHERE undone = 1")  # what was undone cannot be done again now
            self.id = self._database.insert("INSERT INTO action (made_at) VALUES (?)", (time.time_ns(),))
        return self.id


def take_back(database: Database, change_id: int, kind: ChangeKind, choice: Choice) -> Outcome:
    """Photos that no longer say what the change made them say keep what they say now."""
    return _move(database, change_id, kind, choice, source="after", target="before")


def make_again(database: Database, change_id: int, kind: ChangeKind, choice: Choice) -> Outcome:
    """Where the file, not the user, said something before and says something else now, that is what gives way."""
    field = _FIELDS[kind]
    database.write(
        f"UPDATE change_photo SET before = {field.value} FROM photo "
        f"WHERE change_id = ? AND photo.id = photo_id AND NOT before_by_user AND NOT {field.by_user}",
        (change_id,),
    )
    return _move(database, change_id, kind, choice, source="before", target="after")


def note_files_word(database: Database, photo_id: PhotoId, *, rating: int, caption: str) -> None:
    """What a file says now is what an undo goes back to, also where the user's word hides it at the moment.

    But not what the user said of the photo: a sidecar has that from here.
    """
    for kind, value in ((ChangeKind.RATING, rating), (ChangeKind.CAPTION, caption)):
        if not _is_users_word(database, photo_id, kind, value):
            database.write(
                "UPDATE change_photo SET before = ? FROM change WHERE photo_id = ? AND before_by_user = 0 "
                "AND change.id = change_id AND verb = ?",
                (value, photo_id, kind.value),
            )


def was_turned(database: Database, photo_id: PhotoId) -> bool:
    """By the user, at some time that the history remembers."""
    return next(_said_since(database, photo_id, ChangeKind.ROTATION, first=0), None) is not None


def _is_users_word(database: Database, photo_id: PhotoId, kind: ChangeKind, value: int | str) -> bool:
    """Whether the user said the same after the file, at any time: a sidecar may be read late."""
    first = database.read_one(
        "SELECT min(change_id) FROM change_photo JOIN change ON change.id = change_id "
        "WHERE photo_id = ? AND before_by_user = 0 AND verb = ?",
        (photo_id, kind.value),
    )
    if first is None or first[0] is None:
        return False
    field = _FIELDS[kind]
    now = database.read_one(f"SELECT {field.value} FROM photo WHERE id = ? AND {field.by_user}", (photo_id,))
    if now is not None and _is_same_word(now[0], value):
        return True
    return any(_is_same_word(said, value) for said in _said_since(database, photo_id, kind, first=first[0]))


def _said_since(database: Database, photo_id: PhotoId, kind: ChangeKind, *, first: int) -> Iterator[int | str]:
    """By way of the changes: those are far fewer than what was changed by them."""
    rows = database.read(
        "SELECT after FROM change CROSS JOIN change_photo ON change_id = change.id AND photo_id = ? "
        "WHERE change.id >= ? AND verb = ?",
        (photo_id, first, kind.value),
    )
    yield from (said for (said,) in rows)


def _is_same_word(said: int | str, found: int | str) -> bool:
    """Texts are cleaned when they are read: white space and signs that nobody sees go, and what is very long is cut."""
    if isinstance(said, int) or isinstance(found, int):
        return said == found
    said, found = _letters(said), _letters(found)
    return said == found or (len(found) > _LONG_CAPTION and said.startswith(found))


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isprintable() and not character.isspace())


def _move(database: Database, change_id: int, kind: ChangeKind, choice: Choice, *, source: str, target: str) -> Outcome:
    """From one side of the change to the other, where a photo is on the first."""
    field = _FIELDS[kind]
    parameters: Values = {
        "change": change_id,
        "only": None if choice.only is None else ids_json(choice.only),
        "without": ids_json(choice.without),
        "now": time.time_ns(),
    }
    on_the_way = (
        "FROM change_photo AS said JOIN photo ON photo.id = photo_id WHERE change_id = :change "
        f"AND {_CHOSEN} AND NOT {_says(field, target)} AND"
    )
    kept = database.read(f"SELECT photo_id {on_the_way} NOT {_says(field, source)}", parameters)
    if field is _IN_TRASH:
        returning = f"SELECT photo_id {on_the_way} {_says(field, source)} AND NOT said.{target}"
        _make_room(database, returning, parameters)
    changed = _assign(database, field, parameters, target=target, where=f"AND {_says(field, source)} AND {_CHOSEN}")
    return Outcome(changed, tuple(PhotoId(photo_id) for (photo_id,) in kept))


def _says(field: _Field, side: str) -> str:
    return f"({field.value} IS said.{side} AND {field.by_user} = {_BY_USER[side]})"


def _assign(database: Database, field: _Field, parameters: Values, *, target: str, where: str = "") -> int:
    assignment = field.assignment.format(value=f"said.{target}", by_user=_BY_USER[target])
    return database.write(
        f"UPDATE photo SET {assignment} FROM change_photo AS said "
        f"WHERE said.change_id = :change AND photo.id = said.photo_id {where}",
        parameters,
    )


def _make_room(database: Database, returning: str, parameters: Values) -> None:
    """Photos whose file was known in the places to which trashed files have come back are missing."""
    database.write(
        "UPDATE photo SET gone = id WHERE gone = 0 AND path IN "
        f"(SELECT path FROM photo WHERE trashed_at IS NOT NULL AND id IN ({returning}))",
        parameters,
    )
