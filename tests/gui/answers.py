"""What a worker would find, and what the window shows."""

import os

from desktop_app.gui.main_window import MainWindow
from desktop_app.records import IndexReport, PhotoId, SearchHit, SearchResult
from tests.gui.home import Home

REPORT = IndexReport(found=0, indexed=0, unchanged=0, moved=0, removed=0, failed=(), seconds=0.0, photos_per_second=0.0)
"""Of a run that found nothing to do."""


def hits_of(home: Home, ids: list[PhotoId], *, unembedded: int = 0) -> SearchResult:
    """These photos, each a little less similar than the one before."""
    photos = home.library.photos.get(ids)
    hits = tuple(
        SearchHit(photo_id=photo.id, place=os.fsencode(photo.path), similarity=0.5 - n / 100)
        for n, photo in enumerate(photos)
    )
    return SearchResult(hits=hits, searched=len(hits), seconds=0.01, unembedded=unembedded)


def shown_ids(window: MainWindow) -> list[int]:
    """The photos of the grid, in their order."""
    return [int(each) for each in window.model.shown.ids]
