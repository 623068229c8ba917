"""Answers a search: from words and pictures to a vector, from vectors to contents, from contents to photos."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import QueryError, VanishedPhotoError
from desktop_app.imaging.decode import DecodeLimits, decode_photo, read_photo
from desktop_app.library import Library
from desktop_app.records import ModelKey, PhotoId, SearchHit, SearchRequest, SearchResult
from desktop_app.search.vector_index import VectorIndex
from desktop_app.workspace.active_model import ActiveModel

SPARE = 16
"""Contents asked for beyond the limit: some may belong to photos that are gone."""
MANY = 20_000
"""Photos from which on all paths are read at once."""
COUNT_AGAIN_S = 2.0
"""While the library changes, photos that are not understood yet are counted no more often."""


class Unembedded:
    """How many photos the model has yet to understand. Counting costs a walk over the library, so it is remembered."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._counted: tuple[ModelKey, int, float] | None = None
        self._count = 0

    def count(self, key: ModelKey) -> int:
        version, now = self._library.data_version(), time.monotonic()
        with self._lock:
            known = self._counted
            if known is None or known[0] != key or (known[1] != version and now - known[2] > COUNT_AGAIN_S):
                self._count = len(self._library.embeddings.missing(key))
                self._counted = (key, version, now)
            return self._count


class Searcher:
    """Searches of one library; usable from several threads."""

    def __init__(self, library: Library, *, limits: DecodeLimits) -> None:
        self._library = library
        self._limits = limits
        self._unembedded = Unembedded(library)

    def search(self, request: SearchRequest, model: Callable[[], ActiveModel]) -> SearchResult:
        """Photos whose drive is away are found too, those that are gone are not.

        Raises `QueryError`, `ModelError`, and `PhotoError` for an image that cannot be read.
        """
        if not request.text.strip() and request.image is None and request.photo_id is None:
            raise QueryError("Say what to look for: words, or a photo.")
        began = time.perf_counter()
        photos = self._library.photos.count()
        if request.image is None and request.photo_id is None and photos == 0:
            return SearchResult(hits=(), searched=0, seconds=time.perf_counter() - began)
        active = model()
        vector = self._vector(request, active)
        hits = self._nearest(active.index(), vector, request.limit)
        unembedded = self._unembedded.count(active.key)
        return SearchResult(
            hits=hits,
            searched=max(photos - unembedded, 0),
            seconds=time.perf_counter() - began,
            unembedded=unembedded,
        )

    def _vector(self, request: SearchRequest, active: ActiveModel) -> NDArray[np.float32]:
        """float32 [D]."""
        image_features = None
        if request.photo_id is not None:
            image_features = self._features_of(request.photo_id, active)
        elif request.image is not None:
            image_features = self._encode_file(request.image, active)
        text = request.text.strip()
        wanted = [*([text] if text else []), *request.without]
        features = active.encoder().encode_text(wanted) if wanted else np.empty((0, 0), np.float32)
        return query_vector(
            text_features=features[0] if text else None,
            image_features=image_features,
            without=features[bool(text) :],
            weight_image=request.weight_image,
        )

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
        data = read_photo(path, limits=self._limits)
        encoder = active.encoder()
        image = decode_photo(path, data, limits=self._limits, min_edge_px=2 * encoder.image_size_px).image
        features: NDArray[np.float32] = encoder.encode_query_image(encoder.preprocess(image)[np.newaxis])[0]
        return features

    def _nearest(self, index: VectorIndex, vector: NDArray[np.float32], limit: int | None) -> tuple[SearchHit, ...]:
        asked = len(index) if limit is None else limit + SPARE
        while True:
            ids, similarities = index.query(vector, asked)
            found = self._photos_of(ids, similarities)
            if limit is None or len(found) >= limit or len(ids) < asked:
                break
            asked *= 4
        found = found[:limit]
        paths = self._paths([photo_id for photo_id, _ in found])
        return tuple(
            SearchHit(photo_id=photo_id, path=paths[photo_id], similarity=similarity)
            for photo_id, similarity in found
            if photo_id in paths  # else it went away since
        )

    def _photos_of(
        self, content_ids: NDArray[np.int64], similarities: NDArray[np.float32]
    ) -> list[tuple[PhotoId, float]]:
        """Copies of one content follow each other; contents without a photo are left out."""
        photos = self._library.photos.by_content(content_ids)
        return [
            (photo_id, similarity)
            for content_id, similarity in zip(content_ids.tolist(), similarities.tolist(), strict=True)
            for photo_id in photos.get(content_id, ())
        ]

    def _paths(self, photo_ids: Sequence[PhotoId]) -> dict[PhotoId, Path]:
        if len(photo_ids) < MANY:
            return {photo.id: photo.path for photo in self._library.photos.get(photo_ids)}
        known = self._library.photos.known_files()
        return {file.photo_id: Path(os.fsdecode(path)) for path, file in known.items()}


WITHOUT_WEIGHT = 0.5


def query_vector(
    *,
    text_features: NDArray[np.float32] | None,
    image_features: NDArray[np.float32] | None,
    without: NDArray[np.float32],
    weight_image: float,
) -> NDArray[np.float32]:
    """float32 [D], from vectors of length 1."""
    if text_features is not None and image_features is not None:
        vector = (1 - weight_image) * text_features + weight_image * image_features
    else:
        vector = text_features if text_features is not None else image_features
    assert vector is not None
    result: NDArray[np.float32] = vector - WITHOUT_WEIGHT * without.mean(axis=0) if len(without) else vector
    return result
