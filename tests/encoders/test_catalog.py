import os
from pathlib import Path

import msgspec
import pytest

from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.entries import SHIPPED_MODELS, read_catalogue
from desktop_app.encoders.model_folder import MANIFEST_FILE, find_weights
from desktop_app.errors import ModelDamagedError, ModelError, ModelMissingError, UnknownModelError
from desktop_app.jobs import run
from desktop_app.records import ModelKind
from tests.encoders.tiny_models import sha256, write_model


def test_the_catalogue_is_complete_and_its_hub_repositories_are_open_clips_own() -> None:
    from resources.torchvision_ops import import_torchvision

    import_torchvision()
    import open_clip

    entries = read_catalogue()
    assert len({entry.id for entry in entries}) == len(entries)
    assert [entry.id for entry in entries if entry.recommended] == ["pe-core-b-16", "dinov2-s-14"]
    for entry in entries:
        assert entry.title
        assert entry.licence
        assert entry.summary
        if not entry.source.startswith("hub:") or entry.kind is not ModelKind.IMAGE_TEXT:
            continue
        tags = open_clip.list_pretrained_tags_by_model(entry.architecture)
        repositories = {open_clip.get_pretrained_cfg(entry.architecture, tag)["hf_hub"].rstrip("/") for tag in tags}
        assert entry.source.removeprefix("hub:") in repositories
        config = open_clip.get_model_config(entry.architecture)
        assert entry.dim == config["embed_dim"]
        assert entry.image_size_px == config["vision_cfg"]["image_size"]
        assert entry.context_length == config["text_cfg"].get("context_length", 77)
        assert ("transformers" in entry.requires) == bool(config["text_cfg"].get("hf_tokenizer_name"))
        assert 0.9 < entry.download_bytes / (4 * (entry.image_parameters + entry.text_parameters)) < 1.1
        assert all(figure.source for figure in entry.figures)


def test_the_shipped_starter_is_what_the_catalogue_says() -> None:
    weights = find_weights(SHIPPED_MODELS / "starter")
    if weights is None:
        pytest.skip("resources/models/starter has no weights in this checkout")
    from desktop_app.encoders.open_clip_models import describe, load_model

    (entry,) = [entry for entry in read_catalogue() if entry.id == "starter"]
    facts = describe(load_model(weights.parent))
    assert entry.sha256 == sha256(weights)
    assert entry.dim == facts.dim
    assert entry.image_size_px == facts.image_size_px
    assert entry.context_length == facts.context_length
    assert entry.image_parameters == facts.image_parameters
    assert entry.text_parameters == facts.text_parameters


def test_a_shipped_model_is_there_from_the_start(catalog: ModelCatalog, tmp_path: Path) -> None:
    spec = catalog.get("shipped")
    weights = tmp_path / "shipped" / "shipped" / "open_clip_model.safetensors"
    assert spec.installed
    assert spec.key == f"shipped@{sha256(weights)[:12]}"
    assert catalog.weights_dir("shipped") == weights.parent
    assert [spec.id for spec in catalog.all()] == ["tiny", "shipped"]


def test_an_unknown_name_gets_the_near_ones(catalog: ModelCatalog) -> None:
    with pytest.raises(UnknownModelError, match=r"called shiped\. Did you mean shipped"):
        catalog.get("shiped")
    for name in ("../shipped", "", "C:\\x", ".staging"):
        with pytest.raises(UnknownModelError):
            catalog.get(name)
        with pytest.raises(UnknownModelError):
            catalog.remove(name)


def test_a_removed_model_is_gone(catalog: ModelCatalog, tmp_path: Path) -> None:
    write_model(tmp_path / "good")
    run(catalog.add(tmp_path / "good", id="x"))
    catalog.remove("x")
    with pytest.raises(UnknownModelError):
        catalog.get("x")
    assert not list((tmp_path / "models").rglob("*.safetensors"))
    with pytest.raises(ModelError, match="part of the app"):
        catalog.remove("shipped")
    assert catalog.get("shipped").installed


def test_exchanged_weights_are_noticed(catalog: ModelCatalog, tmp_path: Path) -> None:
    write_model(tmp_path / "good")
    run(catalog.add(tmp_path / "good", id="x"))
    write_model(tmp_path / "models" / "x", seed=5)
    with pytest.raises(ModelDamagedError, match="not those that were installed"):
        catalog.weights_dir("x")
    assert "x" not in [spec.id for spec in catalog.all()]
    catalog.remove("x")


def test_verifying_reads_the_weights(catalog: ModelCatalog, tmp_path: Path) -> None:
    write_model(tmp_path / "good")
    run(catalog.add(tmp_path / "good", id="x"))
    catalog.verify("x")
    catalog.verify("shipped")
    with pytest.raises(ModelMissingError):
        catalog.verify("tiny")
    for weights in (tmp_path / "models" / "x", tmp_path / "shipped" / "shipped"):
        path = weights / "open_clip_model.safetensors"
        times = path.stat()
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # bits rot without a trace
    for name in ("x", "shipped"):
        with pytest.raises(ModelDamagedError, match="Get the model again"):
            catalog.verify(name)


def test_other_shipped_weights_have_another_key(catalog: ModelCatalog, tmp_path: Path) -> None:
    before = catalog.get("shipped").key
    weights = write_model(tmp_path / "shipped" / "shipped", seed=77)
    assert catalog.get("shipped").key == f"shipped@{sha256(weights)[:12]}"
    assert catalog.get("shipped").key != before


def test_moved_weights_are_hashed_once_and_believed(
    catalog: ModelCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_model(tmp_path / "good")
    spec = run(catalog.add(tmp_path / "good", id="x"))
    weights = tmp_path / "models" / "x" / "open_clip_model.safetensors"
    os.utime(weights, ns=(1, 1))
    assert catalog.get("x") == spec
    monkeypatch.setattr("desktop_app.encoders.model_folder.sha256_of", lambda _: pytest.fail("hashed again"))
    assert catalog.get("x") == spec


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b'{"weights": "../../x"}'])
def test_a_damaged_manifest_hides_the_model_until_it_is_removed(
    catalog: ModelCatalog, tmp_path: Path, content: bytes
) -> None:
    write_model(tmp_path / "good")
    run(catalog.add(tmp_path / "good", id="x"))
    (tmp_path / "models" / "x" / MANIFEST_FILE).write_bytes(content)
    assert "x" not in [spec.id for spec in catalog.all()]
    with pytest.raises(ModelDamagedError):
        catalog.get("x")
    catalog.remove("x")
    assert run(catalog.add(tmp_path / "good", id="x")).installed


def test_a_half_written_folder_is_no_model(catalog: ModelCatalog, tmp_path: Path) -> None:
    write_model(tmp_path / "models" / "tiny")
    spec = catalog.get("tiny")
    assert not spec.installed
    with pytest.raises(ModelMissingError):
        catalog.weights_dir("tiny")


def test_a_broken_catalogue_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text("[[model]]\nid = 3")
    with pytest.raises(ModelDamagedError, match="Install the app again"):
        read_catalogue(tmp_path / "catalog.toml")


def test_specs_travel_between_processes(catalog: ModelCatalog) -> None:
    for spec in catalog.all():
        assert msgspec.json.decode(msgspec.json.encode(spec), type=type(spec)) == spec
