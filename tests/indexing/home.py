"""A library, its folder and an indexer with the colour-seeing encoder: what most tests of this room start from."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from desktop_app import jobs
from desktop_app.config import LibraryPaths, Settings
from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.indexing.pipeline import Indexer
from desktop_app.library.library import Library
from desktop_app.records import Change, IndexReport, ModelKey, Photo
from tests.stand_ins import ColourEncoder


class Home:
    """`photos` is the watched folder. `embedded` and `changes` hold what the indexer told."""

    def __init__(self, library: Library, photos: Path, *, settle_s: float = 0.05, patience_s: float = 60.0) -> None:
        self.library = library
        self.photos = photos
        self.thumbnails = ThumbnailCache(library.paths.thumbnails, size_px=64, limit_bytes=10**9)
        self.encoder = ColourEncoder()
        self.loads = 0
        self.embedded: dict[int, np.ndarray] = {}
        self.last_seq = 0
        self.changes: list[Change] = []
        self.indexer = Indexer(
            library,
            self.thumbnails,
            Settings(),
            encoder=self._load,
            model_key=lambda: ModelKey(str(self.encoder.spec.key)),
            on_embedded=self._on_embedded,
            on_change=self.changes.append,
            settle_s=settle_s,
            patience_s=patience_s,
        )

    @classmethod
    def make(cls, parent: Path) -> "Home":
        photos = parent.resolve() / "photos"
        photos.mkdir(exist_ok=True)
        library = Library.open(LibraryPaths(parent / "library"))
        library.folders.add(photos)
        return cls(library, photos)

    def __enter__(self) -> "Home":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.library.close()

    def index(self, only: Sequence[Path] | None = None) -> IndexReport:
        """Runs the job to its end; what counts calls starts at nought."""
        self.changes.clear()
        self.encoder.images_encoded = self.encoder.preprocessed = 0
        report = jobs.run(self.indexer.index(only=only))
        assert report.found == report.indexed + report.unchanged + report.moved + len(report.failed)
        return report

    def shown(self) -> dict[Path, Photo]:
        """The photos in the views, by path."""
        return {photo.path: photo for photo in self.library.photos.get(self.library.photos.ids())}

    def photo(self, path: Path) -> Photo:
        found = self.library.photos.by_path(path)
        assert found is not None
        return found

    def similarity(self, path: Path, text: str) -> float:
        """How well a text fits the stored embedding of a photo."""
        _, vectors = self.library.embeddings.get([self.photo(path).content_id], ModelKey(str(self.encoder.spec.key)))
        return float(vectors[0].astype(np.float32) @ self.encoder.encode_text([text])[0])

    def kinds(self) -> list[str]:
        return sorted(change.kind for change in self.changes)

    def _load(self) -> ImageTextEncoder:
        self.loads += 1
        return self.encoder

    def _on_embedded(self, ids: np.ndarray, vectors: np.ndarray, last_seq: int) -> None:
        assert vectors.shape == (len(ids), self.encoder.dim)
        self.embedded |= {int(content_id): vector for content_id, vector in zip(ids, vectors, strict=True)}
        self.last_seq = last_seq
