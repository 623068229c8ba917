"""Models of the user's own, tried out and copied into the models folder."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.errors import ModelDamagedError, ModelError
from desktop_app.jobs import Progress, run
from tests.encoders.tiny_models import TIMM, VIT, Danger, random_weights, sha256, write_model


def leftovers(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "models" / ".staging").rglob("*") if path.is_file() and path.suffix != ".lock"]


@pytest.mark.parametrize("pickled", [False, True])
@pytest.mark.parametrize("config", [VIT, TIMM])
def test_a_folder_of_the_users_is_added(
    catalog: ModelCatalog, tmp_path: Path, pickled: bool, config: dict[str, object]
) -> None:
    weights = write_model(tmp_path / "my run", config, pickled=pickled)
    heard: list[Progress] = []
    spec = run(catalog.add(tmp_path / "my run", id="holidays"), on_progress=heard.append)
    assert (spec.dim, spec.image_size_px, spec.context_length, spec.installed) == (24, 64, 12, True)
    parameters = sum(tensor.numel() for name, tensor in random_weights(config).items() if "running" not in name)
    assert 0 <= parameters - spec.image_parameters - spec.text_parameters < 100
    assert spec.key == f"holidays@{sha256(weights)[:12]}"
    assert spec.source == "local:my run"
    assert heard[0].total == weights.stat().st_size
    assert catalog.all()[-1] == catalog.get("holidays") == spec
    weights.unlink()
    assert sha256(catalog.weights_dir("holidays") / weights.name)[:12] in spec.key


def test_a_checkpoint_file_is_added_with_its_architecture(
    catalog: ModelCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import open_clip.factory

    monkeypatch.setitem(open_clip.factory._MODEL_CONFIGS, "Tiny-ViT", VIT["model_cfg"])
    path = tmp_path / "epoch_3.pt"
    state = {f"module.{name}": value for name, value in random_weights(VIT).items()}
    torch.save({"epoch": 3, "state_dict": state}, path)
    spec = run(catalog.add(path, id="mine", architecture="Tiny-ViT"))
    assert (spec.architecture, spec.dim) == ("Tiny-ViT", 24)
    config = json.loads((catalog.weights_dir("mine") / "open_clip_config.json").read_text())
    assert config["model_cfg"]["embed_dim"] == 24


def test_a_known_architecture_brings_its_published_preprocessing() -> None:
    from desktop_app.encoders.open_clip_models import config_of_architecture

    found = config_of_architecture("PE-Core-B-16")["preprocess_cfg"]
    assert found["resize_mode"] == "squash"
    assert found["mean"] == (0.5, 0.5, 0.5)
    with pytest.raises(ModelError, match="no architecture called nonsense"):
        config_of_architecture("nonsense")
    with pytest.raises(ModelError, match="no architecture"):
        config_of_architecture("hf-hub:someone/something")


def test_a_checkpoint_never_runs_code(catalog: ModelCatalog, tmp_path: Path) -> None:
    write_model(tmp_path / "bad", pickled=True)
    torch.save({"weights": Danger(tmp_path / "was here")}, tmp_path / "bad" / "open_clip_pytorch_model.bin")
    with pytest.raises(ModelDamagedError):
        run(catalog.add(tmp_path / "bad", id="bad"))
    assert not (tmp_path / "was here").exists()
    assert leftovers(tmp_path) == []


def _edit(folder: Path, part: str, **changes: object) -> None:
    path = folder / "open_clip_config.json"
    config = json.loads(path.read_text())
    (config["model_cfg"][part] if part else config["model_cfg"]).update(changes)
    path.write_text(json.dumps(config))


@pytest.mark.parametrize(
    ("part", "changes", "sentence"),
    [
        ("text_cfg", {"hf_model_name": "someone/bert"}, "another library"),
        ("text_cfg", {"tokenizer_kwargs": {"trust_remote_code": True}}, "not allowed"),
        ("text_cfg", {"hf_tokenizer_name": "../../etc;"}, "not allowed"),
        ("text_cfg", {"hf_tokenizer_name": "google/siglip"}, "transformers, which is not installed"),
        ("vision_cfg", {"timm_model_name": "hf-hub:someone/evil"}, "not allowed"),
        ("vision_cfg", {"timm_model_name": "someone/evil"}, "outside timm"),
        ("vision_cfg", {"layers": 3}, "cannot be loaded"),
        ("vision_cfg", {"no_such_option": 3}, "cannot be loaded"),
        ("", {"embed_dim": "many"}, "embed_dim"),
        ("", {"vision_cfg": 3}, "does not describe"),
    ],
)
def test_a_configuration_that_is_foreign_or_wrong_is_refused(
    catalog: ModelCatalog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    changes: dict[str, object],
    sentence: str,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    write_model(tmp_path / "bad")
    _edit(tmp_path / "bad", part, **changes)
    with pytest.raises(ModelError, match=sentence):
        run(catalog.add(tmp_path / "bad", id="bad"))
    assert leftovers(tmp_path) == []
    assert "bad" not in [spec.id for spec in catalog.all()]


@pytest.mark.parametrize("content", [b"", b"not weights", b"\xff" * 4000])
@pytest.mark.parametrize("name", ["open_clip_model.safetensors", "open_clip_pytorch_model.bin"])
def test_weights_that_are_none_are_refused(catalog: ModelCatalog, tmp_path: Path, content: bytes, name: str) -> None:
    write_model(tmp_path / "bad").unlink()
    (tmp_path / "bad" / name).write_bytes(content)
    with pytest.raises(ModelDamagedError):
        run(catalog.add(tmp_path / "bad", id="bad"))
    assert leftovers(tmp_path) == []


def test_weights_that_lack_a_part_are_refused(catalog: ModelCatalog, tmp_path: Path) -> None:
    path = write_model(tmp_path / "bad")
    weights = random_weights(VIT)
    del weights["visual.proj"]
    save_file(weights, path)
    with pytest.raises(ModelDamagedError, match="cannot be loaded"):
        run(catalog.add(tmp_path / "bad", id="bad"))


@pytest.mark.parametrize("name", ["tiny", "shipped", "Upper", "a/b", "", "-x", "x" * 99])
def test_names_that_are_taken_or_unusable_are_refused(catalog: ModelCatalog, tmp_path: Path, name: str) -> None:
    write_model(tmp_path / "good")
    with pytest.raises(ModelError, match="name"):
        run(catalog.add(tmp_path / "good", id=name))


def test_sources_without_a_model_are_refused(catalog: ModelCatalog, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    weights = write_model(tmp_path / "alone")
    (tmp_path / "alone" / "open_clip_config.json").unlink()
    for source, sentence in [
        (tmp_path / "empty", "no open_clip weights"),
        (tmp_path / "missing", "no open_clip weights"),
        (tmp_path / "alone", "There is no open_clip_config.json"),
        (weights, "name its architecture"),
    ]:
        with pytest.raises(ModelError, match=sentence):
            run(catalog.add(source, id="x"))


def test_a_cancelled_addition_leaves_nothing(catalog: ModelCatalog, tmp_path: Path) -> None:
    write_model(tmp_path / "good")
    job = catalog.add(tmp_path / "good", id="x")
    next(job)
    job.close()
    assert leftovers(tmp_path) == []
    assert run(catalog.add(tmp_path / "good", id="x")).installed
