import numpy as np
import pytest

from benchmarks.made_embeddings import Motifs
from desktop_app.search.graph import Graph
from desktop_app.search.projection import FEWEST_DIMS, MOST_DIMS, Projection

DIM = 384


@pytest.fixture(scope="module")
def photos() -> np.ndarray:
    return Motifs(DIM, 3000, seed=3).photos(3000, np.random.default_rng(4))


def test_short_vectors_are_passed_on_whole() -> None:
    short = Motifs(MOST_DIMS, 100, seed=1).photos(50, np.random.default_rng(1))
    projection = Projection.learn(short)
    assert projection.is_whole
    assert projection.of_rows(short) is short


def test_projected_vectors_are_fewer_numbers_of_length_1(photos: np.ndarray) -> None:
    projection = Projection.learn(photos)
    projected = projection.of_rows(photos)
    assert FEWEST_DIMS <= projection.dim <= MOST_DIMS
    assert projected.shape == (len(photos), projection.dim)
    assert projected.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(projected, axis=1), 1, atol=1e-4)


def test_a_query_meets_them_nearly_as_it_meets_the_whole_vectors(photos: np.ndarray) -> None:
    projection = Projection.learn(photos)
    query = photos[7] + 0.1 * photos[8]
    products = projection.of_rows(photos) @ projection.of_query(query)
    assert np.corrcoef(products, photos @ query)[0, 1] > 0.98
    assert np.abs(products - photos @ query).max() < 0.15


def test_its_best_are_among_a_few_hundred_candidates(photos: np.ndarray) -> None:
    motifs = Motifs(DIM, 3000, seed=3)
    graph = Graph.empty(Projection.learn(photos), len(photos))
    graph.add(np.arange(len(photos)), photos)
    random = np.random.default_rng(6)
    for queries in (motifs.photos(30, random), motifs.texts(30, random)):
        found = 0
        for query in queries:
            rows = graph.search(query, graph.candidates_for(10))
            assert rows is not None
            found += len(set(rows.tolist()) & set(np.argsort(-(photos @ query))[:10].tolist()))
        assert found >= 0.97 * 300
