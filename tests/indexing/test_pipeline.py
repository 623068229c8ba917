import os
from pathlib import Path

import pytest

from desktop_app.errors import LibraryUnwritableError, ModelMissingError
from desktop_app.imaging.decode import decode_photo, is_candidate
from desktop_app.indexing import pipeline, reading, stream
from desktop_app.indexing.reading import Reader
from desktop_app.jobs import Progress
from desktop_app.records import FolderState, IndexReport, PhotoState
from tests.indexing.home import Home
from tests.stand_ins import ColourEncoder, make_photo, make_photos


def counts(report: IndexReport) -> tuple[int, int, int, int, int]:
    """indexed, unchanged, moved, removed, failed"""
    return report.indexed, report.unchanged, report.moved, report.removed, len(report.failed)


def test_new_photos_are_indexed_embedded_and_have_thumbnails(home: Home) -> None:
    paths = make_photos(home.photos, 40)
    report = home.index()
    assert (report.found, report.indexed, report.failed) == (40, 40, ())
    assert set(home.shown()) == set(paths)
    assert home.encoder.images_encoded == 40
    assert home.loads == 1
    for path, photo in home.shown().items():
        assert home.thumbnails.has(photo.content_hash)
        assert photo.content_id in home.embedded
        assert (photo.size_bytes, photo.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)
    assert home.kinds() == ["indexed"] * 40


def test_an_embedding_is_that_of_its_photo(home: Home) -> None:
    colours = ["red", "green", "blue", "white", "yellow"]
    for colour in colours:
        make_photo(home.photos / f"{colour}.jpg", colour)
    home.index()
    for colour in colours:
        assert home.similarity(home.photos / f"{colour}.jpg", colour) > 0.9


def test_an_unchanged_folder_is_not_read_and_needs_no_encoder(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    make_photos(home.photos, 5)
    home.index()
    monkeypatch.setattr(Reader, "read", None)
    report = home.index()
    assert counts(report) == (0, 5, 0, 0, 0)
    assert home.loads == 1
    assert home.changes == []


def test_batches_are_of_32_and_the_newest_come_first(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MOST_READERS", 1)  # several do not bring them in the order in which they took them
    monkeypatch.setattr(stream, "_COMMIT_AFTER_S", 600.0)  # a batch waits for its photos, however slow the machine is
    paths = make_photos(home.photos, 70)
    for age, path in enumerate(paths):
        os.utime(path, ns=(0, (2_000_000_000 - age) * 10**9))
    home.index()
    assert home.encoder.batches == [32, 32, 6]
    assert [change.path for change in home.changes] == paths


def test_a_photo_that_changed_in_its_place_keeps_what_the_user_said(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    before = home.photo(path)
    make_photo(path, "blue", size=(80, 60))
    assert counts(home.index()) == (1, 0, 0, 0, 0)
    after = home.photo(path)
    assert after.id == before.id
    assert after.content_hash != before.content_hash
    assert home.similarity(path, "blue") > 0.9
    assert home.kinds() == ["changed"]


def test_a_touched_photo_is_unchanged_and_not_read_again(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    os.utime(path, ns=(0, 1_700_000_000 * 10**9))
    assert counts(home.index()) == (0, 1, 0, 0, 0)
    assert home.encoder.preprocessed == 0
    assert home.photo(path).mtime_ns == 1_700_000_000 * 10**9
    assert counts(home.index()) == (0, 1, 0, 0, 0)


def test_a_copy_is_a_photo_of_its_own_that_shares_the_embedding(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    (home.photos / "copy.jpg").write_bytes(path.read_bytes())
    assert counts(home.index()) == (1, 1, 0, 0, 0)
    assert home.encoder.preprocessed == home.encoder.images_encoded == 0
    assert len({photo.content_id for photo in home.shown().values()}) == 1
    assert len(home.shown()) == 2


def test_of_copies_found_together_one_is_encoded(home: Home) -> None:
    content = make_photo(home.photos / "0.jpg", "red").read_bytes()
    for number in range(1, 50):
        (home.photos / f"{number}.jpg").write_bytes(content)
    assert counts(home.index()) == (50, 0, 0, 0, 0)
    assert home.encoder.preprocessed == home.encoder.images_encoded == 1


def test_damaged_copies_found_together_fail_one_by_one(home: Home) -> None:
    content = make_photo(home.photos / "0.jpg", "red", size=(400, 300)).read_bytes()
    for number in range(5):
        (home.photos / f"{number}.jpg").write_bytes(content[: len(content) // 2])
    report = home.index()
    assert [problem.path.name for problem in report.failed] == [f"{number}.jpg" for number in range(5)]


def test_a_copy_for_which_there_was_no_memory_keeps_no_other_waiting(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_photo(home.photos / "0.jpg", "red").read_bytes()
    for number in range(5):
        (home.photos / f"{number}.jpg").write_bytes(content)
        os.utime(home.photos / f"{number}.jpg", (1e9, 1e9))
    tries: list[Path] = []

    def decode_but_the_first(path: Path, data: bytes, **options: object) -> object:
        tries.append(path)
        if len(tries) == 1:
            raise MemoryError
        return decode_photo(path, data, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "decode_photo", decode_but_the_first)
    report = home.index()
    assert [(problem.path, problem.kind) for problem in report.failed] == [(tries[0], "PhotoTooLargeError")]
    assert report.indexed == 4
    assert len(tries) == 2


def test_a_damaged_file_is_reported_until_it_is_mended(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    good = make_photo(home.photos / "good.jpg", "red", size=(400, 300))
    bad = home.photos / "bad.jpg"
    bad.write_bytes(good.read_bytes()[:2000])
    (home.photos / "notes.txt").write_text("not a photo", encoding="utf-8")
    report = home.index()
    assert [(problem.path.name, problem.kind) for problem in report.failed] == [
        ("bad.jpg", "DamagedPhotoError"),
        ("notes.txt", "NotAPhotoError"),
    ]
    assert set(home.shown()) == {good}
    with monkeypatch.context() as patch:
        patch.setattr(Reader, "read", None)  # neither is tried again
        assert home.index().failed == report.failed
    make_photo(bad, "blue")
    (home.photos / "notes.txt").unlink()
    assert counts(home.index()) == (1, 1, 0, 0, 0)
    assert home.library.problems.all() == []


def test_a_photo_that_is_damaged_for_a_while_keeps_what_the_user_said(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red", size=(400, 300))
    home.index()
    photo_id, content = home.photo(path).id, path.read_bytes()
    path.write_bytes(content[:1500])
    assert counts(home.index()) == (0, 0, 0, 0, 1)
    assert home.shown() == {}
    path.write_bytes(content + b"\0")
    assert counts(home.index()) == (1, 0, 0, 0, 0)
    assert home.photo(path).id == photo_id
    assert home.photo(path).state is PhotoState.PRESENT


def test_an_unreadable_file_is_tried_again_though_it_has_not_changed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, opened = make_photo(home.photos / "a.jpg", "red"), Path.open

    def refuse(self: Path, *arguments: object, **options: object) -> object:
        if self.name == "a.jpg":
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **options)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        report = home.index()
    assert [problem.kind for problem in report.failed] == ["UnreadablePhotoError"]
    assert counts(home.index()) == (1, 0, 0, 0, 0)
    assert set(home.shown()) == {path}
    assert home.library.problems.all() == []


def test_removed_photos_leave_the_views_and_come_back_with_their_identity(home: Home) -> None:
    paths = make_photos(home.photos, 3)
    home.index()
    photo_id, content, status = home.photo(paths[0]).id, paths[0].read_bytes(), paths[0].stat()
    paths[0].unlink()
    assert counts(home.index()) == (0, 2, 0, 1, 0)
    assert home.kinds() == ["removed"]
    assert set(home.shown()) == set(paths[1:])
    assert home.index().removed == 0
    paths[0].write_bytes(content)
    os.utime(paths[0], ns=(status.st_atime_ns, status.st_mtime_ns))
    assert counts(home.index()) == (0, 2, 1, 0, 0)
    assert home.photo(paths[0]).id == photo_id
    assert home.encoder.preprocessed == 0


def test_a_photo_restored_later_elsewhere_is_the_one_it_was(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    photo_id, content = home.photo(path).id, path.read_bytes()
    path.unlink()
    home.index()
    (home.photos / "restored.jpg").write_bytes(content)
    assert counts(home.index()) == (0, 0, 1, 0, 0)
    assert home.photo(home.photos / "restored.jpg").id == photo_id


def test_another_photo_under_an_old_name_is_another_photo(home: Home) -> None:
    path = make_photo(home.photos / "IMG_0001.jpg", "red")
    home.index()
    photo_id = home.photo(path).id
    path.unlink()
    home.index()
    make_photo(path, "blue")
    assert counts(home.index()) == (1, 0, 0, 0, 0)
    assert home.photo(path).id != photo_id


def test_a_new_model_is_filled_in_without_touching_the_old_one(home: Home) -> None:
    make_photos(home.photos, 40)
    home.index()
    old_key = home.indexer.model_key()
    home.encoder = ColourEncoder(key="other@111111111111")
    report = home.index()
    assert counts(report) == (0, 40, 0, 0, 0)
    assert home.encoder.images_encoded == 40
    assert home.library.embeddings.count(home.indexer.model_key()) == 40
    assert home.library.embeddings.count(old_key) == 40
    home.index()
    assert home.encoder.images_encoded == 0


def test_without_a_model_photos_are_indexed_and_filled_in_later(home: Home) -> None:
    make_photos(home.photos, 5)

    def no_model() -> ColourEncoder:
        raise ModelMissingError("The model is not on this machine.")

    home.indexer.load_encoder = no_model
    with pytest.raises(ModelMissingError):
        home.index()
    assert len(home.shown()) == 5
    assert home.library.embeddings.count(home.indexer.model_key()) == 0
    home.indexer.load_encoder = lambda: home.encoder
    home.index()
    assert home.library.embeddings.count(home.indexer.model_key()) == 5


def test_an_embedding_that_is_no_number_is_left_out(home: Home) -> None:
    make_photos(home.photos, 3)

    class Broken(ColourEncoder):
        def encode_image(self, inputs):  # type: ignore[no-untyped-def]
            rows = super().encode_image(inputs)
            rows[0] = float("nan")
            return rows

    home.encoder = Broken()
    home.index()
    assert len(home.shown()) == 3
    assert home.library.embeddings.count(home.indexer.model_key()) == 2


def test_a_full_disk_ends_the_job_and_keeps_what_was_committed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = make_photos(home.photos, 5)
    home.index()
    make_photos(home.photos, 5, first_seed=100)

    def full(*_: object) -> Path:
        raise LibraryUnwritableError("A thumbnail could not be saved: no space left on device.")

    with monkeypatch.context() as patch:
        patch.setattr(home.thumbnails, "write", full)
        with pytest.raises(LibraryUnwritableError):
            home.index()
    assert set(home.shown()) == set(paths)
    assert home.index().indexed == 5


def test_a_file_that_goes_away_while_it_is_indexed_has_not_failed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = make_photos(home.photos, 4)
    read = Reader.read

    def vanish(self: Reader, task):  # type: ignore[no-untyped-def]
        if task.file.path == paths[0]:
            paths[0].unlink(missing_ok=True)
        return read(self, task)

    monkeypatch.setattr(Reader, "read", vanish)
    assert counts(home.index()) == (3, 0, 0, 0, 0)
    assert home.library.problems.all() == []


def test_progress_counts_up_and_ends_complete(home: Home) -> None:
    make_photos(home.photos, 60)
    job = home.indexer.index()
    heard: list[Progress] = []
    try:
        while True:
            heard.append(next(job))
    except StopIteration as stop:
        report: IndexReport = stop.value
    assert report.indexed == 60
    assert heard
    assert {progress.activity for progress in heard} <= {"scan", "index"}
    done = [progress.done for progress in heard if progress.activity == "index"]
    assert done == sorted(done)
    assert all(progress.total == 60 for progress in heard if progress.activity == "index")
    assert len(heard) < 10 * report.seconds + 5


def test_closing_the_job_ends_its_threads_and_the_next_run_finishes(home: Home) -> None:
    import threading

    make_photos(home.photos, 120)
    job = home.indexer.index()
    while next(job).activity != "index":
        pass
    job.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reading")]
    before = len(home.shown())
    report = home.index()
    assert (report.indexed, report.unchanged) == (120 - before, before)
    assert home.library.embeddings.count(home.indexer.model_key()) == 120


def test_photos_in_the_librarys_own_folder_are_not_its_photos(tmp_path: Path) -> None:
    with Home.make(tmp_path) as home:
        home.library.folders.add(tmp_path)
        make_photos(home.photos, 3)
        assert counts(home.index()) == (3, 0, 0, 0, 0)
        thumbnail = home.thumbnails.path_of(next(iter(home.shown().values())).content_hash)
        assert counts(home.index()) == (0, 3, 0, 0, 0)
        assert home.index([thumbnail, home.library.paths.database]).found == 0


def test_a_sidecar_that_changes_is_read_again_but_the_photo_is_not_encoded(home: Home) -> None:
    path = make_photo(home.photos / "a.jpg", "red")
    home.index()
    sidecar = home.photos / "a.xmp"
    sidecar.write_text(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>',
        encoding="utf-8",
    )
    assert counts(home.index()) == (0, 1, 0, 0, 0)
    assert home.photo(path).rating == 4
    assert home.encoder.preprocessed == 0
    sidecar.unlink()
    home.index([sidecar])
    assert home.photo(path).rating == 0


def test_a_folder_without_photos_is_watched(home: Home) -> None:
    assert counts(home.index()) == (0, 0, 0, 0, 0)
    assert [folder.state for folder in home.library.folders.all()] == [FolderState.WATCHED]


@pytest.mark.photos
def test_files_that_break_image_programs_do_not_stop_the_run(tmp_path: Path, photos_dir: Path) -> None:
    import shutil

    shutil.copytree(photos_dir / "nasty" / "pillow", tmp_path / "photos")
    with Home.make(tmp_path) as home:
        report = home.index()
        files = [path for path in home.photos.rglob("*") if path.is_file() and is_candidate(path)]
        assert report.found == len(files) > 100
        assert report.indexed > 50
        assert all(problem.reason for problem in report.failed)
        assert home.index().failed == report.failed


def test_a_broken_file_that_is_gone_is_told(home: Home) -> None:
    broken = home.photos / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 this ends early")
    os.utime(broken, (1e9, 1e9))
    assert [problem.path for problem in home.index().failed] == [broken]
    broken.unlink()
    assert home.index().failed == ()
    assert [(change.kind, change.path) for change in home.changes] == [("solved", broken)]
    home.index()
    assert home.changes == []
