"""A model that nobody uses leaves the memory, and is there again when it is asked for."""

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from desktop_app.config import LibraryPaths, Settings, load_settings, save_settings
from desktop_app.encoders.clip import ClipEncoder
from desktop_app.records import SearchRequest
from desktop_app.worker.protocol import AddFolders, Search
from desktop_app.workspace import Workspace, memory
from desktop_app.workspace.shared_encoder import SharedEncoder
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


def test_a_model_that_takes_long_is_not_idle_meanwhile() -> None:
    slow = GatedEncoder()
    slow.texts_gate.clear()
    shared = SharedEncoder(slow)
    with ThreadPoolExecutor(1) as pool:
        encoding = pool.submit(shared.encode_text, ["red"])
        assert slow.waiting.wait(LIMIT_S)
        assert shared.idle_s == 0.0
        slow.open()
        encoding.result(LIMIT_S)
    assert shared.idle_s > 0.0


def test_memory_is_given_back_when_the_last_user_is_done(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that are freed later than the memory is given back stay in the allocator: 43 % of those of ViT-B-32."""
    given_back: list[int] = []
    monkeypatch.setattr(memory, "return_freed", lambda: given_back.append(len(alive)))
    keep_models(place, 0.0)
    alive: weakref.WeakSet[object] = weakref.WeakSet()
    with place.open() as workspace:
        job_s = workspace._model.active().encoder()
        alive.add(job_s)
        workspace.free_idle_model()
        assert given_back == [1]
        del job_s
        gc.collect()
        workspace.free_idle_model()
        workspace.free_idle_model()
        assert given_back == [1, 0], "it is not given back once it is free, or again and again"


def test_no_weight_of_the_starter_stays(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "library")
    save_settings(paths, Settings(model_idle_s=0.0))
    with Workspace.open(paths, models_dir=tmp_path / "models") as workspace:
        encoder = workspace._model.active().encoder()
        assert encoder.encode_text(["red"]).shape == (1, encoder.dim)
        inner = encoder._encoder
        assert isinstance(inner, ClipEncoder)
        weights = [weakref.ref(weight) for weight in (*inner._model.parameters(), *inner._model.buffers())]
        assert len(weights) > 50
        del encoder, inner
        assert workspace.free_idle_model() is None
        assert not [each for each in weights if each() is not None]
        assert workspace._model.active().encoder().encode_text(["red"]).any()


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
