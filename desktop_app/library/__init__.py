"""The library: SQLite, the only truth."""

from desktop_app.library.library import Library

__all__ = ["Library"]
