import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import pytest
import torch
from PIL import Image
from safetensors.torch import save

from tests.training.test_weights import Payload
from tests.training.tiny_models import TEXT, VIT, model_cfg, pixels, timm_tower, tiny_clip, tokens, write_folder
from training.adapters import merge_lora
from training.config import TrainingError
from training.model_config import config_of
from training.models import export, load_start, preprocessing_of, tokenizer_of
from training.movable import choose

STARTER = Path(__file__).resolve().parents[2] / "resources" / "models" / "starter"
COLOURS = {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.2, 0.3], "interpolation": "bilinear", "resize_mode": "squash"}
TIMM = timm_tower("test_efficientnet", image_size=64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "start", model_cfg(), save(tiny_clip().state_dict()), **COLOURS)


@torch.no_grad()
def _outputs(model: Any, size_px: int = 32) -> torch.Tensor:
    model.eval()
    return torch.cat([model.encode_image(pixels(size_px=size_px)), model.encode_text(tokens())])


def _open_clip(folder: Path) -> tuple[Any, Any]:
    """Model and transform as any program with open_clip loads them."""
    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{folder}", require_pretrained=True)
    return model, preprocess


def _photo() -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8))


def test_a_folder_is_loaded_as_open_clip_loads_it(folder: Path) -> None:
    model = load_start(str(folder))
    theirs, preprocess = _open_clip(folder)
    assert not model.training
    assert torch.equal(_outputs(model), _outputs(theirs))
    assert torch.equal(preprocessing_of(model).transform()(_photo()), preprocess(_photo()))
    texts = ["a red bicycle", "two dogs on a very long beach in the evening sun"]
    assert torch.equal(tokenizer_of(model)(texts), open_clip.get_tokenizer(f"local-dir:{folder}")(texts))
    assert tokenizer_of(model)(texts).shape == (2, 8)


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("vision", [VIT, TIMM], ids=["ViT", "timm"])
@pytest.mark.parametrize("custom_text", [False, True])
def test_what_is_exported_open_clip_loads_and_training_too(
    vision: dict[str, Any], tmp_path: Path, *, half: bool, custom_text: bool
) -> None:
    cfg = model_cfg(vision, **({"custom_text": True} if custom_text else {}))
    weights = save(tiny_clip(vision, custom_text=custom_text).state_dict())
    model = load_start(write_folder(tmp_path / "start", cfg, weights, **COLOURS))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.01)
    export(model, tmp_path / "end", half=half)
    assert {path.name for path in (tmp_path / "end").iterdir()} == {
        "open_clip_config.json",
        "open_clip_model.safetensors",
    }
    theirs, preprocess = _open_clip(tmp_path / "end")
    expected = _outputs(model, vision["image_size"])
    off = 0.02 if half else 0.0
    torch.testing.assert_close(_outputs(theirs, vision["image_size"]), expected, atol=off, rtol=off)
    again = load_start(tmp_path / "end")
    assert torch.equal(_outputs(again, vision["image_size"]), _outputs(theirs, vision["image_size"]))
    assert torch.equal(preprocessing_of(again).transform()(_photo()), preprocess(_photo()))
    assert config_of(again).document == config_of(model).document


def test_a_model_that_learnt_with_adapters_is_exported_as_an_ordinary_one(folder: Path, tmp_path: Path) -> None:
    model: Any = load_start(folder)
    choose(model, movable="lora")
    with pytest.raises(TrainingError, match="not merged"):
        export(model, tmp_path / "end")
    assert not (tmp_path / "end").exists()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("lora_B"):
                parameter.normal_(std=0.1)
    learnt = _outputs(model)
    merge_lora(model)
    export(model, tmp_path / "end")
    torch.testing.assert_close(_outputs(_open_clip(tmp_path / "end")[0]), learnt, atol=1e-5, rtol=1e-5)


def test_the_starter_that_ships_is_a_start() -> None:
    model: Any = load_start(STARTER)
    theirs, _ = _open_clip(STARTER)
    x, texts = pixels(1, 225), tokenizer_of(model)(["a red bicycle"])
    assert texts.shape == (1, 32)
    with torch.no_grad():
        assert torch.equal(model.encode_image(x), theirs.eval().encode_image(x))
    stages = {name for name, _ in model.named_parameters() if name.startswith("visual.trunk.blocks.6.")}
    choose(model, movable="last_blocks", last_blocks=1)
    moving = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert {name for name in moving if ".blocks." in name and "resblocks" not in name} == stages


def test_an_architecture_by_name_has_random_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("open_clip.factory._MODEL_CONFIGS", {"tiny-test": model_cfg()})
    torch.manual_seed(0)
    model = load_start("tiny-test")
    assert torch.equal(_outputs(model), _outputs(tiny_clip()))
    assert preprocessing_of(model).mean == pytest.approx(open_clip.OPENAI_DATASET_MEAN)
    export(model, tmp_path)
    assert torch.equal(_outputs(_open_clip(tmp_path)[0]), _outputs(model))


def test_no_weights_are_fetched_for_a_part_of_a_model(tmp_path: Path) -> None:
    weights = save(tiny_clip(TIMM).state_dict())
    model = load_start(write_folder(tmp_path, model_cfg({**TIMM, "timm_model_pretrained": True}), weights))
    assert config_of(model).document["model_cfg"]["vision_cfg"]["timm_model_pretrained"] is False


def test_a_checkpoint_needs_its_architecture_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("open_clip.factory._MODEL_CONFIGS", {"tiny-test": model_cfg()})
    path = tmp_path / "epoch_1.pt"
    torch.save({"epoch": 1, "state_dict": {f"module.{n}": v for n, v in tiny_clip(seed=4).state_dict().items()}}, path)
    assert torch.equal(_outputs(load_start(path, architecture="tiny-test")), _outputs(tiny_clip(seed=4)))
    with pytest.raises(TrainingError, match=r"epoch_1\.pt does not say of which architecture"):
        load_start(path)


def test_a_sigmoid_model_starts_at_the_papers_scale_and_bias_and_keeps_learnt_ones(
    folder: Path, tmp_path: Path
) -> None:
    model: Any = load_start(folder, method="siglip")
    assert (model.logit_scale.item(), model.logit_bias.item()) == (pytest.approx(math.log(10)), -10)
    assert torch.equal(_outputs(model), _outputs(load_start(folder)))
    with torch.no_grad():
        model.logit_scale.fill_(3.0)
        model.logit_bias.fill_(-8.0)
    export(model, tmp_path / "end")
    ends: list[Any] = [load_start(tmp_path / "end", method="siglip"), _open_clip(tmp_path / "end")[0]]
    for again in ends:
        assert (again.logit_scale.item(), again.logit_bias.item()) == (3.0, -8.0)
    unbiased: Any = load_start(folder)
    assert unbiased.logit_bias is None
    assert unbiased.logit_scale.item() == pytest.approx(math.log(1 / 0.07))


def _refusal(model: Path | str, **more: str) -> str:
    with pytest.raises(TrainingError) as caught:
        load_start(model, **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_checkpoint_of_another_architecture_is_refused(tmp_path: Path) -> None:
    foreign = save(tiny_clip(timm_tower("test_vit")).state_dict())
    message = _refusal(write_folder(tmp_path / "a", model_cfg(), foreign))
    assert message.startswith("open_clip_model.safetensors is of another architecture than this CLIP: ")
    wider = save(tiny_clip({**VIT, "width": 48}).state_dict())
    assert "another architecture" in _refusal(write_folder(tmp_path / "b", model_cfg(), wider))
    other_text = model_cfg(text_cfg={**TEXT, "width": 32})
    assert "another architecture" in _refusal(write_folder(tmp_path / "c", other_text, save(tiny_clip().state_dict())))


def test_code_in_a_folders_weights_is_never_run(tmp_path: Path) -> None:
    start = write_folder(tmp_path / "start", model_cfg())
    made = tmp_path / "made"
    torch.save({"state_dict": Payload(made)}, start / "open_clip_pytorch_model.bin")
    assert _refusal(start).startswith("open_clip_pytorch_model.bin holds code")
    assert not made.exists()


def test_what_is_missing_or_damaged_is_said_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    weights = folder / "open_clip_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    assert "damaged" in _refusal(folder)
    weights.unlink()
    assert _refusal(folder) == "start has no weights: open_clip_model.safetensors is missing"
    (folder / "open_clip_config.json").unlink()
    assert _refusal(folder) == "start holds no model: open_clip_config.json is missing"
    assert _refusal("no-such-model").startswith("no-such-model is neither a file, nor a folder, nor an architecture")
    assert "neither" in _refusal("hf-hub:someone/model")
    assert "neither" in _refusal(tmp_path / "absent" / "model.pt", architecture="ViT-B-32")


@pytest.mark.parametrize(
    "document",
    [
        "[]",
        "{",
        "{}",
        '{"model_cfg": []}',
        '{"model_cfg": {"vision_cfg": {}, "text_cfg": 3}}',
        '{"model_cfg": {"vision_cfg": {}, "text_cfg": {}}}',
        json.dumps({"model_cfg": {**model_cfg(), "unknown": 1}}),
        json.dumps({"model_cfg": model_cfg(timm_tower("hf-hub:someone/tower"))}),
        json.dumps({"model_cfg": model_cfg(), "preprocess_cfg": {"mean": "grey"}}),
        json.dumps({"model_cfg": model_cfg(), "preprocess_cfg": []}),
        json.dumps({"model_cfg": model_cfg(text_cfg={**TEXT, "hf_model_name": "roberta-base"})}),
    ],
)
def test_a_configuration_that_makes_no_sense_is_refused(document: str, folder: Path) -> None:
    (folder / "open_clip_config.json").write_text(document)
    assert "start" in _refusal(folder)


def test_a_tokenizer_that_needs_a_missing_package_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert _refusal("ViT-B-16-SigLIP").endswith("needs a missing package: pip install transformers")
    cfg = model_cfg(text_cfg={**TEXT, "hf_tokenizer_name": "someone/words"})
    write_folder(folder, cfg)
    assert "pip install transformers" in _refusal(folder)


def test_the_tokenizer_of_a_folder_goes_with_the_model(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.setattr("open_clip.get_tokenizer", lambda name: name)
    write_folder(folder, model_cfg(text_cfg={**TEXT, "hf_tokenizer_name": "someone/words"}))
    (folder / "tokenizer.json").write_text("words")
    model = load_start(folder)
    assert tokenizer_of(model) == f"local-dir:{folder}"  # type: ignore[comparison-overlap]
    export(model, tmp_path / "end")
    assert (tmp_path / "end" / "tokenizer.json").read_text() == "words"
    assert "own tokenizer" in _refusal("ViT-B-16-SigLIP")
