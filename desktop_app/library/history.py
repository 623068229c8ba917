"""The one undo history: every change a person makes, with what was before and what is after, photo by photo.

with library.history.action() as action:   # one undo takes all of it back
    action.set_rating(photo_ids, 4)
    action.set_favourite(photo_ids, favourite=True)
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from desktop_app.errors import LibraryError
from desktop_app.library.changes import Action, Choice, Ids, make_again, take_back
from desktop_app.library.database import Database, Row
from desktop_app.records import ChangeKind, Edit, HistoryEntry, HistoryState, PhotoId

KEPT_CHANGES = 5_000_000
"""Photos times changes that are remembered; beyond that the oldest actions are forgotten."""
_NEXT = {
    True: "SELECT max(id) FROM action WHERE undone = 0",
    False: "SELECT min(id) FROM action INDEXED BY action_undone WHERE undone = 1",
}
"""By whether it is to be undone, or done again."""
_NOUNS = {
    ChangeKind.RATING: "Rating",
    ChangeKind.CAPTION: "Caption",
    ChangeKind.FAVOURITE: "Favourite mark",
    ChangeKind.ROTATION: "Rotation",
    ChangeKind.TRASH: "Move to trash",
    ChangeKind.RESTORE: "Return from trash",
}


class FileMoves(NamedTuple):
    """Photos whose files must be moved first, for an undo or redo to be true."""

    to_trash: tuple[PhotoId, ...]
    to_restore: tuple[PhotoId, ...]


class History:
    """Undo goes back through all actions, redo forward until a new action is made; both outlive the app."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def action(self, *, continued: int | None = None) -> Iterator[Action]:
        """One transaction; without a change it leaves no trace. With the id of an earlier action, it becomes part of
        that one, unless it was undone meanwhile."""
        with self._database.transaction():
            if continued is not None:
                known = self._database.read_one("SELECT id FROM action WHERE id = ? AND undone = 0", (continued,))
                continued = None if known is None else continued
            action = Action(self._database, action_id=continued)
            yield action
            if action.id is not None:
                self._count(action.id)

    def state(self) -> HistoryState:
        """What undo and redo would do."""
        with self._database.snapshot():
            return HistoryState(undo=self._entry(_NEXT[True]), redo=self._entry(_NEXT[False]))

    def entry(self, entry_id: int) -> HistoryEntry | None:
        """None when it is forgotten."""
        return self._entry("?", (entry_id,))

    def photo_ids(self, entry_id: int, *, limit: int) -> frozenset[PhotoId] | None:
        """The photos it changed; None when they are more than `limit`."""
        rows = self._database.read(
            "SELECT DISTINCT photo_id FROM change JOIN change_photo ON change_id = change.id "
            "WHERE action_id = ? LIMIT ?",
            (entry_id, limit + 1),
        )
        return None if len(rows) > limit else frozenset(PhotoId(photo_id) for (photo_id,) in rows)

    def file_moves(self, entry_id: int, *, undo: bool) -> FileMoves:
        """What must be done to files before the entry is undone, or done again."""
        moves: dict[bool, dict[PhotoId, None]] = {True: {}, False: {}}
        rows = self._database.read(
            "SELECT photo_id, (verb = ?) <> ? FROM change JOIN change_photo ON change_id = change.id "
            "JOIN photo ON photo.id = photo_id WHERE action_id = ? AND verb IN (?, ?) "
            "AND (trashed_at IS NOT NULL) = ((verb = ?) = ?)",
            (ChangeKind.TRASH, undo, entry_id, ChangeKind.TRASH, ChangeKind.RESTORE, ChangeKind.TRASH, undo),
        )
        for photo_id, to_trash in rows:
            moves[bool(to_trash)][PhotoId(photo_id)] = None
        return FileMoves(to_trash=tuple(moves[True]), to_restore=tuple(moves[False]))

    def next(self, *, undo: bool, expected_id: int | None = None) -> HistoryEntry | None:
        """What undo, or redo, would do. Raises `LibraryError` when that is not the entry with `expected_id`."""
        entry = self._entry(_NEXT[undo])
        if expected_id is not None and (entry is None or entry.id != expected_id):
            raise LibraryError("Something else was changed in the meantime, so nothing was undone: look and try again.")
        return entry

    def undo(self, *, expected_id: int | None = None, only: Ids | None = None, without: Ids = ()) -> Edit:
        """Takes the last action back; an `Edit` without an entry when there is none.

        Photos that were changed in another way since are left as they are and told; those in `without` are left too.
        With `only`, a part of the action is taken back, and it stays the last one. Raises `LibraryError` when the last
        action is not the expected one.
        """
        return self._take(Choice(only, without), undo=True, expected_id=expected_id)

    def redo(self, *, expected_id: int | None = None, only: Ids | None = None, without: Ids = ()) -> Edit:
        """Makes the action again that was undone last, as `undo`."""
        return self._take(Choice(only, without), undo=False, expected_id=expected_id)

    def _take(self, choice: Choice, *, undo: bool, expected_id: int | None) -> Edit:
        step, direction = (take_back, "DESC") if undo else (make_again, "ASC")
        changed: Counter[ChangeKind] = Counter()
        kept: dict[PhotoId, None] = {}
        with self._database.transaction():
            entry = self.next(undo=undo, expected_id=expected_id)
            if entry is None:
                return Edit()
            changes = self._database.read(
                f"SELECT id, verb FROM change WHERE action_id = ? ORDER BY id {direction}", (entry.id,)
            )
            for change_id, verb in changes:
                outcome = step(self._database, change_id, ChangeKind(verb), choice)
                changed[ChangeKind(verb)] += outcome.changed
                kept.update(dict.fromkeys(outcome.kept))
            if choice.only is None:
                self._database.write("UPDATE action SET undone = ? WHERE id = ?", (undo, entry.id))
        return Edit(entry=entry, changed=max(changed.values(), default=0), kept=tuple(kept))

    def _entry(self, which: str, parameters: tuple[int, ...] = ()) -> HistoryEntry | None:
        row = self._database.read_one(f"SELECT id, photos, made_at FROM action WHERE id = ({which})", parameters)
        if row is None:
            return None
        verbs = self._database.read(
            "SELECT verb FROM change WHERE action_id = ? GROUP BY verb ORDER BY min(id)", row[:1]
        )
        return _named(row, tuple(ChangeKind(verb) for (verb,) in verbs))

    def _count(self, action_id: int) -> None:
        """Notes how many photos and changes the action has, and forgets actions that are too long ago."""
        rows = "FROM change JOIN change_photo ON change_id = change.id WHERE action_id = action.id"
        self._database.write(
            f"UPDATE action SET photos = (SELECT count(DISTINCT photo_id) {rows}), reach = (SELECT count(*) {rows}) "
            "+ coalesce((SELECT reach FROM action AS older WHERE older.id < action.id ORDER BY id DESC LIMIT 1), 0) "
            "WHERE id = ?",
            (action_id,),
        )
        self._database.write(
            "DELETE FROM action WHERE id < (SELECT id FROM action WHERE reach > "
            "(SELECT reach FROM action WHERE id = ?) - ? ORDER BY id LIMIT 1)",
            (action_id, KEPT_CHANGES),
        )


def _named(row: Row, kinds: tuple[ChangeKind, ...]) -> HistoryEntry:
    entry_id, photos, made_at = row
    words = [_NOUNS[kind] for kind in kinds]
    nouns = ", ".join([*words[:1], *(word.lower() for word in words[1:])])
    title = f"{nouns} of {photos:,} photo{'' if photos == 1 else 's'}"
    return HistoryEntry(id=entry_id, kinds=kinds, photos=photos, made_at_ns=made_at, title=title)
