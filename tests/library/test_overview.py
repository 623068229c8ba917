"""Numbers for the side bar, the tree of folders, and what the search bar completes."""

from datetime import datetime

import pytest

from desktop_app.library import Library
from desktop_app.library.completions import Completion, CompletionKind, Fit, Vocabulary
from desktop_app.library.past_searches import KEPT
from desktop_app.records import Folder, FolderState, ImageMetadata, LibraryCounts
from tests.library.conftest import Put, content


def test_counts_are_those_of_the_views(library: Library, folder: Folder, put: Put) -> None:
    ids = [put(f"{number}.jpg", number) for number in range(6)]
    away = library.folders.add(folder.path.with_name("stick"))
    gone = library.folders.add(folder.path.with_name("removed"))
    _, hidden = [
        library.photos.insert(place.path / "a.jpg", content(number), size_bytes=1, mtime_ns=1)
        for number, place in ((10, away), (20, gone))
    ]
    with library.history.action() as action:
        action.set_favourite([*ids[:3], hidden], favourite=True)
        action.set_trashed(ids[:2], trashed=True)
    library.photos.set_missing(ids[5:])
    library.problems.record(folder.path / "bad.jpg", 1, 1, ValueError("damaged"))
    library.folders.set_state(away.id, FolderState.OFFLINE)
    library.folders.remove(gone.id)
    since = library.photos.get([ids[4]])[0].added_at_ns
    assert library.overview.counts(added_since_ns=since) == LibraryCounts(
        photos=4, favourites=1, recently_added=2, offline=1, trashed=2, problems=1
    )


def test_the_tree_has_every_folder_on_the_way_to_a_photo(library: Library, folder: Folder, put: Put) -> None:
    empty = library.folders.add(folder.path.with_name("empty"))
    for number, name in enumerate(["2024/05/b.jpg", "2024/05/a.jpg", "2024-x/a.jpg", "a.jpg", "2023/gone.jpg"]):
        last = put(name, number)
    library.photos.set_missing([last])
    tree = library.overview.folder_tree()
    root = folder.path
    assert [(node.path, node.depth, node.photos, node.photos_below) for node in tree] == [
        (empty.path, 0, 0, 0),
        (root, 0, 1, 4),
        (root / "2024", 1, 0, 2),
        (root / "2024" / "05", 2, 2, 2),
        (root / "2024-x", 1, 1, 1),
    ]
    assert {node.folder_id for node in tree[1:]} == {folder.id}
    library.folders.set_state(folder.id, FolderState.OFFLINE)
    assert {node.state for node in library.overview.folder_tree()[1:]} == {FolderState.OFFLINE}


def test_cameras_come_with_the_most_used_first(library: Library, put: Put) -> None:
    for number, camera in enumerate(["Canon", "Nikon", "Nikon", ""]):
        put(f"{number}.jpg", number, metadata=ImageMetadata(camera=camera))
    assert library.overview.cameras() == ("Nikon", "Canon")


def test_past_searches_are_kept_once_newest_first_and_forgotten(library: Library) -> None:
    for text in ("red  bicycle ", "dog", "red bicycle", "", "  ", "x" * 501):
        assert library.searches.remember(text) == (text.strip() != "" and len(text) < 500)
    assert library.searches.all() == ("red bicycle", "dog")
    assert library.searches.forget("dog") == 1
    assert library.searches.forget("dog") == 0
    assert library.searches.all() == ("red bicycle",)
    assert library.searches.forget() == 1
    assert library.searches.all() == ()


def test_past_searches_do_not_grow_for_ever(library: Library) -> None:
    with library.transaction():
        for number in range(KEPT + 5):
            library.searches.remember(f"search {number}")
    kept = library.searches.all()
    assert (len(kept), kept[0], kept[-1]) == (KEPT, f"search {KEPT + 4}", "search 5")


@pytest.fixture
def vocabulary(library: Library, put: Put) -> Vocabulary:
    put("Summer in Rome/a.jpg", 1, metadata=ImageMetadata(camera="Canon EOS R5"))
    put("Rome/a.jpg", 2)
    for text in ("room with a view", "dog in rome", "chrome bicycle", "ROME"):
        library.searches.remember(text)
    return library.overview.vocabulary()


def test_what_fits_best_is_offered_first(vocabulary: Vocabulary, folder: Folder) -> None:
    assert vocabulary.complete("rome") == (
        Completion(CompletionKind.FOLDER, "Rome", folder.path / "Rome"),
        Completion(CompletionKind.SEARCH, "dog in rome"),
        Completion(CompletionKind.FOLDER, "Summer in Rome", folder.path / "Summer in Rome"),
        Completion(CompletionKind.SEARCH, "chrome bicycle"),
    )
    assert vocabulary.complete("RO", limit=2) == (
        Completion(CompletionKind.SEARCH, "ROME"),
        Completion(CompletionKind.SEARCH, "room with a view"),
    )
    assert vocabulary.complete("eos") == (Completion(CompletionKind.CAMERA, "Canon EOS R5"),)
    assert vocabulary.complete("nothing like it") == ()


def test_only_some_kinds_and_only_words_may_be_asked_for(vocabulary: Vocabulary) -> None:
    folders = vocabulary.complete("rome", kinds={CompletionKind.FOLDER}, fit=Fit.WORD)
    assert [each.text for each in folders] == ["Rome", "Summer in Rome"]
    assert vocabulary.complete("ome", fit=Fit.WORD) == ()
    assert vocabulary.complete("", kinds={CompletionKind.FOLDER}) == ()


def test_years_are_those_that_photos_are_of(library: Library, put: Put) -> None:
    for number, year in enumerate((2024, 2019, 2024, 2001)):
        put(f"{number}.jpg", number, metadata=ImageMetadata(taken_at=datetime(year, 12, 31, 23, 59)))  # noqa: DTZ001 - wall-clock time
    library.photos.set_missing([put("gone.jpg", 9, metadata=ImageMetadata(taken_at=datetime(2010, 1, 1)))])  # noqa: DTZ001 - wall-clock time
    assert library.overview.years() == (2024, 2019, 2001)
    offered = library.overview.vocabulary().complete("20")
    assert [each.text for each in offered] == ["2024", "2019", "2001"]


def test_without_text_the_newest_searches_are_offered(vocabulary: Vocabulary) -> None:
    assert [each.text for each in vocabulary.complete("", limit=2)] == ["ROME", "chrome bicycle"]
    assert Vocabulary().complete("") == ()
