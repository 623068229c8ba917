"""Models of photos alone in the catalogue: shipped, added, and described as what they are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import timm
import torch
from PIL import Image

from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.dino import load_image_encoder
from desktop_app.encoders.entries import SHIPPED_MODELS, read_catalogue
from desktop_app.encoders.model_folder import find_weights
from desktop_app.encoders.timm_config import read_timm_config
from desktop_app.errors import ModelDamagedError, ModelDownloadError, ModelError
from desktop_app.jobs import run
from desktop_app.records import ModelKind
from tests.encoders.hub_server import COMMIT, FakeHub, serving
from tests.encoders.tiny_image_models import CONVNET, VIT, edit_config, write_image_model
from tests.encoders.tiny_models import sha256, write_shipped

PUBLISHED = {
    "architecture": "vit_tiny_patch16_224",
    "num_classes": 0,
    "global_pool": "token",
    "model_args": {"patch_size": 8, "embed_dim": 24, "depth": 2, "num_heads": 3},
    "pretrained_cfg": {
        "input_size": [3, 32, 32],
        "fixed_input_size": True,
        "interpolation": "bicubic",
        "crop_pct": 0.9,
        "mean": [0.5, 0.4, 0.3],
        "std": [0.2, 0.25, 0.3],
        "license": "apache-2.0",
    },
}
"""config.json of a timm model on the hub."""


def test_a_folder_of_the_users_is_added_as_what_it_is(catalog: ModelCatalog, tmp_path: Path) -> None:
    weights = write_image_model(tmp_path / "my dino")
    (tmp_path / "my dino" / "README.md").write_text("A model.")
    spec = run(catalog.add(tmp_path / "my dino", id="mine"))
    assert spec.kind is ModelKind.IMAGE
    assert (spec.dim, spec.image_size_px, spec.context_length, spec.text_parameters) == (24, 32, 0, 0)
    assert spec.architecture == VIT["architecture"]
    assert spec.key == f"mine@{sha256(weights)[:12]}"
    assert catalog.all()[-1] == catalog.get("mine") == spec
    names = sorted(path.name for path in catalog.weights_dir("mine").iterdir())
    assert names == ["model.json", "model.safetensors", "timm_config.json"]
    catalog.verify("mine")
    catalog.remove("mine")
    assert "mine" not in [spec.id for spec in catalog.all()]


def test_a_damaged_folder_is_not_added(catalog: ModelCatalog, tmp_path: Path) -> None:
    write_image_model(tmp_path / "bad", CONVNET)
    edit_config(tmp_path / "bad", architecture="hf-hub:someone/evil")
    with pytest.raises(ModelDamagedError, match="not allowed"):
        run(catalog.add(tmp_path / "bad", id="bad"))
    write_image_model(tmp_path / "bad").unlink()
    with pytest.raises(ModelError, match="weights"):
        run(catalog.add(tmp_path / "bad", id="bad"))
    assert not list((tmp_path / "models" / ".staging").rglob("*.json"))


def test_both_shipped_models_say_what_they_are_for_and_point_to_better_ones() -> None:
    entries = {entry.id: entry for entry in read_catalogue()}
    for shipped, kind in (("starter", ModelKind.IMAGE_TEXT), ("starter-dino", ModelKind.IMAGE)):
        entry = entries[shipped]
        (better,) = [other for other in entries.values() if other.recommended and other.kind is kind]
        assert entry.kind is kind
        assert "non-commercial" in entry.licence
        assert "to begin with" in entry.summary
        assert better.title in entry.summary
        assert better.licence in {"MIT", "Apache-2.0"}


def test_image_models_of_the_hub_are_timms_own() -> None:
    for entry in read_catalogue():
        if not entry.source.startswith("hub:") or entry.kind is not ModelKind.IMAGE:
            continue
        with torch.device("meta"):
            model: Any = timm.create_model(entry.architecture, num_classes=0)
        assert entry.source == f"hub:{model.pretrained_cfg['hf_hub_id']}"
        assert entry.licence.lower() == model.pretrained_cfg["license"]
        assert entry.dim == model.num_features
        assert entry.image_size_px % model.patch_embed.patch_size[0] == 0
        assert entry.image_parameters == sum(parameter.numel() for parameter in model.parameters())
        assert 0.9 < entry.download_bytes / (4 * entry.image_parameters) < 1.1


@pytest.fixture
def hub_of_timm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    published = tmp_path / "published"
    write_image_model(published)
    (published / "timm_config.json").unlink()
    (published / "config.json").write_text(json.dumps(PUBLISHED))
    (published / "README.md").write_text("A model.")
    with serving(FakeHub.of_folder(published)) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.fixture
def of_photos_alone(tmp_path: Path) -> ModelCatalog:
    """A catalogue whose model "tiny" is timm's, for pictures of another size than it was published for."""
    shipped = write_shipped(tmp_path / "shipped", 'kind = "image"')
    text = (shipped / "catalog.toml").read_text().replace("image_size_px = 64", "image_size_px = 48", 1)
    (shipped / "catalog.toml").write_text(text)
    return ModelCatalog(tmp_path / "models", shipped=shipped)


@pytest.mark.usefixtures("hub_of_timm")
def test_a_model_of_timms_is_downloaded_and_sees(of_photos_alone: ModelCatalog, tmp_path: Path) -> None:
    spec = run(of_photos_alone.download("tiny"))
    assert (spec.kind, spec.revision) == (ModelKind.IMAGE, COMMIT)
    folder = of_photos_alone.weights_dir("tiny")
    assert spec.key == f"tiny@{sha256(tmp_path / 'published' / 'model.safetensors')[:12]}"
    assert sorted(path.name for path in folder.iterdir()) == ["model.json", "model.safetensors", "timm_config.json"]
    config = read_timm_config(folder)
    assert config.model_args == {**PUBLISHED["model_args"], "img_size": 32}  # type: ignore[dict-item]
    assert config.preprocess.image_size_px == 48
    encoder = load_image_encoder(spec, of_photos_alone, device="cpu", full_precision=True)
    picture = Image.new("RGB", (60, 40), (200, 30, 30))
    assert encoder.encode_image(encoder.preprocess(picture)[np.newaxis]).shape == (1, 24)
    assert encoder.attention_maps(picture, edge_px=48).shape == (3, 5, 7)


def test_other_repositories_are_refused(of_photos_alone: ModelCatalog, hub_of_timm: FakeHub) -> None:
    files = hub_of_timm.commits[COMMIT]
    files["config.json"] = b'{"architecture": "bert"}'
    with pytest.raises(ModelDamagedError, match=r"config\.json does not describe an image model"):
        run(of_photos_alone.download("tiny"))
    del files["model.safetensors"]
    with pytest.raises(ModelDownloadError, match="does not hold a model of timm"):
        run(of_photos_alone.download("tiny"))
    assert not of_photos_alone.get("tiny").installed


def test_the_shipped_starter_dino_is_what_the_catalogue_says() -> None:
    weights = find_weights(SHIPPED_MODELS / "starter-dino")
    if weights is None:
        pytest.skip("resources/models/starter-dino has no weights in this checkout")
    from desktop_app.encoders.image_models import describe_image_model, load_image_model

    (entry,) = [entry for entry in read_catalogue() if entry.id == "starter-dino"]
    facts = describe_image_model(load_image_model(weights.parent))
    assert entry.sha256 == sha256(weights)
    assert entry.dim == facts.dim
    assert entry.image_size_px == facts.image_size_px
    assert (entry.context_length, entry.text_parameters) == (0, 0)
    assert entry.image_parameters == facts.image_parameters
    assert weights.stat().st_size <= 15e6
