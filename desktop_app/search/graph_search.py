"""From a graph's candidates to an exact ranking of them."""

import threading

import numpy as np

from desktop_app.search.graph import Graph
from desktop_app.search.projection import SAMPLE_ROWS, Projection
from desktop_app.search.row_lookup import Ids, Rows
from desktop_app.search.vector_store import Snapshot, Vector

GRAPH_K_LIMIT = 2_000
GRAPH_K_SHARE = 50
"""Candidates beyond which the graph is not faster than reading all vectors: 2000, or one row in fifty."""


def through_graph(
    graph: Graph, query: Vector, k: int, snapshot: Snapshot, *, rows: Rows | None, lock: threading.RLock
) -> tuple[Ids, Vector] | None:
    """The `k` ids nearest to the unit vector `query` [D], among the living `rows` of `snapshot` if given: ids and
    cosines, best first. None where an exact answer is as fast, or the only one. `lock` is held while `graph` is asked.
    """
    permitted = snapshot.alive
    if rows is not None:
        permitted = np.zeros(len(snapshot.ids), np.bool_)
        permitted[rows] = True
    share = 1.0 if rows is None else len(rows) / max(int(np.count_nonzero(snapshot.alive)), 1)
    wanted = graph.candidates_for(k if rows is None else int(k / share * 1.2) + 10)
    while wanted <= max(GRAPH_K_LIMIT, len(snapshot.ids) // GRAPH_K_SHARE):
        with lock:
            found = graph.search(query, wanted)
        if found is None:
            return None
        found = found[found < len(permitted)]  # rows added since the snapshot
        found = found[permitted[found]]
        if len(found) >= k:
            return snapshot.nearest(query, k, np.sort(found))
        wanted *= 4
    return None


def learn_projection(snapshot: Snapshot) -> Projection:
    """From a sample of all rows, the same each time."""
    count = len(snapshot.ids)
    rows = np.arange(count) if count <= SAMPLE_ROWS else np.random.default_rng(0).permutation(count)[:SAMPLE_ROWS]
    return Projection.learn(snapshot.units(np.sort(rows)))
