import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from desktop_app.encoders import precision
from desktop_app.encoders.batch_size import BatchSize
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.clip import ClipEncoder, load_encoder
from desktop_app.encoders.device import Device
from desktop_app.encoders.open_clip_models import load_model
from desktop_app.encoders.precision import Comparison, choose_precision
from desktop_app.errors import ModelDamagedError, ModelError, ModelMissingError
from desktop_app.jobs import run
from tests.encoders.tiny_models import TIMM, VIT, write_model, write_shipped

TEXTS = ["a red bicycle", "two dogs on a beach " * 20, "", "Öl, 水 und 🚲"]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> ModelCatalog:
    folder = tmp_path_factory.mktemp("models")
    catalog = ModelCatalog(folder / "models", shipped=write_shipped(folder / "shipped"))
    for name, config, pickled in [("vit", VIT, False), ("timm", TIMM, False), ("pickled", VIT, True)]:
        write_model(folder / name, config, pickled=pickled)
        run(catalog.add(folder / name, id=name))
    return catalog


def encoder_of(catalog: ModelCatalog, name: str) -> ClipEncoder:
    encoder = load_encoder(catalog.get(name), catalog, device="cpu", full_precision=True)
    assert isinstance(encoder, ClipEncoder)
    return encoder


def pictures() -> list[Image.Image]:
    random = np.random.default_rng(0)
    sizes = [(200, 120), (64, 64), (31, 90), (500, 40)]
    return [Image.fromarray(random.integers(0, 255, (height, width, 3), np.uint8)) for width, height in sizes]


def cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((one * other).sum(1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1))


@pytest.mark.parametrize("name", ["vit", "timm", "pickled", "shipped"])
def test_embeddings_are_open_clips_own(catalog: ModelCatalog, name: str) -> None:
    encoder = encoder_of(catalog, name)
    folder = f"local-dir:{catalog.weights_dir(name)}"
    model, _, transform = open_clip.create_model_and_transforms(folder)
    model.eval()
    with torch.inference_mode():
        images = model.encode_image(torch.stack([transform(picture) for picture in pictures()])).numpy()
        texts = model.encode_text(open_clip.get_tokenizer(folder)(TEXTS)).numpy()
    inputs = np.stack([encoder.preprocess(picture) for picture in pictures()])
    assert inputs.shape == (4, 3, 64, 64)
    for found, expected in [(encoder.encode_image(inputs), images), (encoder.encode_text(TEXTS), texts)]:
        assert found.dtype == np.float32
        assert found.shape == (4, encoder.dim)
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
        assert cosines(found, expected).min() >= 0.9999


def test_preprocessing_is_the_models_own(catalog: ModelCatalog) -> None:
    grey = Image.new("RGB", (64, 64), (128, 128, 128))
    mean, std = np.array([0.5, 0.4, 0.3]), np.array([0.2, 0.25, 0.3])
    pixels = encoder_of(catalog, "timm").preprocess(grey)
    np.testing.assert_allclose(pixels[:, 5, 5], (128 / 255 - mean) / std, atol=1e-5)
    half = Image.new("RGB", (128, 64))
    half.paste((255, 255, 255), (0, 0, 32, 64))  # its left quarter: seen when squashed, cut away otherwise
    assert encoder_of(catalog, "timm").preprocess(half)[0, 32, 4] > 0
    assert encoder_of(catalog, "vit").preprocess(half)[0, 32, 4] < 0


def test_nothing_to_encode_gives_no_rows(catalog: ModelCatalog) -> None:
    encoder = encoder_of(catalog, "vit")
    assert encoder.encode_text([]).shape == (0, 24)
    assert encoder.encode_image(np.zeros((0, 3, 64, 64), np.float32)).shape == (0, 24)


def test_pictures_of_another_size_are_refused(catalog: ModelCatalog) -> None:
    with pytest.raises(ModelError, match="64 × 64"):
        encoder_of(catalog, "vit").encode_image(np.zeros((1, 3, 32, 32), np.float32))


def short_of_memory(
    monkeypatch: pytest.MonkeyPatch, encoder: ClipEncoder, room: int, error: type[RuntimeError]
) -> list[int]:
    """Lets the model fail for batches of more than `room`; returns the batches it saw."""
    seen: list[int] = []
    real: Callable[[torch.Tensor], torch.Tensor] = encoder._model.encode_image

    def encode_image(images: torch.Tensor) -> torch.Tensor:
        seen.append(len(images))
        if len(images) > room:
            raise error("CUDA out of memory. Tried to allocate 2.00 GiB")
        return real(images)

    monkeypatch.setattr(encoder._model, "encode_image", encode_image)
    return seen


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, RuntimeError])
def test_a_batch_too_large_for_memory_is_halved(
    catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch, error: type[RuntimeError]
) -> None:
    encoder = encoder_of(catalog, "vit")
    encoder._batch = BatchSize((8,), longest_s=math.inf)
    inputs = np.random.default_rng(1).normal(size=(13, 3, 64, 64)).astype(np.float32)
    expected = encoder.encode_image(inputs)
    seen = short_of_memory(monkeypatch, encoder, 3, error)
    np.testing.assert_allclose(encoder.encode_image(inputs), expected, atol=1e-5)
    assert seen == [8, 4, 2, 2, 2, 2, 2, 2, 1]
    seen.clear()
    encoder.encode_image(inputs)
    assert seen == [2, 2, 2, 2, 2, 2, 1]


def test_no_memory_for_one_photo_is_said(catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = encoder_of(catalog, "vit")
    short_of_memory(monkeypatch, encoder, 0, torch.OutOfMemoryError)
    with pytest.raises(ModelError, match="not enough memory"):
        encoder.encode_image(np.zeros((2, 3, 64, 64), np.float32))


def test_other_failures_are_not_hidden(catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = encoder_of(catalog, "vit")

    def fail(_: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("shapes do not match")

    monkeypatch.setattr(encoder._model, "encode_image", fail)
    with pytest.raises(RuntimeError, match="shapes"):
        encoder.encode_image(np.zeros((2, 3, 64, 64), np.float32))


def test_a_device_without_room_for_the_model_is_said(catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_model(catalog.weights_dir("vit"))
    moved: list[str] = []

    def to(kind: str) -> None:
        moved.append(kind)
        if kind != "cpu":
            raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(loaded.model, "to", to)
    monkeypatch.setattr("desktop_app.encoders.tower_encoder.empty_cache", lambda kind: None)
    encoder = ClipEncoder(catalog.get("vit"), loaded, Device("cuda"))
    assert moved == ["cuda", "cpu"]
    assert encoder.device == "cpu"
    assert "not enough free memory" in encoder.device_note


def test_threads_encode_at_once(catalog: ModelCatalog) -> None:
    encoder = encoder_of(catalog, "vit")  # in half precision, batches of other sizes may be rounded otherwise
    inputs = np.random.default_rng(2).normal(size=(6, 3, 64, 64)).astype(np.float32)
    images, texts = encoder.encode_image(inputs), encoder.encode_text(TEXTS)
    failures: list[str] = []

    def work() -> None:
        for _ in range(10):
            if not np.allclose(encoder.encode_image(inputs), images, atol=1e-5):
                failures.append("images")
            if not np.allclose(encoder.encode_text(TEXTS), texts, atol=1e-5):
                failures.append("texts")
            encoder.preprocess(pictures()[0])

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def test_a_model_that_is_not_here_is_missing(catalog: ModelCatalog) -> None:
    with pytest.raises(ModelMissingError):
        load_encoder(catalog.get("tiny"), catalog)


def test_weights_of_another_dimension_are_damaged(catalog: ModelCatalog, tmp_path: Path) -> None:
    shipped = write_shipped(tmp_path)
    catalogue = (shipped / "catalog.toml").read_text().replace("dim = 24", "dim = 25")
    (shipped / "catalog.toml").write_text(catalogue)
    other = ModelCatalog(tmp_path / "none", shipped=shipped)
    with pytest.raises(ModelDamagedError, match="25 numbers a photo but gives 24"):
        load_encoder(other.get("shipped"), other, device="cpu")


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_chosen", {})


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(
    ("found", "dtype"),
    [
        (Comparison(1.0, 0.4, 0.9999), torch.bfloat16),
        (Comparison(1.0, 0.9, 0.9999), torch.float32),
        (Comparison(1.0, 0.4, 0.99), torch.float32),
    ],
)
def test_half_precision_must_gain_and_agree(
    catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch, found: Comparison, dtype: torch.dtype
) -> None:
    measured: list[str] = []

    def compare(*_: Any, **__: Any) -> Comparison:
        measured.append("once")
        return found

    monkeypatch.setattr(precision, "compare", compare)
    monkeypatch.setattr(precision, "may_have_bfloat16", lambda: True)
    for _ in range(2):
        tower = load_model(catalog.weights_dir("vit")).model.visual
        chosen = choose_precision(tower, kind="cpu", image_size_px=64, name="x")
        assert chosen.dtype == dtype
        assert next(chosen.tower.parameters()).dtype == dtype
    assert measured == ["once"]


class Clock:
    """Passes by `takes_s` for each thing that is measured, in turn, and then by 1 s."""

    def __init__(self, *takes_s: float) -> None:
        self._now_s, self._takes_s, self._is_running = 0.0, list(takes_s), False

    def perf_counter(self) -> float:
        if self._is_running:
            self._now_s += self._takes_s.pop(0) if self._takes_s else 1.0
        self._is_running = not self._is_running
        return self._now_s


@pytest.mark.parametrize("name", ["vit", "timm"])
def test_half_precision_really_agrees(catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(precision, "time", Clock())
    tower = load_model(catalog.weights_dir(name)).model.visual
    half = load_model(catalog.weights_dir(name)).model.visual.to(torch.bfloat16)
    found = precision.compare(tower, half, kind="cpu", image_size_px=64)
    assert (found.full_s, found.half_s) == (1.0, 1.0)
    assert found.agreement > 0.99
    assert precision.compare(tower, tower, kind="cpu", image_size_px=64).agreement > 0.9999


@pytest.mark.parametrize(
    ("takes_s", "is_hopeless"),
    [
        ((9.0, 1.0, 5.0, 5.0), True),  # the first one warms up
        ((9.0, 1.0, 5.0, 0.5), False),  # something held up the first picture in half precision
        ((9.0, 1.0, 3.0), False),
    ],
)
def test_half_precision_is_hopeless_if_it_is_so_twice(
    catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch, takes_s: tuple[float, ...], is_hopeless: bool
) -> None:
    monkeypatch.setattr(precision, "time", Clock(*takes_s))
    tower = load_model(catalog.weights_dir("vit")).model.visual
    assert (precision.compare(tower, tower, kind="cpu", image_size_px=64).agreement == 0.0) is is_hopeless


@pytest.mark.usefixtures("forgotten")
def test_embeddings_in_the_chosen_precision_agree_with_float32(catalog: ModelCatalog) -> None:
    exact = encoder_of(catalog, "vit")
    quick = load_encoder(catalog.get("vit"), catalog, device="cpu")
    inputs = np.random.default_rng(3).normal(size=(8, 3, 64, 64)).astype(np.float32)
    found = quick.encode_image(inputs)
    assert found.dtype == np.float32
    assert cosines(found, exact.encode_image(inputs)).min() >= 0.998
