"""A model that nobody uses leaves the memory, and is there again when it is asked for."""

import gc
import threading
import weakref

import numpy as np
import pytest

from desktop_app.config import load_settings, save_settings
from desktop_app.records import SearchRequest
from desktop_app.worker.protocol import AddFolders, Search
from tests.stand_ins import ColourEncoder, make_photos
from tests.worker.company import Company, GatedEncoder
from tests.workspace.places import LIMIT_S, Place


class Models:
    """Loads a new encoder each time, and knows which ones are in memory."""

    def __init__(self) -> None:
        self.loaded = 0
        self.alive: weakref.WeakSet[ColourEncoder] = weakref.WeakSet()
        self.gone = threading.Event()

    def load(self, *_: object, **__: object) -> ColourEncoder:
        self.loaded += 1
        encoder = GatedEncoder()
        self.alive.add(encoder)
        self.gone.clear()
        weakref.finalize(encoder, self.gone.set)
        return encoder


@pytest.fixture
def models(company: Company, monkeypatch: pytest.MonkeyPatch) -> Models:
    found = Models()
    monkeypatch.setattr(company, "_load", found.load)
    return found


def keep_models(place: Place, seconds: float) -> None:
    settings = load_settings(place.paths)
    save_settings(place.paths, type(settings)(model_id=settings.model_id, model_idle_s=seconds))


def test_a_worker_frees_an_idle_model_and_loads_it_for_the_next_search(company: Company, models: Models) -> None:
    keep_models(company.place, 0.2)
    ears = company.start().client()
    make_photos(company.place.photos, 3)
    ears.client.submit(AddFolders((company.place.photos,))).result(LIMIT_S)
    for _ in range(2):
        assert ears.client.submit(Search(SearchRequest(text="red"))).result(LIMIT_S).hits
        assert models.gone.wait(LIMIT_S)
        gc.collect()
        assert not models.alive
    assert models.loaded >= 2


def test_a_model_in_use_is_never_loaded_twice(place: Place) -> None:
    keep_models(place, 0.0)
    with place.open() as workspace:
        make_photos(place.photos, 2)
        active = workspace._model.active()
        job_s = active.encoder()
        assert workspace.free_idle_model() is None
        assert active.loaded_encoder is None
        assert active.encoder() is job_s
        assert len(place.encoders) == 1


def test_a_model_that_was_used_lately_stays(place: Place) -> None:
    keep_models(place, 1000.0)
    with place.open() as workspace:
        assert workspace.free_idle_model() is None
        encoder = workspace._model.active().encoder()
        encoder.encode_text(["red"])
        left_s = workspace.free_idle_model()
        assert left_s is not None
        assert 900 < left_s <= 1000
        assert np.isclose(np.linalg.norm(encoder.encode_text(["red"])), 1)
