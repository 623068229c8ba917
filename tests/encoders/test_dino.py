import math
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import timm
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file

from desktop_app.encoders import precision
from desktop_app.encoders.attention import class_attention
from desktop_app.encoders.batch_size import BatchSize
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.clip import load_encoder
from desktop_app.encoders.dino import DinoEncoder, load_image_encoder
from desktop_app.encoders.precision import Comparison
from desktop_app.errors import ModelDamagedError, ModelError, ModelMissingError
from desktop_app.jobs import run
from desktop_app.records import ModelKind
from tests.encoders.tiny_image_models import CONVNET, VIT, write_image_model
from tests.encoders.tiny_models import write_shipped

NATURAL = {**VIT, "preprocess": {**VIT["preprocess"], "resize_mode": "shortest"}}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> ModelCatalog:
    folder = tmp_path_factory.mktemp("models")
    catalog = ModelCatalog(folder / "models", shipped=write_shipped(folder / "shipped"))
    for name, config in [("vit", VIT), ("natural", NATURAL), ("convnet", CONVNET)]:
        write_image_model(folder / name, config)
        run(catalog.add(folder / name, id=name))
    return catalog


def encoder_of(catalog: ModelCatalog, name: str = "vit") -> DinoEncoder:
    encoder = load_image_encoder(catalog.get(name), catalog, device="cpu", full_precision=True)
    assert isinstance(encoder, DinoEncoder)
    return encoder


def pictures() -> list[Image.Image]:
    random = np.random.default_rng(0)
    sizes = [(100, 60), (32, 32), (31, 90), (250, 40)]
    return [Image.fromarray(random.integers(0, 255, (height, width, 3), np.uint8)) for width, height in sizes]


def noise(count: int) -> NDArray[np.float32]:
    return np.random.default_rng(1).normal(size=(count, 3, 32, 32)).astype(np.float32)


@pytest.mark.parametrize("name", ["vit", "natural", "convnet"])
def test_embeddings_are_timms_own_of_length_one(catalog: ModelCatalog, name: str) -> None:
    config: dict[str, Any] = {"vit": VIT, "natural": NATURAL, "convnet": CONVNET}[name]
    model = timm.create_model(config["architecture"], num_classes=0, **config["model_args"]).eval()
    model.load_state_dict(load_file(catalog.weights_dir(name) / "model.safetensors"))
    encoder = encoder_of(catalog, name)
    inputs = np.stack([encoder.preprocess(picture) for picture in pictures()])
    found = encoder.encode_image(inputs)
    with torch.inference_mode():
        expected = torch.nn.functional.normalize(model(torch.from_numpy(inputs)), dim=-1).numpy()
    assert found.dtype == np.float32
    assert found.shape == (4, encoder.dim)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert encoder.encode_image(inputs[:0]).shape == (0, encoder.dim)


def test_pictures_of_another_size_are_refused(catalog: ModelCatalog) -> None:
    with pytest.raises(ModelError, match="32 × 32"):
        encoder_of(catalog).encode_image(np.zeros((1, 3, 40, 40), np.float32))


def test_a_batch_too_large_for_memory_is_halved(catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = encoder_of(catalog)
    encoder._batch = BatchSize((8,), longest_s=math.inf)
    inputs = noise(5)
    expected = encoder.encode_image(inputs)
    seen: list[int] = []
    model = encoder._model

    def forward(images: torch.Tensor) -> torch.Tensor:
        seen.append(len(images))
        if len(images) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        features: torch.Tensor = model(images)
        return features

    monkeypatch.setattr(encoder, "_model", forward)
    np.testing.assert_allclose(encoder.encode_image(inputs), expected, atol=1e-5)
    assert seen == [5, 2, 2, 1]


@pytest.mark.parametrize(
    ("size", "edge_px", "grid"),
    [((60, 60), 32, (4, 4)), ((90, 40), 32, (3, 6)), ((40, 90), 64, (12, 5)), ((1000, 10), 32, (2, 8))],
)
def test_maps_cover_the_whole_picture_in_its_shape(
    catalog: ModelCatalog, size: tuple[int, int], edge_px: int, grid: tuple[int, int]
) -> None:
    maps = encoder_of(catalog, "natural").attention_maps(Image.new("RGB", size), edge_px=edge_px)
    assert maps.shape == (3, *grid)
    assert maps.dtype == np.float32
    assert (maps > 0).all()
    assert (maps.sum(axis=(1, 2)) < 1).all()


def test_a_model_of_squeezed_photos_looks_at_squeezed_photos(catalog: ModelCatalog) -> None:
    encoder = encoder_of(catalog)
    picture = pictures()[0]
    maps = encoder.attention_maps(picture, edge_px=32)
    inputs = torch.from_numpy(encoder.preprocess(picture))[None]
    np.testing.assert_allclose(
        maps, class_attention(encoder._model, inputs)[0].numpy(), atol=2e-3
    )  # resized by another kernel
    assert encoder.attention_maps(picture).shape == (3, 28, 28)


def test_what_has_no_attention_cannot_show_it(catalog: ModelCatalog) -> None:
    with pytest.raises(ModelError, match="cannot show where it looks"):
        encoder_of(catalog, "convnet").attention_maps(pictures()[0])


def test_no_memory_for_a_map_is_said(catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr("desktop_app.encoders.dino.class_attention", fail)
    with pytest.raises(ModelError, match="not enough memory"):
        encoder_of(catalog).attention_maps(pictures()[0])


def test_threads_encode_and_look_at_once(catalog: ModelCatalog) -> None:
    encoder = encoder_of(catalog)  # in half precision, batches of other sizes may be rounded otherwise
    inputs, picture, failures = noise(6), pictures()[0], list[str]()
    features, maps = encoder.encode_image(inputs), encoder.attention_maps(picture)

    def work() -> None:
        for _ in range(8):
            if not np.allclose(encoder.encode_image(inputs), features, atol=1e-5):
                failures.append("features")
            if not np.allclose(encoder.attention_maps(picture), maps, atol=1e-5):
                failures.append("maps")

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


@pytest.mark.parametrize("first", ["features", "maps"])
def test_half_precision_is_chosen_as_for_other_models(
    catalog: ModelCatalog, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    monkeypatch.setattr(precision, "_chosen", {})
    monkeypatch.setattr(precision, "may_have_bfloat16", lambda: True)
    monkeypatch.setattr(precision, "compare", lambda *_, **__: Comparison(1.0, 0.4, 0.9999))
    exact = encoder_of(catalog)
    quick = load_image_encoder(catalog.get("vit"), catalog, device="cpu")
    assert isinstance(quick, DinoEncoder)
    if first == "maps":
        maps = quick.attention_maps(pictures()[0])
        np.testing.assert_allclose(maps, exact.attention_maps(pictures()[0]), rtol=0.2, atol=1e-3)
    features = quick.encode_image(noise(8))
    assert features.dtype == np.float32
    assert (features * exact.encode_image(noise(8))).sum(1).min() >= 0.998
    assert next(quick._model.parameters()).dtype == torch.bfloat16


def test_models_for_words_and_for_photos_alone_are_told_apart(catalog: ModelCatalog) -> None:
    assert catalog.get("vit").kind is ModelKind.IMAGE
    assert catalog.get("shipped").kind is ModelKind.IMAGE_TEXT
    with pytest.raises(ModelError, match="vit understands photos but no words"):
        load_encoder(catalog.get("vit"), catalog)
    with pytest.raises(ModelError, match="Shipped is a model for searches"):
        load_image_encoder(catalog.get("shipped"), catalog)


def test_weights_of_another_dimension_are_damaged(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    write_image_model(shipped / "dino")
    entry = (
        'id = "dino"\ntitle = "Dino"\nkind = "image"\narchitecture = "vit"\nlicence = "MIT"\ndim = 25\n'
        'image_size_px = 32\ncontext_length = 0\nimage_parameters = 1\ntext_parameters = 0\nsource = "{}"\n'
    )
    text = "[[model]]\n" + entry.format("resources:dino")
    text += "\n[[model]]\n" + entry.format("hub:someone/dino").replace('"dino"', '"away"')
    (shipped / "catalog.toml").write_text(text)
    catalog = ModelCatalog(tmp_path / "none", shipped=shipped)
    with pytest.raises(ModelDamagedError, match="25 numbers a photo but gives 24"):
        load_image_encoder(catalog.get("dino"), catalog, device="cpu")
    with pytest.raises(ModelMissingError):
        load_image_encoder(catalog.get("away"), catalog)
