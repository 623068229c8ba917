from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from desktop_app.search import vector_store
from desktop_app.search.row_lookup import Rows
from desktop_app.search.vector_file import VectorFile
from desktop_app.search.vector_store import VectorStore, clean, top_k, widened
from tests.search.vectors import DIM, clustered


@given(
    arrays(np.float16, st.tuples(st.integers(0, 20), st.integers(1, 40)), elements=st.floats(-60000, 60000, width=16))
)
def test_widening_changes_no_value(half: np.ndarray) -> None:
    np.testing.assert_array_equal(widened(half), half.astype(np.float32))


def test_every_finite_half_is_widened_exactly() -> None:
    every = np.arange(65536, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    np.testing.assert_array_equal(widened(finite), finite.astype(np.float32))


@given(st.lists(st.integers(-5, 5), max_size=50), st.integers(0, 60))
def test_the_top_are_the_highest(numbers: list[int], k: int) -> None:
    scores = np.array(numbers, np.float32)
    assert scores[top_k(scores, k)].tolist() == sorted(numbers, reverse=True)[:k]


def test_equal_scores_keep_their_order() -> None:
    assert top_k(np.array([1, 2, 2, 1, 2], np.float32), 5).tolist() == [1, 2, 4, 0, 3]


def test_of_several_vectors_of_one_id_the_last_counts() -> None:
    ids, vectors = clean(np.array([5, 6, 5, 7]), np.array([[1, 0], [0, 1], [0, -2], [0, 0]], np.float32))
    assert ids.tolist() == [6, 5]
    assert vectors.tolist() == [[0, 1], [0, -1]]


def test_huge_and_tiny_vectors_keep_their_direction() -> None:
    _, vectors = clean(np.arange(2), np.array([[3e37, 4e37], [3e-30, 4e-30]], np.float32))
    np.testing.assert_allclose(vectors.astype(np.float32), [[0.6, 0.8]] * 2, atol=1e-3)


@given(arrays(np.float16, st.tuples(st.integers(0, 9), st.just(6)), elements=st.floats(width=16)), st.booleans())
def test_cleaned_vectors_are_units_of_the_same_direction(half: np.ndarray, single: bool) -> None:
    ids, vectors = clean(np.arange(len(half)), half.astype(np.float32) if single else half)
    exact = half.astype(np.float64)
    usable = np.isfinite(exact).all(axis=1) & (exact != 0).any(axis=1)
    assert ids.tolist() == np.flatnonzero(usable).tolist()
    units = exact[usable] / np.linalg.norm(exact[usable], axis=1, keepdims=True)
    np.testing.assert_allclose(vectors.astype(np.float64), units, atol=3e-3)


def test_units_from_the_library_are_taken_as_they_are() -> None:
    stored = clustered(700)
    _, vectors = clean(np.arange(700), stored)
    np.testing.assert_array_equal(vectors, stored)


def test_a_reader_is_not_disturbed_by_a_writer(tmp_path: Path) -> None:
    store = VectorStore(DIM)
    vectors = clustered(50)
    store.add(np.arange(20), vectors[:20])
    snapshot = store.snapshot()
    before = snapshot.similarities(vectors[0].astype(np.float32))
    store.add(np.arange(20, 50), vectors[20:])
    store.move_to_file(tmp_path / "vectors")
    store.add(np.array([60]), -vectors[:1])
    np.testing.assert_array_equal(snapshot.similarities(vectors[0].astype(np.float32)), before)
    assert len(store) == 51


@pytest.mark.parametrize("where", ["file", "memory"])
def test_half_and_single_precision_answer_alike(where: str, tmp_path: Path) -> None:
    store = VectorStore(DIM)
    store.add(np.arange(400), clustered(400))
    query = clustered(1, seed=3)[0].astype(np.float32)
    single = store.snapshot().similarities(query)
    store.move_to_file(tmp_path / "vectors")
    if where == "memory":
        store.move_to_memory()
    store.add(np.array([900]), clustered(1, seed=8))
    store.remove(np.array([900]))
    assert (store.file is None) == (where == "memory")
    single = np.append(single, np.float32(-np.inf))
    np.testing.assert_allclose(store.snapshot().similarities(query), single, atol=1e-6)
    rows = np.array([3, 399, 17])
    np.testing.assert_allclose(store.snapshot().similarities(query, rows), single[rows], atol=1e-6)


@pytest.mark.parametrize("name", ["vectors", None])
def test_compacting_keeps_the_living(name: str | None, tmp_path: Path) -> None:
    store = VectorStore(DIM)
    store.add(np.arange(100), clustered(100))
    store.remove(np.arange(0, 100, 3))
    small = store.compacted(tmp_path / name if name else None)
    assert (small.file is None) == (name is None)
    assert small.row_count == len(small) == len(store) == 66
    query = clustered(1, seed=3)[0].astype(np.float32)
    assert small.snapshot().nearest(query, 9)[0].tolist() == store.snapshot().nearest(query, 9)[0].tolist()


@pytest.mark.parametrize(("limit_bytes", "reads"), [(vector_store.KEPT_BYTES, 0), (1000, 1)])
def test_rows_of_a_small_file_are_picked_from_memory(
    limit_bytes: int, reads: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_store, "KEPT_BYTES", limit_bytes)
    store = VectorStore(DIM)
    first, more = clustered(200), clustered(300)[200:]
    store.move_to_file(tmp_path / "rows.vectors")
    store.add(np.arange(200), first)
    picked = store.snapshot().vectors
    picked.pick(np.arange(3))
    asked = []
    pick = VectorFile.pick

    def counted(file: VectorFile, rows: Rows) -> NDArray[np.float16]:
        asked.append(rows)
        return pick(file, rows)

    monkeypatch.setattr(VectorFile, "pick", counted)
    np.testing.assert_array_equal(picked.pick(np.array([199, 0])), widened(first[[199, 0]]))
    assert len(asked) == reads
    store.add(np.arange(200, 205), more[:5])  # the newest are read until they are worth reading all
    np.testing.assert_array_equal(picked.pick(np.array([0, 204])), widened(np.stack([first[0], more[4]])))
    store.add(np.arange(205, 300), more[5:])
    np.testing.assert_array_equal(picked.pick(np.array([299, 150])), widened(np.stack([more[-1], first[150]])))
    assert len(asked) == (3 * reads or 1)
