"""A saved index, written and read back: the store of its vectors and the graph over them."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import IndexDamagedError
from desktop_app.search.graph import Graph
from desktop_app.search.graph_file import read_graph, write_graph
from desktop_app.search.projection import Projection
from desktop_app.search.vector_file import VectorFile
from desktop_app.search.vector_store import SPAN_ROWS, VectorStore


class SavedIndex(NamedTuple):
    """`graph` has the first rows of `store`: all, or as many as it came to. `last_seq` is the newest embedding."""

    store: VectorStore
    graph: Graph
    last_seq: int


def writing(folder: Path, index: SavedIndex, *, model_key: str, dim: int) -> Callable[[], None]:
    """Takes `index`, whose vectors lie in a file, as it is at this moment, and returns what writes it later.

    That raises `OSError`; then what was saved before is still there.
    """
    file, snapshot = index.store.file, index.store.snapshot()
    assert file is not None
    extra: dict[str, NDArray[np.generic]] = {
        "our_ids": snapshot.ids.copy(),
        "our_alive": snapshot.alive.copy(),
        "our_scale": snapshot.scale.copy(),
        "our_checksums": file.checksums.copy(),
    }
    if index.graph.projection.axes is not None:
        extra["our_axes"] = index.graph.projection.axes
    state, count = index.graph.state(), len(index.store)

    def write() -> None:
        file.sync()
        write_graph(
            folder,
            state,
            extra,
            model_key=model_key,
            dim=dim,
            count=count,
            last_seq=index.last_seq,
            vectors=file.path.name,
        )

    return write


def read_index(folder: Path, *, model_key: str, dim: int) -> SavedIndex | None:
    """None where nothing was saved for `model_key`.

    Raises:
        IndexDamagedError: another version wrote it, or it is not what was written.
    """
    found = read_graph(folder, model_key=model_key, dim=dim)
    if found is None:
        return None
    header, state, extra = found
    try:
        ids, scale = extra["our_ids"].astype(np.int64), extra["our_scale"].astype(np.float32)
        alive, checksums = extra["our_alive"].astype(np.bool_), extra["our_checksums"].astype(np.uint32)
        axes: NDArray[np.float32] | None = extra["our_axes"].astype(np.float32) if "our_axes" in extra else None
        graph = Graph.from_state(state, Projection(axes, dim))
        file = VectorFile(folder / Path(header.vectors).name, dim, checksums)
    except (KeyError, ValueError, TypeError, RuntimeError, MemoryError, OSError) as error:
        raise IndexDamagedError(f"The search index cannot be read: {error}.") from error
    file.read_ahead()
    store = VectorStore.restored(file, ids, scale, alive)
    if len(store) != header.count or len(graph) > len(ids):
        raise IndexDamagedError("The search index holds another number of photos than it should.")
    return SavedIndex(store, graph, header.last_seq)


def check_index(folder: Path, *, model_key: str, dim: int) -> None:
    """Reads all of a saved index. Raises `IndexDamagedError` where it is not what was written."""
    saved = read_index(folder, model_key=model_key, dim=dim)
    if saved is None or saved.store.file is None:
        return
    for start in range(0, saved.store.row_count, SPAN_ROWS):
        saved.store.file.checked(start, min(start + SPAN_ROWS, saved.store.row_count))
