from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop_app.errors import ModelError
from desktop_app.library import Library
from desktop_app.records import ContentId, Folder, FolderState, ModelKey
from tests.library.conftest import Put

KEY = ModelKey("starter@0123456789ab")
NEXT = ModelKey("next@0123456789ab")


def vectors(count: int, *, dim: int = 8, seed: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((count, dim), dtype=np.float32)


def pairs(ids: Sequence[int], rows: NDArray[np.float32]) -> list[tuple[ContentId, NDArray[np.float32 | np.float16]]]:
    return [(ContentId(each), row) for each, row in zip(ids, rows, strict=True)]


@pytest.fixture
def ids(library: Library, put: Put) -> list[int]:
    """Ten contents."""
    with library.transaction():
        for number in range(10):
            put(f"{number}.jpg", number)
    return [photo.content_id for photo in library.photos.get(library.photos.ids(order="oldest"))]


def test_vectors_are_kept_at_length_one_in_float16(library: Library, ids: list[int]) -> None:
    rows = vectors(10) * 1000
    seqs = library.embeddings.add(KEY, pairs(ids, rows))
    loaded, content_ids, stored = library.embeddings.load(KEY)
    assert loaded.tolist() == seqs.tolist()
    assert content_ids.tolist() == ids
    assert stored.dtype == np.float16
    assert content_ids.dtype == loaded.dtype == np.int64
    np.testing.assert_allclose(stored, rows / np.linalg.norm(rows, axis=1, keepdims=True), atol=5e-4)


def test_only_what_is_new_is_loaded(library: Library, ids: list[int]) -> None:
    last = library.embeddings.add(KEY, pairs(ids[:4], vectors(4)))[-1]
    library.embeddings.add(NEXT, pairs(ids[:2], vectors(2, dim=5)))
    library.embeddings.add(KEY, pairs(ids[4:6], vectors(2)))
    _, content_ids, stored = library.embeddings.load(KEY, after_seq=int(last))
    assert content_ids.tolist() == ids[4:6]
    assert stored.shape == (2, 8)


def test_a_replaced_vector_is_loaded_again(library: Library, ids: list[int]) -> None:
    last = int(library.embeddings.add(KEY, pairs(ids, vectors(10)))[-1])
    replaced = vectors(1, seed=2)
    library.embeddings.add(KEY, pairs(ids[3:4], replaced))
    seqs, content_ids, stored = library.embeddings.load(KEY, after_seq=last)
    assert content_ids.tolist() == ids[3:4]
    assert seqs[0] > last
    np.testing.assert_allclose(stored, replaced / np.linalg.norm(replaced), atol=5e-4)
    assert library.embeddings.count(KEY) == 10


def test_a_seq_is_never_used_again(library: Library, ids: list[int]) -> None:
    last = int(library.embeddings.add(KEY, pairs(ids, vectors(10)))[-1])
    assert library.embeddings.forget(KEY) == 10
    assert library.embeddings.add(KEY, pairs(ids[:1], vectors(1)))[0] > last


def test_an_index_can_tell_what_was_forgotten(library: Library, ids: list[int]) -> None:
    """Whatever was forgotten and added meanwhile: after catching up, the size alone says whether something is stale."""
    library.embeddings.add(KEY, pairs(ids[:6], vectors(6)))
    seqs, content_ids, _ = library.embeddings.load(KEY)
    index, last = set(content_ids.tolist()), int(seqs[-1])
    library.embeddings.forget_contents([ContentId(ids[0]), ContentId(ids[1])], KEY)
    library.embeddings.add(KEY, pairs([ids[1], ids[6], ids[7]], vectors(3)))
    index |= set(library.embeddings.load(KEY, after_seq=last)[1].tolist())
    assert len(index) != library.embeddings.count(KEY)
    assert index - set(library.embeddings.content_ids(KEY).tolist()) == {ids[0]}


def test_a_pruned_content_loses_its_embeddings(library: Library, ids: list[int], put: Put) -> None:
    library.embeddings.add(KEY, pairs(ids, vectors(10)))
    put("0.jpg", 77)
    assert library.contents.prune() == 1
    assert library.embeddings.content_ids(KEY).tolist() == ids[1:]


def test_vectors_are_given_in_the_order_asked(library: Library, ids: list[int]) -> None:
    library.embeddings.add(KEY, pairs(ids[:5], vectors(5)))
    everything = library.embeddings.load(KEY)[2]
    content_ids, rows = library.embeddings.get([ContentId(each) for each in (ids[3], ids[9], ids[1], 99)], KEY)
    assert content_ids.tolist() == [ids[3], ids[1]]
    np.testing.assert_array_equal(rows, everything[[3, 1]])
    assert library.embeddings.get([], KEY)[1].shape == (0, 8)


def test_missing_are_the_contents_whose_files_can_be_read(
    library: Library, folder: Folder, ids: list[int], put: Put
) -> None:
    put("copy of 9.jpg", 9)
    library.embeddings.add(KEY, pairs(ids[:5], vectors(5)))
    gone = library.photos.by_content([ContentId(ids[5])])[ContentId(ids[5])]
    library.photos.set_missing(gone)
    assert sorted(library.embeddings.missing(KEY).tolist()) == ids[6:]
    assert library.embeddings.missing(KEY, among=[ContentId(each) for each in (ids[0], ids[7], 99)]).tolist() == [
        ids[7]
    ]
    assert sorted(library.embeddings.missing(NEXT).tolist()) == [*ids[:5], *ids[6:]]
    library.folders.set_state(folder.id, FolderState.OFFLINE)
    assert library.embeddings.missing(KEY).tolist() == []


def test_models_do_not_touch_each_other(library: Library, ids: list[int]) -> None:
    library.embeddings.add(KEY, pairs(ids, vectors(10)))
    library.embeddings.add(NEXT, pairs(ids[:3], vectors(3, dim=5)))
    assert library.embeddings.models() == [KEY, NEXT]
    assert (library.embeddings.dim(KEY), library.embeddings.dim(NEXT)) == (8, 5)
    assert library.embeddings.forget(KEY) == 10
    assert library.embeddings.models() == [NEXT]
    assert (library.embeddings.count(KEY), library.embeddings.count(NEXT)) == (0, 3)
    assert library.embeddings.dim(KEY) is None


def test_an_unknown_model_has_nothing(library: Library) -> None:
    seqs, content_ids, rows = library.embeddings.load(KEY)
    assert (len(seqs), len(content_ids), len(rows)) == (0, 0, 0)
    assert library.embeddings.add(KEY, []).tolist() == []
    assert library.embeddings.forget(KEY) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, 3e38])
def test_a_useless_vector_is_refused_and_none_is_stored(library: Library, ids: list[int], bad: float) -> None:
    rows = vectors(2)
    rows[1] = bad
    with pytest.raises(ModelError, match="zero or not finite"):
        library.embeddings.add(KEY, pairs(ids[:2], rows))
    assert library.embeddings.count(KEY) == 0


def test_a_vector_of_another_dimension_is_refused(library: Library, ids: list[int]) -> None:
    library.embeddings.add(KEY, pairs(ids[:1], vectors(1)))
    with pytest.raises(ModelError, match=r"vectors of 9 numbers; those stored have 8"):
        library.embeddings.add(KEY, pairs(ids[1:2], vectors(1, dim=9)))
    with pytest.raises(ModelError, match="different dimensions"):
        library.embeddings.add(NEXT, [*pairs(ids[:1], vectors(1)), *pairs(ids[1:2], vectors(1, dim=9))])
    assert library.embeddings.models() == [KEY]
