"""The text tower without torch gives what the whole model gives, for the same words."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from desktop_app.encoders.bpe import clip_tokenizer
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.clip import load_encoder
from desktop_app.encoders.text_tower import load_text_tower
from desktop_app.errors import ModelMissingError
from tests.encoders.tiny_models import VIT, random_weights, sha256, write_shipped
from tests.fresh_process import modules_after

TEXTS = [
    "a red bicycle",
    "",
    "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich",
    "it's  don't, we'll &amp;amp; they've 1234 !?",
    "日本語の写真 🚲🚲",
    "before <end_of_text> after",
    "word " * 200,
    "ｆｕｌｌ　ｗｉｄｔｈ \N{LATIN SMALL LIGATURE FI}sh â€œquotedâ€\x9d",
]


def catalogue(root: Path, config: dict[str, Any], weights: dict[str, torch.Tensor]) -> ModelCatalog:
    """With one model, "shipped"."""
    shipped = write_shipped(root / "shipped")
    path = shipped / "shipped" / "open_clip_model.safetensors"
    (shipped / "shipped" / "open_clip_config.json").write_text(json.dumps(config))
    before = sha256(path)
    save_file(weights, path)
    listed = shipped / "catalog.toml"
    listed.write_text(listed.read_text().replace(before, sha256(path)))
    return ModelCatalog(root / "models", shipped=shipped)


def with_text(**changes: object) -> dict[str, Any]:
    model: dict[str, Any] = VIT["model_cfg"]
    return {**VIT, "model_cfg": {**model, "text_cfg": {**model["text_cfg"], **changes}}}


def both(catalog: ModelCatalog) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """[N, dim] of the tower alone and of the whole model."""
    spec = catalog.get("shipped")
    tower = load_text_tower(spec, catalog)
    assert tower is not None
    whole = load_encoder(spec, catalog, device="cpu", full_precision=True)
    return tower.encode_text(TEXTS), whole.encode_text(TEXTS)


@pytest.mark.parametrize(
    "config",
    [
        VIT,
        with_text(layers=3, heads=4, context_length=20),
        {**VIT, "model_cfg": {**VIT["model_cfg"], "quick_gelu": True}},
    ],
    ids=["plain", "deeper", "quick GELU"],
)
def test_it_gives_the_same_embeddings(tmp_path: Path, config: dict[str, Any]) -> None:
    alone, whole = both(catalogue(tmp_path, config, random_weights(config, seed=7)))
    assert alone.dtype == np.float32
    assert np.abs(alone - whole).max() < 1e-6
    assert np.linalg.norm(alone, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert np.abs(alone - alone[0]).max(axis=1)[1:].min() > 1e-3  # other words, other vectors


def test_weights_of_a_custom_text_model_have_other_names(tmp_path: Path) -> None:
    config = {**VIT, "model_cfg": {**VIT["model_cfg"], "custom_text": True}}
    torch.manual_seed(5)
    model = open_clip.CustomTextCLIP(**VIT["model_cfg"])
    alone, whole = both(catalogue(tmp_path, config, {name: each.clone() for name, each in model.state_dict().items()}))
    assert np.abs(alone - whole).max() < 1e-6


def test_half_precision_on_the_disk_is_understood(tmp_path: Path) -> None:
    halves = {name: value.half() for name, value in random_weights(VIT, seed=1).items()}
    alone, whole = both(catalogue(tmp_path, VIT, halves))
    assert np.abs(alone - whole).max() < 1e-6


def test_the_starter_finds_the_same_with_and_without_torch(tmp_path: Path) -> None:
    catalog = ModelCatalog(tmp_path / "models")
    spec = catalog.get("starter")
    tower = load_text_tower(spec, catalog)
    assert tower is not None
    whole = load_encoder(spec, catalog, device="cpu", full_precision=True)
    assert np.abs(tower.encode_text(TEXTS) - whole.encode_text(TEXTS)).max() < 1e-6


@pytest.mark.parametrize(
    "changes",
    [
        {"pool_type": "last"},
        {"no_causal_mask": True},
        {"embed_cls": True},
        {"tokenizer_kwargs": {"clean": "canonicalize"}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_towers_of_another_kind_are_left_to_the_whole_model(tmp_path: Path, changes: dict[str, Any]) -> None:
    catalog = catalogue(tmp_path, with_text(**changes), random_weights(VIT))
    assert load_text_tower(catalog.get("shipped"), catalog) is None


def test_so_is_what_cannot_be_read(tmp_path: Path) -> None:
    lacking = {name: value for name, value in random_weights(VIT).items() if "ln_final" not in name}
    catalog = catalogue(tmp_path, VIT, lacking)
    assert load_text_tower(catalog.get("shipped"), catalog) is None


def test_and_bfloat16(tmp_path: Path) -> None:
    catalog = catalogue(tmp_path, VIT, {name: value.bfloat16() for name, value in random_weights(VIT).items()})
    assert load_text_tower(catalog.get("shipped"), catalog) is None


def test_a_model_that_is_not_here_is_told(tmp_path: Path) -> None:
    catalog = ModelCatalog(tmp_path / "models", shipped=write_shipped(tmp_path / "shipped"))
    with pytest.raises(ModelMissingError):
        load_text_tower(catalog.get("tiny"), catalog)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_it_splits_words_as_open_clip_does(text: str) -> None:
    theirs = open_clip.tokenize([text], context_length=24)[0].tolist()
    ours = clip_tokenizer().tokens(text, context_length=24)
    assert ours + [0] * (24 - len(ours)) == theirs


@pytest.mark.parametrize("text", TEXTS)
def test_and_these(text: str) -> None:
    theirs = open_clip.tokenize([text], context_length=77)[0].tolist()
    ours = clip_tokenizer().tokens(text, context_length=77)
    assert ours + [0] * (77 - len(ours)) == theirs


def test_it_imports_no_torch(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path\n"
        "from desktop_app.encoders.catalog import ModelCatalog\n"
        "from desktop_app.encoders.text_tower import load_text_tower\n"
        f"catalog = ModelCatalog(Path({str(tmp_path)!r}))\n"
        "tower = load_text_tower(catalog.get('starter'), catalog)\n"
        "assert tower.encode_text(['a red bicycle']).shape == (1, tower.dim)"
    )
    loaded = modules_after(script)
    assert "desktop_app.encoders.bpe" in loaded
    assert not {"torch", "open_clip", "torchvision"} & loaded
