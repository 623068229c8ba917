import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from desktop_app.errors import SearchError
from desktop_app.search import vector_index
from desktop_app.search.graph import Graph
from desktop_app.search.vector_index import VectorIndex
from tests.search.indexes import KEY, LIMIT, Indexes, recall
from tests.search.vectors import DIM, FakeLibrary, clustered, exact_answer


def test_few_vectors_are_answered_exactly(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library, exact=True)
    assert index.exact
    assert recall(index, library) == 1.0


def test_many_vectors_are_answered_through_a_graph(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    assert not index.exact
    assert recall(index, library) >= 0.95


def test_similarities_are_cosines_best_first(open_index: Indexes, library: FakeLibrary) -> None:
    query = clustered(1, seed=5)[0].astype(np.float32) * 7
    for exact in (True, False):
        ids, similarities = open_index(library, exact=exact).query(query, 20)
        matrix = np.array([library.vectors[i - 1] for i in ids], dtype=np.float64)
        cosines = matrix @ query / np.linalg.norm(matrix, axis=1) / np.linalg.norm(query)
        assert ids.dtype == np.int64
        assert similarities.dtype == np.float32
        np.testing.assert_allclose(similarities, cosines, atol=1e-3)
        assert (np.diff(similarities) <= 0).all()


def test_queries_are_exact_while_the_graph_is_being_built(
    open_index: Indexes, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, asked = threading.Event(), threading.Event()
    real_add = Graph.add

    def slow_add(self: Graph, *args: object, **options: object) -> None:
        asked.set()
        assert may_go_on.wait(60)
        real_add(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Graph, "add", slow_add)
    index = VectorIndex.open(open_index.folder, model_key=KEY, dim=DIM, load=library.load, exact_limit=LIMIT)
    assert asked.wait(60)
    assert index.exact
    index.remove([1])
    index.add([2, 9001], clustered(2, seed=77), last_seq=3002)
    query = clustered(2, seed=77)[1]
    assert index.query(query, 1)[0].tolist() == [9001]
    may_go_on.set()
    assert index.wait_until_built(60)
    assert not index.exact
    assert index.query(query, 1)[0].tolist() == [9001]
    assert index.query(clustered(2, seed=77)[0], 1)[0].tolist() == [2]
    assert 1 not in index.query(library.vectors[0], 50)[0]
    index.close()


def test_removed_ids_never_come_back(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    gone = list(range(1, 3000, 5))
    index.remove(gone)
    assert len(index) == 2400
    rest = FakeLibrary(
        [i for i in library.ids if i % 5 != 1], [v for i, v in enumerate(library.vectors, 1) if i % 5 != 1]
    )
    assert recall(index, rest) >= 0.95
    for row in range(0, 3000, 250):
        assert not set(index.query(library.vectors[row], 40)[0].tolist()) & set(gone)


def test_a_removed_id_can_be_added_again(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    index.remove([7])
    index.add([7], [library.vectors[6]], last_seq=3001)
    assert index.query(library.vectors[6], 1)[0].tolist() == [7]
    assert len(index) == 3000


def test_a_new_vector_replaces_the_old_one(open_index: Indexes, library: FakeLibrary) -> None:
    for exact in (True, False):
        index = open_index(library, exact=exact)
        index.add([7], [-library.vectors[6]], last_seq=3001)
        assert index.query(-library.vectors[6], 1)[0].tolist() == [7]
        assert 7 not in index.query(library.vectors[6], 100)[0]
        assert len(index) == 3000


def test_a_much_deleted_index_is_built_anew(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    index.remove(range(1, 2001))
    assert index.wait_until_built(60)
    rest = FakeLibrary(library.ids[2000:], library.vectors[2000:])
    assert len(index) == 1000
    assert not index.exact
    assert recall(index, rest) >= 0.95
    index.remove(range(2001, 2900))
    assert index.exact
    assert sorted(index.query(library.vectors[0], 500)[0].tolist()) == list(range(2900, 3001))


@pytest.mark.parametrize("exact", [True, False])
def test_asking_for_more_than_there_is_gives_all(open_index: Indexes, library: FakeLibrary, exact: bool) -> None:
    index = open_index(library, exact=exact)
    ids, similarities = index.query(library.vectors[0], 10**6)
    assert sorted(ids.tolist()) == library.ids
    assert (np.diff(similarities) <= 0).all()


@pytest.mark.parametrize("k", [0, -3])
def test_asking_for_nothing_gives_nothing(open_index: Indexes, library: FakeLibrary, k: int) -> None:
    ids, similarities = open_index(library).query(library.vectors[0], k)
    assert len(ids) == len(similarities) == 0


def test_equal_vectors_are_all_found(open_index: Indexes) -> None:
    same = np.repeat(clustered(1), 900, axis=0)
    library = FakeLibrary.of(np.concatenate([same, clustered(600, seed=3)]))
    index = open_index(library)
    assert not index.exact
    ids, similarities = index.query(same[0], 400)
    assert len(set(ids.tolist())) == 400
    assert set(ids.tolist()) <= set(range(1, 901))
    np.testing.assert_allclose(similarities, 1.0, atol=1e-3)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.9])
def test_only_allowed_ids_are_found(
    open_index: Indexes, library: FakeLibrary, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_index, "SUBSET_LIMIT", 100)
    index = open_index(library)
    random = np.random.default_rng(4)
    allowed = random.permutation(np.append(np.flatnonzero(random.random(3000) < share) + 1, [0, 99_999]))
    subset = FakeLibrary(
        [i for i in library.ids if i in set(allowed.tolist())],
        [v for i, v in enumerate(library.vectors, 1) if i in set(allowed.tolist())],
    )
    found = 0
    for query in clustered(20, seed=8):
        ids, _ = index.query(query, 10, allowed=allowed)
        assert len(ids) == 10
        found += len(set(ids.tolist()) & set(exact_answer(subset, query, 10)))
    assert found >= 0.95 * 200


def test_it_says_which_ids_it_knows(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    index.remove([library.ids[1]])
    assert index.knows([library.ids[0], library.ids[1], 99_999]).tolist() == [True, False, False]


def test_an_empty_allowed_set_finds_nothing(open_index: Indexes, library: FakeLibrary) -> None:
    assert len(open_index(library).query(library.vectors[0], 10, allowed=[])[0]) == 0


def test_an_allowed_cluster_far_from_the_query_is_found(
    open_index: Indexes, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_index, "SUBSET_LIMIT", 10)
    index = open_index(library)
    far = index.query(-library.vectors[0].astype(np.float32), 100)[0]
    ids, _ = index.query(library.vectors[0], 50, allowed=far)
    assert len(ids) == 50
    assert set(ids.tolist()) <= set(far.tolist())


@pytest.mark.parametrize("bad", [np.zeros(DIM), np.full(DIM, np.nan), np.ones(DIM + 1), np.full(DIM, np.inf)])
def test_a_query_that_is_no_direction_is_refused(open_index: Indexes, library: FakeLibrary, bad: ArrayLike) -> None:
    with pytest.raises(SearchError, match="not all zero"):
        open_index(library).query(bad, 5)


def test_vectors_of_another_model_are_refused(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    with pytest.raises(SearchError, match="24 numbers"):
        index.add([1], np.ones((1, DIM + 1)), last_seq=1)
    assert len(index) == 3000


def test_vectors_without_direction_are_left_out(open_index: Indexes, caplog: pytest.LogCaptureFixture) -> None:
    vectors = clustered(500)
    vectors[3], vectors[4] = np.nan, 0
    index = open_index(FakeLibrary.of(vectors))
    assert len(index) == 498
    assert "left out" in caplog.text
    assert not {4, 5} & set(index.query(vectors[0], 500)[0].tolist())


def test_an_empty_library_answers_nothing(open_index: Indexes) -> None:
    index = open_index(FakeLibrary())
    assert len(index.query(np.ones(DIM), 10)[0]) == 0
    index.add([], np.zeros((0, DIM)), last_seq=0)
    index.save()


def test_queries_from_several_threads_while_photos_are_added(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    failures: list[str] = []
    stop = threading.Event()

    def ask(seed: int) -> None:
        queries = clustered(200, seed=seed)
        at = 0
        while not stop.is_set() or at == 0:
            ids, _ = index.query(queries[at % 200], 10)
            if len(set(ids.tolist())) != 10 or 11 in ids:
                failures.append(f"{ids}")
            at += 1

    index.remove([11])
    threads = [threading.Thread(target=ask, args=(seed,)) for seed in (1, 2, 3)]
    for thread in threads:
        thread.start()
    more = clustered(1500, seed=12)
    for at in range(0, 1500, 100):
        index.add(range(10_000 + at, 10_100 + at), more[at : at + 100], last_seq=3000 + at)
        index.remove(range(10_000 + at, 10_010 + at))
    stop.set()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert len(index) == 2999 + 1350
    assert index.query(more[1499], 1)[0].tolist() == [11_499]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_exact_index_is_a_dictionary_of_vectors(data: st.DataObject) -> None:
    pool = clustered(30, seed=1)
    index = VectorIndex(Path("unused"), model_key=KEY, dim=DIM)
    model: dict[int, int] = {}
    ids = st.integers(-(2**62), 2**62) | st.integers(0, 8)
    for _ in range(data.draw(st.integers(1, 12))):
        if data.draw(st.booleans()):
            batch = data.draw(st.lists(st.tuples(ids, st.integers(0, 29)), max_size=8))
            index.add([i for i, _ in batch], pool[[v for _, v in batch]].reshape(-1, DIM), last_seq=1)
            model.update(batch)
        else:
            gone = data.draw(st.lists(ids, max_size=5))
            index.remove(gone)
            for content_id in gone:
                model.pop(content_id, None)
    assert len(index) == len(model)
    found, similarities = index.query(pool[0], 100)
    assert sorted(found.tolist()) == sorted(model)
    for content_id, similarity in zip(found.tolist(), similarities.tolist(), strict=True):
        cosine = float(pool[0].astype(np.float64) @ pool[model[content_id]].astype(np.float64))
        assert similarity == pytest.approx(cosine, abs=2e-3)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_graph_through_any_changes_answers_like_brute_force(data: st.DataObject) -> None:
    pool = clustered(200, seed=1)
    with tempfile.TemporaryDirectory() as name:
        library = FakeLibrary.of(pool[:60])
        index = VectorIndex.open(Path(name), model_key=KEY, dim=DIM, load=library.load, exact_limit=20)
        model = dict(zip(library.ids, range(60), strict=True))
        for _ in range(data.draw(st.integers(1, 8))):
            change = data.draw(st.sampled_from(["add", "remove", "reopen"]))
            if change == "add":
                batch = data.draw(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 199)), max_size=40))
                index.add([i for i, _ in batch], pool[[v for _, v in batch]].reshape(-1, DIM), last_seq=60)
                model.update(batch)
            elif change == "remove":
                gone = data.draw(st.lists(st.integers(1, 90), max_size=25))
                index.remove(gone)
                model = {content_id: row for content_id, row in model.items() if content_id not in gone}
            elif index.wait_until_built(60) and not index.exact:
                index.save()
                index.close()
                index = VectorIndex.open(Path(name), model_key=KEY, dim=DIM, load=library.load, exact_limit=20)
        assert index.wait_until_built(60)
        assert len(index) == len(model)
        ids, similarities = index.query(pool[0], 10)
        now = FakeLibrary(list(model), [pool[row] for row in model.values()])
        best = exact_answer(now, pool[0], 10)
        cosines = [float(pool[0].astype(np.float64) @ pool[model[i]].astype(np.float64)) for i in best]
        assert similarities.tolist() == pytest.approx(cosines, abs=2e-3)
        assert set(ids.tolist()) <= set(model)
        index.close()


ENDS_WHILE_BUILDING = """
import atexit
built = []
atexit.register(lambda: print(sum(built)))  # the first to be registered is the last to be called

import sys, threading
from pathlib import Path
import numpy as np
from desktop_app.search.graph import Graph
from desktop_app.search.vector_index import VectorIndex

may_go_on, real_add = threading.Event(), Graph.add

def add(self, rows, vectors, **options):
    real_add(self, rows, vectors, **options)
    built.append(len(rows))
    may_go_on.wait()

Graph.add = add
vectors = np.random.default_rng(0).normal(size=(60_000, 64)).astype(np.float16)
numbers = np.arange(len(vectors))
load = lambda _: [(numbers, numbers, vectors)]
index = VectorIndex.open(Path(sys.argv[1]), model_key="a@b", dim=64, load=load, exact_limit=0)
index.query(vectors[0], 5)
print(index.exact)
may_go_on.set()
"""


def test_a_program_that_ends_while_the_graph_is_built_ends_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDS_WHILE_BUILDING, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    exact, built = done.stdout.split()
    assert exact == "True"
    assert int(built) < 60_000
