"""The doctor finds what is wrong, repairs caches, and finds a healthy library healthy."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.jobs import run
from desktop_app.records import SearchRequest
from desktop_app.reports import DoctorReport
from desktop_app.workspace import Workspace, doctor
from tests.stand_ins import make_photo, make_photos
from tests.workspace.places import Place

LONG_AGO = 1_000_000_000


@pytest.fixture
def workspace(place: Place) -> Iterator[Workspace]:
    make_photos(place.photos, 8)
    with place.open() as opened:
        run(opened.add_folders([place.photos]))
        yield opened


def kinds(report: DoctorReport, *, repaired: bool | None = None) -> list[str]:
    return sorted(problem.kind for problem in report.problems if repaired in (None, problem.repaired))


def assert_heals(workspace: Workspace, kind: str, path: Path | None = None) -> None:
    """It is found and left alone, then repaired, then gone."""
    found = run(workspace.doctor())
    assert kinds(found, repaired=False) == kinds(found) == [kind]
    if path is not None:
        assert found.problems[0].path == path
    assert found.problems[0].description.endswith(".")
    assert kinds(run(workspace.doctor())) == [kind]
    assert kinds(run(workspace.doctor(repair=True)), repaired=True) == [kind]
    assert run(workspace.doctor()).problems == ()


def thumbnails(place: Place) -> list[Path]:
    return sorted(place.paths.thumbnails.glob("*/*.jpg"))


def test_a_healthy_library_is_found_healthy(workspace: Workspace) -> None:
    report = run(workspace.doctor())
    assert report.problems == ()
    assert report.photos == 8


def test_an_empty_library_is_healthy(place: Place) -> None:
    with place.open() as workspace:
        assert run(workspace.doctor()).problems == ()


def test_a_photo_whose_file_went_away_unseen(workspace: Workspace, place: Place) -> None:
    (place.photos / "photo_0003.jpg").unlink()
    found = run(workspace.doctor())
    assert kinds(found) == ["file_gone"]
    assert found.problems[0].path == place.photos / "photo_0003.jpg"
    assert "file_gone" in kinds(run(workspace.doctor(repair=True)), repaired=True)
    assert workspace.status().photos == 7


def test_a_photo_whose_file_changed_unseen(workspace: Workspace, place: Place) -> None:
    make_photo(place.photos / "photo_0003.jpg", "cyan", seed=99)
    assert kinds(run(workspace.doctor())) == ["file_changed"]
    run(workspace.doctor(repair=True))
    assert workspace.search(SearchRequest(text="cyan", limit=1)).hits[0].path.name == "photo_0003.jpg"


def test_many_files_are_counted_not_listed(workspace: Workspace, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SHOWN", 2)
    for photo in place.photos.iterdir():
        os.utime(photo, (LONG_AGO, LONG_AGO))
    assert kinds(run(workspace.doctor())) == ["file_changed", "file_changed", "more_files"]


def test_a_drive_that_is_away_is_no_problem(workspace: Workspace, place: Place) -> None:
    place.photos.rename(place.photos.with_name("unplugged"))
    assert run(workspace.doctor()).problems == ()


def test_missing_thumbnails_are_made_again(workspace: Workspace, place: Place) -> None:
    before = thumbnails(place)
    for thumbnail in before[:3]:
        thumbnail.unlink()
    assert_heals(workspace, "missing_thumbnails")
    assert thumbnails(place) == before


def test_thumbnails_of_nothing_are_removed(workspace: Workspace, place: Place) -> None:
    before = thumbnails(place)
    lost = place.paths.thumbnails / "ab" / f"ab{'0' * 38}.jpg"
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"x")
    (place.paths.thumbnails / "tmpfile.tmp").write_bytes(b"half")
    assert_heals(workspace, "orphan_thumbnails")
    assert thumbnails(place) == before


def test_lost_embeddings_are_made_again(workspace: Workspace, place: Place) -> None:
    library = workspace._library
    some = library.embeddings.content_ids(place.key_of("colours"))[:3].tolist()
    library.embeddings.forget_contents(some, place.key_of("colours"))
    assert len(run(workspace.doctor()).problems) >= 1
    assert "missing_embeddings" in kinds(run(workspace.doctor()))
    run(workspace.doctor(repair=True))
    assert run(workspace.doctor()).problems == ()
    assert workspace.status().embedded == 8


def test_an_index_that_differs_from_the_library_is_read_again(workspace: Workspace, place: Place) -> None:
    assert len(workspace.search(SearchRequest(text="red", limit=None)).hits) == 8
    index = workspace._model.active().index()
    index.remove(workspace._library.embeddings.content_ids(place.key_of("colours"))[:2])
    assert len(workspace.search(SearchRequest(text="red", limit=None)).hits) == 6
    assert_heals(workspace, "index_differs")
    assert len(workspace.search(SearchRequest(text="red", limit=None)).hits) == 8


def test_unreadable_settings_are_put_aside(workspace: Workspace, place: Place) -> None:
    place.paths.settings.write_bytes(b"{ half")
    assert_heals(workspace, "settings_unreadable", place.paths.settings)
    assert place.paths.settings.with_suffix(".damaged").read_bytes() == b"{ half"


def test_halves_of_files_that_a_crash_left_are_removed_unless_young(workspace: Workspace, place: Place) -> None:
    old, young = place.paths.root / "worker.key.1234.tmp", place.paths.root / "settings.tmp"
    old.write_bytes(b"half")
    os.utime(old, (LONG_AGO, LONG_AGO))
    young.write_bytes(b"half")
    assert_heals(workspace, "leftover_file", old)
    assert young.exists()


def test_a_model_that_is_not_here_is_told(workspace: Workspace, place: Place) -> None:
    workspace.close()
    place.use("pe-core-b-16")
    with place.open() as other:
        report = run(other.doctor())
    assert kinds(report) == ["model_unusable"]
    assert "models download pe-core-b-16" in report.problems[0].description


def test_progress_is_told(workspace: Workspace) -> None:
    assert {progress.activity for progress in workspace.doctor()} == {"check"}
