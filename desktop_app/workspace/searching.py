"""Answers a search: from words and pictures to a vector, from vectors to contents, from contents to photos."""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop_app.errors import LibraryError, VanishedPhotoError
from desktop_app.imaging.decode import DecodeLimits, decode_photo, read_photo
from desktop_app.library import Library
from desktop_app.records import ContentId, ModelKey, PhotoId, SearchHit, SearchRequest, SearchResult
from desktop_app.search.query import Words, query_vector, words_of
from desktop_app.search.ranking import rank_photos
from desktop_app.workspace.active_model import ActiveModel
from desktop_app.workspace.subsets import Subset, SubsetReader

log = logging.getLogger(__name__)

COUNT_AGAIN_S = 2.0
COUNT_SHARE = 20
"""While the library changes, photos that are not understood yet are counted no more often, and for no more than a
twentieth of the time."""
SOON_S = 0.05
"""What takes no longer is counted while a search waits."""


class Counts(NamedTuple):
    """Photos in the views, and those of them that the model has yet to understand."""

    photos: int
    unembedded: int


class _Counted(NamedTuple):
    """`version` of the library, when, and how long it took."""

    counts: Counts
    version: int
    at: float
    took_s: float


class Counter:
    """Counting walks over the library, so its result is remembered until the library changes.

    In a large library a search does not wait: it tells the last result, and what came since is counted meanwhile.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._key: ModelKey | None = None
        self._counted: _Counted | None = None
        self._counting: threading.Thread | None = None

    def count(self, key: ModelKey | None) -> Counts:
        """With `key` None, nothing is understood."""
        version, now = self._library.data_version(), time.monotonic()
        with self._lock:
            known = self._counted if self._key == key else None
            if known is None or not known.counts.photos:
                return self._count(key, version).counts
            if known.version == version or now - known.at < max(COUNT_AGAIN_S, COUNT_SHARE * known.took_s):
                return known.counts
            if known.took_s < SOON_S:
                return self._count(key, version).counts
            if self._counting is None or not self._counting.is_alive():
                self._counting = threading.Thread(
                    target=self._count_again, args=(key, version), name="count", daemon=True
                )
                self._counting.start()
            return known.counts

    def wait(self) -> None:
        """For a count that is under way."""
        counting = self._counting
        if counting is not None:
            counting.join()

    def _count_again(self, key: ModelKey | None, version: int) -> None:
        try:
            self._count(key, version)
        except LibraryError as error:  # it was closed, or its drive is away: the next search tells
            log.info("photos were not counted: %s", error)

    def _count(self, key: ModelKey | None, version: int) -> _Counted:
        began = time.monotonic()
        photos = self._library.photos.count()
        unembedded = photos if key is None else len(self._library.embeddings.missing(key))
        counted = _Counted(Counts(photos, unembedded), version, began, time.monotonic() - began)
        self._key, self._counted = key, counted
        return counted


class Searcher:
    """Searches of one library; usable from several threads."""

    def __init__(self, library: Library, *, limits: DecodeLimits) -> None:
        self._library = library
        self._limits = limits
        self._counter = Counter(library)
        self._subsets = SubsetReader(library)

    def search(self, request: SearchRequest, model: Callable[[], ActiveModel]) -> SearchResult:
        """Photos whose drive is away are found too, those that are gone are not.

        Raises `QueryError`, `ModelError`, and `PhotoError` for an image that cannot be read.
        """
        began = time.perf_counter()
        words = words_of(request)
        subset = self._subsets.read(request.within)
        active = model()
        counts = self._counter.count(active.spec.key) if subset is None else Counts(len(subset.photo_ids), 0)
        if counts.photos == 0:
            if request.image is not None:
                self._decode(request.image, min_edge_px=1)  # a mistyped name is told all the same
            return SearchResult(hits=(), searched=0, seconds=time.perf_counter() - began)
        vector, encoding_s = self._vector(request, words, active)
        index = active.index()
        found = _Found(self._library, subset)
        if subset is None:
            ranked = rank_photos(
                lambda k: index.query(vector, k), found.photos_of, limit=request.limit, contents=len(index)
            )
        else:
            known = subset.content_ids[index.knows(subset.content_ids)]
            counts = self._counts_within(subset, known, active.key)
            ranked = rank_photos(
                lambda k: index.query(vector, k, allowed=known),
                found.photos_of,
                limit=request.limit,
                contents=len(known),
            )
        hits = tuple(
            SearchHit(photo_id=photo_id, place=found.places[photo_id], similarity=similarity)
            for photo_id, similarity in ranked
        )
        return SearchResult(
            hits=hits,
            searched=max(counts.photos - counts.unembedded, 0),
            seconds=time.perf_counter() - began,
            encoding_seconds=encoding_s,
            unembedded=counts.unembedded,
        )

    def _counts_within(self, subset: Subset, known: NDArray[np.int64], key: ModelKey) -> Counts:
        unknown = np.setdiff1d(subset.content_ids, known, assume_unique=True).tolist()
        unembedded = len(self._library.embeddings.missing(key, among=unknown)) if unknown else 0
        return Counts(len(subset.photo_ids), unembedded)

    def _vector(self, request: SearchRequest, words: Words, active: ActiveModel) -> tuple[NDArray[np.float32], float]:
        """float32 [D], and the seconds that the encoder took for it."""
        began = time.perf_counter()
        image = None
        if request.photo_id is not None:
            image = self._features_of(request.photo_id, active)
        elif request.image is not None:
            image = self._encode_file(request.image, active)
        texts = [*([] if words.text is None else [words.text]), *words.without]
        features = active.encode_text(texts) if texts else np.empty((0, 0), np.float32)
        encoding_s = time.perf_counter() - began
        first = 0 if words.text is None else 1
        vector = query_vector(
            text=features[0] if first else None,
            image=image,
            without=features[first:] if words.without else None,
            weight_image=request.weight_image,
        )
        return vector, encoding_s

    def _features_of(self, photo_id: PhotoId, active: ActiveModel) -> NDArray[np.float32]:
        """The stored embedding of a photo of the library, else its file encoded now."""
        photos = self._library.photos.get([photo_id])
        if not photos:
            raise VanishedPhotoError("This photo is not in the library any more.")
        ids, vectors = self._library.embeddings.get([photos[0].content_id], active.key)
        if len(ids):
            features: NDArray[np.float32] = vectors[0].astype(np.float32)
            return features
        return self._encode_file(photos[0].path, active)

    def _encode_file(self, path: Path, active: ActiveModel) -> NDArray[np.float32]:
        image = self._decode(path, min_edge_px=2 * active.spec.image_size_px)  # before torch is imported: it may fail
        encoder = active.encoder()
        features: NDArray[np.float32] = encoder.encode_query_image(encoder.preprocess(image)[np.newaxis])[0]
        return features

    def _decode(self, path: Path, *, min_edge_px: int) -> Image.Image:
        if not path.exists():
            raise VanishedPhotoError(f"There is no file {os.fsencode(path).decode(errors='replace')}.")
        data = read_photo(path, limits=self._limits)
        return decode_photo(path, data, limits=self._limits, min_edge_px=min_edge_px).image


class _Found:
    """Which photos have the contents found, and where they are: asked of the library once."""

    def __init__(self, library: Library, subset: Subset | None) -> None:
        self._library = library
        self._subset = subset
        self.places: dict[PhotoId, bytes] = {}

    def photos_of(self, content_ids: Sequence[ContentId]) -> Mapping[ContentId, Sequence[PhotoId]]:
        found: dict[ContentId, list[PhotoId]] = {}
        for content_id, paths in self._library.photos.paths_by_content(content_ids).items():
            self.places |= paths
            found[content_id] = list(paths)
        return found if self._subset is None else self._subset.photos_of(found)
