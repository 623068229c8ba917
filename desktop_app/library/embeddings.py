"""Embeddings: one vector for each content hash and model, float16, of length 1."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import ModelError
from desktop_app.library.database import Database, Parameters
from desktop_app.library.values import ids_json
from desktop_app.records import ContentId, ModelKey

STORED: np.dtype[np.float16] = np.dtype("<f2")
_CHUNK_ROWS = 8192


class EmbeddingStore:
    """What an index has to know: `seq` grows with every vector that is added or replaced and is never used again.

    After catching up with `load(after_seq=…)`, an index whose size differs from `count` holds vectors that were
    forgotten here: those that `content_ids` lacks.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, model_key: ModelKey, vectors: Sequence[tuple[ContentId, NDArray[np.float32 | np.float16]]]
    ) -> NDArray[np.int64]:
        """Stores vectors [D] in one transaction, replacing those the contents had; returns their seqs int64[N].

        They need not be of length 1. Raises `ModelError` for a vector that is not finite, zero, or of another dimension
        than the model's, and stores none of them.
        """
        if not vectors:
            return np.empty(0, np.int64)
        rows = _normalised([vector for _, vector in vectors])
        with self._database.transaction():
            model_id = self._model_for_writing(model_key, dim=rows.shape[1])
            return np.array(
                [
                    self._database.insert(
                        "INSERT OR REPLACE INTO embedding (model_id, content_id, vector) VALUES (?, ?, ?)",
                        (model_id, int(content_id), row.tobytes()),
                    )
                    for (content_id, _), row in zip(vectors, rows, strict=True)
                ],
                np.int64,
            )

    def missing(self, model_key: ModelKey, *, among: Sequence[ContentId] | None = None) -> NDArray[np.int64]:
        """Content ids int64[N] without an embedding of which a photo is PRESENT; `among` asks only about those."""
        model_id, _ = self._model(model_key)
        parameters: Parameters = (model_id,)
        source = "SELECT DISTINCT content_id FROM photo INDEXED BY photo_content WHERE gone = 0"
        if among is not None:
            source += " AND content_id IN (SELECT value FROM json_each(?))"
            parameters = (ids_json(among), model_id)
        rows = self._database.read(
            f"SELECT content_id FROM ({source}) AS wanted WHERE NOT EXISTS (SELECT 1 FROM embedding "
            "WHERE model_id = ? AND embedding.content_id = wanted.content_id) AND EXISTS (SELECT 1 FROM photo "
            "JOIN folder ON folder.id = folder_id "
            "WHERE photo.content_id = wanted.content_id AND gone = 0 AND state = 'watched')",
            parameters,
        )
        return np.array([content_id for (content_id,) in rows], np.int64)

    def load(
        self, model_key: ModelKey, *, after_seq: int = 0
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float16]]:
        """Seqs int64[N], content ids int64[N] and vectors float16[N, D] that came after `after_seq`, in that order.

        Raises `ModelError` when a stored vector is not of the model's dimension; `Library.check` repairs that.
        """
        _, dim = self._model(model_key)
        parts = list(self.parts(model_key, after_seq=after_seq))
        none = np.empty(0, np.int64)
        seqs, ids = (np.concatenate([none, *(part[place] for part in parts)]) for place in (0, 1))
        return seqs, ids, np.concatenate([np.empty((0, dim), np.float16), *(part[2] for part in parts)])

    def parts(
        self, model_key: ModelKey, *, after_seq: int = 0
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float16]]]:
        """As `load`, some thousands at a time, all of one moment of the library."""
        model_id, dim = self._model(model_key)
        # "+": by seq, which is the order on the disk, not by the index of models.
        for chunk in self._database.stream(
            "SELECT seq, content_id, vector FROM embedding WHERE seq > ? AND +model_id = ? ORDER BY seq",
            (after_seq, model_id),
            chunk_rows=_CHUNK_ROWS,
        ):
            seqs, ids, blobs = zip(*chunk, strict=True)
            yield np.array(seqs, np.int64), np.array(ids, np.int64), _from_blobs(blobs, dim).astype(np.float16)

    def get(
        self, content_ids: Sequence[ContentId] | NDArray[np.int64], model_key: ModelKey
    ) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Content ids int64[N] and vectors float16[N, D], in the order asked; those without one are left out."""
        model_id, dim = self._model(model_key)
        rows = self._database.read(
            "SELECT content_id, vector FROM embedding INDEXED BY embedding_model_content "
            "WHERE model_id = ? AND content_id IN (SELECT value FROM json_each(?))",
            (model_id, ids_json(content_ids)),
        )
        blobs: dict[int, bytes] = dict(rows)
        found = [content_id for content_id in map(int, content_ids) if content_id in blobs]
        return np.array(found, np.int64), _from_blobs([blobs[each] for each in found], dim).astype(np.float16)

    def content_ids(self, model_key: ModelKey) -> NDArray[np.int64]:
        """All contents int64[N] that have an embedding, ascending."""
        model_id, _ = self._model(model_key)
        rows = self._database.read("SELECT content_id FROM embedding WHERE model_id = ? ORDER BY 1", (model_id,))
        return np.array([content_id for (content_id,) in rows], np.int64)

    def count(self, model_key: ModelKey) -> int:
        """How many contents have one."""
        model_id, _ = self._model(model_key)
        return int(self._database.read("SELECT count(*) FROM embedding WHERE model_id = ?", (model_id,))[0][0])

    def dim(self, model_key: ModelKey) -> int | None:
        """The dimension of the model's vectors; None before its first."""
        model_id, dim = self._model(model_key)
        return dim if model_id else None

    def models(self) -> list[ModelKey]:
        """All models that have embeddings, oldest first."""
        return [ModelKey(key) for (key,) in self._database.read("SELECT key FROM model ORDER BY id")]

    def forget(self, model_key: ModelKey) -> int:
        """Deletes the model's embeddings; returns how many."""
        with self._database.transaction():
            model_id, _ = self._model(model_key)
            forgotten = self._database.write("DELETE FROM embedding WHERE model_id = ?", (model_id,))
            self._database.write("DELETE FROM model WHERE id = ?", (model_id,))
            return forgotten

    def forget_contents(self, content_ids: Sequence[ContentId], model_key: ModelKey) -> int:
        """Deletes these embeddings, so that they are made anew; returns how many there were."""
        with self._database.transaction():
            model_id, _ = self._model(model_key)
            return self._database.write(
                "DELETE FROM embedding WHERE model_id = ? AND content_id IN (SELECT value FROM json_each(?))",
                (model_id, ids_json(content_ids)),
            )

    def _model(self, model_key: ModelKey) -> tuple[int, int]:
        """Row id and dimension; zeros for a model that has no embeddings."""
        row = self._database.read_one("SELECT id, dim FROM model WHERE key = ?", (model_key,))
        return (0, 0) if row is None else (row[0], row[1])

    def _model_for_writing(self, model_key: ModelKey, *, dim: int) -> int:
        model_id, known_dim = self._model(model_key)
        if model_id and known_dim != dim:
            raise ModelError(f"The model {model_key} gave vectors of {dim} numbers; those stored have {known_dim}.")
        return model_id or self._database.insert("INSERT INTO model (key, dim) VALUES (?, ?)", (model_key, dim))


def _normalised(vectors: Sequence[NDArray[np.float32 | np.float16]]) -> NDArray[np.float16]:
    """[N, D] of length 1, as stored."""
    if len({vector.shape for vector in vectors}) != 1 or vectors[0].ndim != 1:
        raise ModelError("The model gave vectors of different dimensions.")
    rows = np.stack(vectors).astype(np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.all(np.isfinite(norms) & (norms > 0)):
        raise ModelError("The model gave a vector that is zero or not finite.")
    stored: NDArray[np.float16] = (rows / norms).astype(STORED)
    return stored


def _from_blobs(blobs: Sequence[bytes], dim: int) -> NDArray[np.float16]:
    joined = np.frombuffer(b"".join(blobs), STORED)
    if joined.size != len(blobs) * dim:
        raise ModelError('A stored embedding is damaged; "redbicycle doctor --repair" has it made anew.')
    rows: NDArray[np.float16] = joined.reshape(len(blobs), dim)
    return rows
