from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.made_embeddings import Motifs
from benchmarks.make_library import PICTURES, make_library
from desktop_app.config import LibraryPaths
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.records import Arrangement, FolderState, ModelKey, PhotoState

KEY = ModelKey("made@0")
PHOTOS = 1500


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> LibraryPaths:
    paths = LibraryPaths(tmp_path_factory.mktemp("made") / "library")
    make_library(paths, PHOTOS, dim=32, seed=1, model_key=KEY)
    return paths


def test_a_made_library_agrees_with_itself(paths: LibraryPaths) -> None:
    with Library.open(paths) as library:
        assert run(library.check()) == ()
        assert library.photos.count() == PHOTOS
        assert len(library.photos.ids()) == PHOTOS


def test_its_photos_are_on_a_drive_that_is_away(paths: LibraryPaths) -> None:
    assert not PICTURES.exists()
    with Library.open(paths) as library:
        (folder,) = library.folders.all()
        assert (folder.path, folder.state) == (PICTURES, FolderState.OFFLINE)
        assert {photo.state for photo in library.photos.get(library.photos.ids())} == {PhotoState.OFFLINE}
        assert len(library.embeddings.missing(KEY)) == 0


def test_its_rows_vary_as_real_ones(paths: LibraryPaths) -> None:
    with Library.open(paths) as library:
        photos = library.photos.get(library.photos.ids())
        grid = library.grid.read(by=Arrangement.FOLDER)
    assert len({photo.camera for photo in photos}) >= 4
    assert {photo.rating for photo in photos} == set(range(6))
    assert 0.05 < np.mean([photo.caption != "" for photo in photos]) < 0.25
    assert 0.4 < np.mean([photo.latitude is not None for photo in photos]) < 0.8
    assert len({photo.content_id for photo in photos}) < PHOTOS
    assert len(grid.sections) > 20
    years = [photo.taken_at.year for photo in photos if photo.taken_at is not None]
    assert min(years) == 2010
    assert max(years) == 2024


def test_the_same_seed_makes_the_same_library(paths: LibraryPaths, tmp_path: Path) -> None:
    again = LibraryPaths(tmp_path / "again")
    make_library(again, PHOTOS, dim=32, seed=1, model_key=KEY)
    with Library.open(paths) as one, Library.open(again) as other:
        ids = one.photos.ids()
        assert one.photos.get(ids) == other.photos.get(ids)
        assert np.array_equal(one.embeddings.load(KEY)[2], other.embeddings.load(KEY)[2])


def a_models_texts(random: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float32]]:
    """[200, 128] of length 1: in a cone of their own, apart from each other along 40 directions."""
    made = np.zeros((200, 128), np.float32)
    made[:, 64:104] = random.standard_normal((200, 40)) / 8
    made[:, 7] = 1.0
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def test_a_models_texts_have_their_place_among_the_photos() -> None:
    random = np.random.default_rng(6)
    texts = a_models_texts(random)
    motifs = Motifs(128, 1000, seed=1, texts=texts)
    assert np.allclose(motifs._axes @ motifs._axes.T, np.eye(128), atol=1e-5)
    photos = motifs.photos(1000, random)
    strangers = Motifs(128, 1000, seed=1).photos(1000, random)
    assert (texts @ photos.T).std(axis=1).mean() > 1.2 * (texts @ strangers.T).std(axis=1).mean()


@pytest.mark.parametrize("texts", [None, a_models_texts(np.random.default_rng(7))], ids=["made up", "a model's"])
def test_embeddings_lie_in_clusters_and_texts_away_from_them(
    texts: np.ndarray[Any, np.dtype[np.float32]] | None,
) -> None:
    random = np.random.default_rng(5)
    motifs = Motifs(128, 1000, seed=1, texts=texts)
    photos, made = motifs.photos(1000, random), motifs.texts(50, random)
    assert np.allclose(np.linalg.norm(photos, axis=1), 1, atol=1e-4)
    among = photos @ photos.T
    np.fill_diagonal(among, -1)
    assert np.median(among.max(axis=1)) > 0.65
    assert 0.15 < np.median(among) < 0.4
    assert 0.1 < np.median((made @ photos.T).max(axis=1)) < 0.5
