"""What is saved of an index comes back, or is made anew from the library."""

import os
from pathlib import Path

import pytest

from desktop_app.errors import IndexDamagedError
from desktop_app.search.graph_file import header_path
from desktop_app.search.saved_index import check_index
from tests.search.indexes import KEY, Indexes, recall
from tests.search.vectors import DIM, FakeLibrary, clustered


def test_a_saved_graph_is_read_and_catches_up(open_index: Indexes, library: FakeLibrary) -> None:
    own = FakeLibrary(library.ids.copy(), library.vectors.copy())
    index = open_index(own)
    index.remove([5])
    index.save()
    own.ids.append(4000)
    own.vectors.append(-library.vectors[0])
    own.full_loads = 0
    again = open_index(own)
    assert own.full_loads == 0
    assert not again.exact
    assert len(again) == 3000
    assert again.last_seq == 3001
    assert again.query(-library.vectors[0], 1)[0].tolist() == [4000]
    assert again.query(library.vectors[4], 3)[0].tolist() != index.query(library.vectors[0], 3)[0].tolist()
    assert 5 not in again.query(library.vectors[4], 60)[0]
    for query in clustered(10, seed=2):
        assert again.query(query, 10)[1].tolist() == pytest.approx(index.query(query, 10)[1].tolist(), abs=1e-6)


def test_saving_twice_writes_once(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    index.save()
    os.utime(header_path(open_index.folder, KEY), ns=(1, 1))
    index.save()
    assert header_path(open_index.folder, KEY).stat().st_mtime_ns == 1


def test_a_small_index_needs_no_file(open_index: Indexes, library: FakeLibrary) -> None:
    open_index(library).save()
    assert len(list(open_index.folder.iterdir())) == 3
    open_index(library, exact=True, key="other").save()
    small = FakeLibrary.of(clustered(50))
    index = open_index(small, key=KEY + "x")
    index.save()
    assert len(list(open_index.folder.iterdir())) == 3


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x55
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [_truncate, _flip_a_byte, lambda path: path.write_bytes(b""), Path.unlink])
@pytest.mark.parametrize("pattern", ["*.graph", "*.json"])
def test_a_damaged_file_is_rebuilt(open_index: Indexes, library: FakeLibrary, damage: object, pattern: str) -> None:
    open_index(library).save()
    (path,) = open_index.folder.glob(pattern)
    damage(path)  # type: ignore[operator]
    library.full_loads = 0
    index = open_index(library)
    assert library.full_loads == 1
    assert recall(index, library, queries=10) >= 0.95
    index.save()
    library.full_loads = 0
    assert recall(open_index(library), library, queries=10) >= 0.95
    assert library.full_loads == 0
    assert len(list(open_index.folder.iterdir())) == 3


@pytest.mark.parametrize("damage", [_truncate, lambda path: path.write_bytes(b""), Path.unlink])
def test_lost_vectors_are_noticed_at_once(open_index: Indexes, library: FakeLibrary, damage: object) -> None:
    open_index(library).save()
    (path,) = open_index.folder.glob("*.vectors")
    damage(path)  # type: ignore[operator]
    library.full_loads = 0
    assert recall(open_index(library), library, queries=10) >= 0.95
    assert library.full_loads == 1


def test_a_damaged_vector_is_noticed_by_the_search_that_reads_it(open_index: Indexes, library: FakeLibrary) -> None:
    open_index(library).save()
    (path,) = open_index.folder.glob("*.vectors")
    _flip_a_byte(path)
    library.full_loads = 0
    with pytest.raises(IndexDamagedError):
        check_index(open_index.folder, model_key=KEY, dim=DIM)
    index = open_index(library)
    damaged = path.stat().st_size // 3 // (2 * DIM)
    assert index.query(library.vectors[damaged], 1)[0].tolist() == [damaged + 1]
    assert library.full_loads == 1
    assert index.wait_until_built(60)
    assert recall(index, library, queries=10) >= 0.95
    index.save()
    check_index(open_index.folder, model_key=KEY, dim=DIM)


def test_a_header_of_other_settings_is_not_believed(open_index: Indexes, library: FakeLibrary) -> None:
    open_index(library).save()
    path = header_path(open_index.folder, KEY)
    path.write_text(path.read_text().replace('"cur_element_count":3000', '"cur_element_count":9000'))
    library.full_loads = 0
    assert len(open_index(library)) == 3000
    assert library.full_loads == 1


def test_a_graph_of_another_hnswlib_is_rebuilt(
    open_index: Indexes, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_index(library).save()
    monkeypatch.setattr("desktop_app.search.graph_file.hnswlib_version", lambda: "99.0")
    library.full_loads = 0
    assert len(open_index(library)) == 3000
    assert library.full_loads == 1


def test_each_model_has_its_own_file(open_index: Indexes, library: FakeLibrary) -> None:
    other = FakeLibrary.of(-clustered(2000, seed=6))
    open_index(library).save()
    open_index(other, key="model@ffffffffffff").save()
    library.full_loads = other.full_loads = 0
    assert len(open_index(library)) == 3000
    assert len(open_index(other, key="model@ffffffffffff")) == 2000
    assert library.full_loads == other.full_loads == 0


def test_what_the_library_lost_meanwhile_is_removed(open_index: Indexes, library: FakeLibrary) -> None:
    own = FakeLibrary(library.ids.copy(), library.vectors.copy())
    open_index(own).save()
    full, own.ids = own.ids, own.ids[:2990]
    index = open_index(own, check=True)
    assert len(index) == 2990
    assert not set(full[2990:]) & set(index.query(library.vectors[2995], 100)[0].tolist())


def test_what_the_saved_graph_lacks_is_rebuilt(open_index: Indexes, library: FakeLibrary) -> None:
    index = open_index(library)
    index.remove([3])
    index.save()
    library.full_loads = 0
    again = open_index(library, check=True)
    assert library.full_loads == 1
    assert again.query(library.vectors[2], 1)[0].tolist() == [3]


def test_a_failed_save_leaves_the_old_graph_and_says_so(
    open_index: Indexes, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index(library)
    index.save()
    index.add([5000], [library.vectors[0]], last_seq=3001)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("desktop_app.search.graph_file.os.fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            index.save()
    assert not list(open_index.folder.glob("*.tmp"))
    assert len(open_index(library)) == 3000
    index.save()
    assert 5000 in open_index(library).query(library.vectors[0], 5)[0]


def test_odd_folder_names_work(tmp_path: Path, library: FakeLibrary) -> None:
    indexes = Indexes(tmp_path / "Jürgen's 写真 \udcff")
    indexes(library).save()
    library.full_loads = 0
    assert not indexes(library).exact
    assert library.full_loads == 0
    indexes.close()
