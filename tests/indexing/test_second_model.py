import threading
from pathlib import Path

import numpy as np
import pytest

from desktop_app.errors import ModelDamagedError
from desktop_app.imaging import decode as imaging_decode
from desktop_app.indexing import pace, pipeline, reading, stream
from desktop_app.indexing.lazy_encoder import LazyEncoder
from desktop_app.jobs import run
from desktop_app.records import ModelKey, PhotoId
from tests.indexing.home import Home
from tests.stand_ins import ColourEncoder, make_photo, make_photos

SECOND = ModelKey("second@222222222222")


class Decodes:
    """Counts what is decoded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        decode = imaging_decode.decode_photo
        lock = threading.Lock()

        def counted(path: Path, data: bytes, **options: object):  # type: ignore[no-untyped-def]
            with lock:
                self.count += 1
            return decode(path, data, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(reading, "decode_photo", counted)


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> Decodes:
    return Decodes(monkeypatch)


@pytest.fixture
def one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several do not bring photos in the order in which they took them."""
    monkeypatch.setattr(pipeline, "MOST_READERS", 1)


def with_second(home: Home, encoder: ColourEncoder) -> None:
    home.indexer.second = LazyEncoder(lambda: encoder, lambda: SECOND)


def test_both_models_see_a_photo_of_one_decode(home: Home, decodes: Decodes) -> None:
    make_photos(home.photos, 40)
    second = ColourEncoder(key=str(SECOND))
    with_second(home, second)
    home.index()
    assert decodes.count == home.encoder.images_encoded == second.images_encoded == 40
    ids = [photo.content_id for photo in home.shown().values()]
    first, of_first = home.library.embeddings.get(ids, home.indexer.model_key())
    other, of_other = home.library.embeddings.get(ids, SECOND)
    assert first.tolist() == other.tolist() == [int(each) for each in ids]
    np.testing.assert_array_equal(of_first, of_other)
    assert set(home.embedded) == set(ids)  # the index hears of the first model's alone


def test_a_library_from_before_fills_in_behind(home: Home, decodes: Decodes) -> None:
    make_photos(home.photos, 40)
    home.index()
    decodes.count = 0
    second = ColourEncoder(key=str(SECOND))
    with_second(home, second)
    report = home.index()
    assert report.unchanged == 40
    assert decodes.count == second.images_encoded == 40
    assert home.encoder.images_encoded == 0
    assert home.library.embeddings.missing(SECOND).size == 0
    home.index()
    assert second.images_encoded == 40


def test_what_both_models_lack_is_decoded_once(home: Home, decodes: Decodes) -> None:
    make_photos(home.photos, 30)
    home.index()
    make_photos(home.photos, 10, first_seed=100)
    home.indexer.second = LazyEncoder(lambda: ColourEncoder(key=str(SECOND)), lambda: SECOND)
    home.index([home.photos])  # the new ones, with both models
    decodes.count = 0
    home.encoder = ColourEncoder(key="other@111111111111")
    second = ColourEncoder(key=str(SECOND))
    with_second(home, second)
    home.index()
    assert home.encoder.images_encoded == 40
    assert second.images_encoded == 30
    assert decodes.count == 40


def test_filling_in_goes_on_where_it_was_ended(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    make_photos(home.photos, 90)
    home.index()
    monkeypatch.setattr(stream, "_COMMIT_AT", 32)
    monkeypatch.setattr(pace, "SPEAK_EVERY_S", 0.0)  # so that it can be ended after the first batch
    second = ColourEncoder(key=str(SECOND))
    with_second(home, second)
    job = home.indexer.index()
    while not home.library.embeddings.count(SECOND):
        next(job)
    job.close()
    seen, before = home.library.embeddings.count(SECOND), second.images_encoded
    assert 0 < seen < 90
    with_second(home, second)
    home.index()
    assert home.library.embeddings.count(SECOND) == 90
    assert second.images_encoded - before == 90 - seen


def test_a_second_model_that_does_not_work_costs_nothing_else(home: Home) -> None:
    make_photos(home.photos, 5)

    def damaged() -> ColourEncoder:
        raise ModelDamagedError("The weights are damaged.")

    home.indexer.second = LazyEncoder(damaged, lambda: SECOND)
    assert home.index().indexed == 5
    assert len(home.embedded) == 5
    assert home.library.embeddings.count(SECOND) == 0


@pytest.mark.usefixtures("one_reader")
def test_photos_on_the_screen_are_understood_first(home: Home) -> None:
    make_photos(home.photos, 300)
    home.index()
    with_second(home, ColourEncoder(key=str(SECOND)))
    oldest = home.library.photos.ids(order="oldest")[:20]
    home.indexer.on_screen.show([PhotoId(int(each)) for each in oldest])
    job = home.indexer.index()
    while home.library.embeddings.count(SECOND) < 20:
        next(job)
    shown = [photo.content_id for photo in home.library.photos.get(oldest)]
    found, _ = home.library.embeddings.get(shown, SECOND)
    job.close()
    assert len(found) == 20


@pytest.mark.usefixtures("one_reader")
def test_a_changed_photo_on_the_screen_is_read_first(home: Home) -> None:
    paths = make_photos(home.photos, 200)
    home.index()
    for path in paths:
        make_photo(path, "red", seed=int(path.stem[-4:]) + 1000, size=(80, 60))
    shown = home.photo(paths[150])
    home.indexer.on_screen.show([shown.id])
    heard: list[Path] = []
    home.indexer.on_change = lambda change: heard.append(change.path)
    run(home.indexer.index())
    assert len(heard) == 200
    assert heard[0] == paths[150]
