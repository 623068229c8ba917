"""What the user searched for, so that it can be offered again. It stays in the library and can be forgotten."""

import time

from desktop_app.library.database import Database
from desktop_app.library.values import plain_text

KEPT = 200
MAX_CHARACTERS = 500


class PastSearches:
    """Texts as they were typed, each once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, text: str) -> bool:
        """Puts it first; beyond the newest 200 the oldest go. False for what is empty or too long to be typed again."""
        text = " ".join(plain_text(text).split())
        if not text or len(text) > MAX_CHARACTERS:
            return False
        with self._database.transaction():
            self._database.write("INSERT OR REPLACE INTO past_search VALUES (?, ?)", (text, time.time_ns()))
            self._database.write(
                "DELETE FROM past_search WHERE text NOT IN "
                "(SELECT text FROM past_search ORDER BY searched_at DESC, text LIMIT ?)",
                (KEPT,),
            )
        return True

    def forget(self, text: str | None = None) -> int:
        """This one, or all; returns how many there were."""
        with self._database.transaction():
            if text is None:
                return self._database.write("DELETE FROM past_search")
            return self._database.write("DELETE FROM past_search WHERE text = ?", (" ".join(text.split()),))

    def all(self) -> tuple[str, ...]:
        """Newest first."""
        rows = self._database.read("SELECT text FROM past_search ORDER BY searched_at DESC, text")
        return tuple(text for (text,) in rows)
