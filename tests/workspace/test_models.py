"""Choosing, adding and removing models; sharing one encoder."""

import threading
import weakref
from pathlib import Path

import msgspec
import numpy as np
import pytest

from desktop_app.config import LibraryPaths, Settings, load_settings, save_settings
from desktop_app.encoders.device import KINDS
from desktop_app.encoders.text_tower import TextTower
from desktop_app.errors import ModelError, ModelMissingError, UnknownModelError
from desktop_app.indexing import pace
from desktop_app.jobs import run
from desktop_app.records import ModelKind, SearchRequest
from desktop_app.workspace import Workspace, shared_encoder
from desktop_app.workspace.shared_encoder import SharedEncoder, Turnstile
from tests.stand_ins import ColourEncoder, make_photos
from tests.workspace.places import LIMIT_S, Place, install_colours


def test_the_model_in_use_is_marked(place: Place) -> None:
    with place.open() as workspace:
        models = {model.id: model for model in workspace.models()}
    assert [model.id for model in models.values() if model.in_use] == ["colours"]
    assert models["other-colours"].installed
    assert not models["pe-core-b-16"].installed


def test_another_model_answers_once_it_has_understood_everything(place: Place) -> None:
    make_photos(place.photos, 40)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        job = workspace.use_model("other-colours")
        for _ in job:
            assert workspace.model_id == "colours"
            assert len(workspace.search(SearchRequest(text="red", limit=None)).hits) == 40
        assert workspace.model_id == "other-colours"
        assert workspace.status().embedded == 40
        assert len(workspace.search(SearchRequest(text="red", limit=None)).hits) == 40
    with place.open() as workspace:
        assert workspace.model_id == "other-colours"
        assert len(workspace.search(SearchRequest(text="red", limit=None)).hits) == 40


def test_an_interrupted_switch_goes_on_where_it_ended(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SPEAK_EVERY_S", 0.0)  # else a fast machine might be done between two words
    make_photos(place.photos, 200)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        job = workspace.use_model("other-colours")
        for progress in job:
            if progress.activity == "encode" and len(place.encoders) == 2 and place.encoders[1].images_encoded:
                break
        job.close()
        assert workspace.model_id == "colours"
        done = workspace._library.embeddings.count(place.key_of("other-colours"))
        assert 0 < done <= 200
        assert place.encoders[-1].images_encoded == done  # nothing that was encoded is lost
        run(workspace.use_model("other-colours"))
        assert workspace.model_id == "other-colours"
        assert place.encoders[-1].images_encoded == 200 - done


def test_switching_back_encodes_nothing(place: Place) -> None:
    make_photos(place.photos, 5)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        run(workspace.use_model("other-colours"))
        run(workspace.use_model("colours"))
        assert sum(encoder.images_encoded for encoder in place.encoders) == 10


def test_a_model_that_cannot_be_used_changes_nothing(place: Place) -> None:
    make_photos(place.photos, 2)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        with pytest.raises(ModelMissingError, match="models download pe-core-b-16"):
            run(workspace.use_model("pe-core-b-16"))
        with pytest.raises(UnknownModelError, match="colours"):
            run(workspace.use_model("colour"))
        place.break_encoder(ModelError("The weights are damaged."))
        with pytest.raises(ModelError, match="damaged"):
            run(workspace.use_model("other-colours"))
        assert workspace.model_id == "colours"
        assert len(workspace.search(SearchRequest(text="red")).hits) == 2


def test_a_model_that_knows_no_words_cannot_answer(place: Place) -> None:
    make_photos(place.photos, 2)
    install_colours(place.models, "colours-alone", kind=ModelKind.IMAGE)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        assert "colours-alone" in {model.id for model in workspace.models()}
        with pytest.raises(ModelError, match=r"understands photos but no words: choose another model for searches\.$"):
            run(workspace.use_model("colours-alone"))
        assert workspace.model_id == "colours"
        assert len(workspace.search(SearchRequest(text="red")).hits) == 2
    place.use("colours-alone")  # settings written by hand
    with place.open() as workspace:
        with pytest.raises(ModelError, match="no words"):
            workspace.search(SearchRequest(text="red"))
        run(workspace.use_model("colours"))
        assert len(workspace.search(SearchRequest(text="red")).hits) == 2


def test_a_removed_model_is_forgotten_with_its_embeddings(place: Place) -> None:
    make_photos(place.photos, 3)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        run(workspace.use_model("other-colours"))
        with pytest.raises(ModelError, match="in use"):
            workspace.remove_model("other-colours")
        workspace.remove_model("colours")
        assert workspace._library.embeddings.models() == [place.key_of("other-colours")]
        assert "colours" not in {model.id for model in workspace.models()}
        with pytest.raises(UnknownModelError):
            workspace.remove_model("colours")


def test_warming_up_loads_the_model_only_where_there_is_something_to_search(place: Place) -> None:
    with place.open() as workspace:
        workspace.warm_up()
        assert place.encoders == []
        make_photos(place.photos, 1)
        run(workspace.add_folders([place.photos]))
    with place.open() as workspace:
        assert workspace.status().device == ""
        workspace.warm_up()
        assert workspace.status().device == "cpu"
        assert len(place.encoders) == 2


def test_where_a_model_will_run_is_known_before_it_is_loaded(place: Place) -> None:
    with place.open() as workspace:
        assert workspace.status().device == ""
        workspace.prepare_for_pictures()
        assert workspace.status().device in KINDS
        workspace.change_settings(msgspec.structs.replace(workspace.settings, device="cpu"))
        assert workspace.status().device == "cpu"
        assert place.encoders == []


def test_words_are_understood_without_the_model_and_leave_the_memory(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "library")
    save_settings(paths, Settings(model_idle_s=0.0))
    with Workspace.open(paths, models_dir=tmp_path / "models") as workspace:
        active = workspace._model.active()
        alone = active.encode_text(["a red bicycle"])
        assert active.loaded_encoder is None
        assert isinstance(active._words, TextTower)
        tower = weakref.ref(active._words)
        assert workspace.free_idle_model() is None
        assert tower() is None
        whole = active.encoder().encode_text(["a red bicycle"])
        assert np.abs(alone - whole).max() < 1e-3  # the whole one may compute in half precision
        assert np.array_equal(active.encode_text(["a red bicycle"]), alone)


def test_settings_written_meanwhile_are_kept_when_the_model_changes(place: Place) -> None:
    with place.open() as workspace:
        save_settings(place.paths, Settings(model_id="colours", thumbnail_size_px=256))
        run(workspace.use_model("other-colours"))
    assert load_settings(place.paths) == Settings(model_id="other-colours", thumbnail_size_px=256)


class GatedEncoder(ColourEncoder):
    """Encodes images only when it is let; notes the order of all calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.begun = threading.Event()
        self.gate = threading.Semaphore(0)

    def encode_image(self, inputs: np.ndarray) -> np.ndarray:
        self.begun.set()
        assert self.gate.acquire(timeout=LIMIT_S)
        self.calls.append(f"{len(inputs)} images")
        return super().encode_image(inputs)

    def encode_text(self, texts: object) -> np.ndarray:
        self.calls.append("text")
        return super().encode_text(["red"])


def test_a_search_is_served_between_two_slices_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_encoder, "FIRST_SLICE", 2)
    monkeypatch.setattr(shared_encoder, "SLICE_S", 1e-9)  # slow: slices shrink to one photo
    monkeypatch.setattr(shared_encoder, "CALM_AFTER_S", float("inf"))  # however long that takes
    inner = GatedEncoder()
    encoder = SharedEncoder(inner)
    indexing = threading.Thread(target=encoder.encode_image, args=(np.zeros((4, 3, 16, 16), np.float32),))
    indexing.start()
    assert inner.begun.wait(LIMIT_S)
    searching = threading.Thread(target=encoder.encode_text, args=(["red"],))
    searching.start()
    assert encoder.turnstile.wait_for_urgent(LIMIT_S)

    for _ in range(3):
        inner.gate.release()
    indexing.join(LIMIT_S)
    searching.join(LIMIT_S)

    assert inner.calls == ["2 images", "text", "1 images", "1 images"]


def test_slices_grow_with_a_fast_encoder_and_give_what_the_whole_batch_gives() -> None:
    inner = ColourEncoder()
    encoder = SharedEncoder(inner)
    inputs = np.random.default_rng(0).uniform(0, 255, (100, 3, 16, 16)).astype(np.float32)

    features = encoder.encode_image(inputs)

    assert np.array_equal(features, ColourEncoder().encode_image(inputs))
    assert inner.batches[0] == shared_encoder.FIRST_SLICE
    assert max(inner.batches) > shared_encoder.FIRST_SLICE
    assert encoder.encode_image(inputs[:0]).shape == (0, 16)


def test_a_turnstile_is_passed_on_after_a_failure() -> None:
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile.passed(urgent=False):
        raise ZeroDivisionError
    with turnstile.passed(urgent=True):
        pass
