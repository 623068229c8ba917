import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import timm
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from desktop_app.encoders.image_models import describe_image_model, load_image_model, preprocess_of_model
from desktop_app.encoders.timm_config import read_timm_config
from desktop_app.errors import ModelDamagedError
from tests.encoders.tiny_image_models import CONVNET, TINY, VIT, edit_config, write_image_model
from tests.encoders.tiny_models import Danger
from training.models import create_image_model, export, preprocessing_of


@pytest.mark.parametrize(("config", "dim"), [(VIT, 24), (CONVNET, 1280)])
def test_a_folder_gives_what_timm_gives(tmp_path: Path, config: dict[str, Any], dim: int) -> None:
    weights = write_image_model(tmp_path / "m", config)
    expected = timm.create_model(config["architecture"], num_classes=0, **config["model_args"]).eval()
    expected.load_state_dict(load_file(weights))
    loaded = load_image_model(tmp_path / "m")
    pictures = torch.randn(3, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        torch.testing.assert_close(loaded.model(pictures), expected(pictures))
    facts = describe_image_model(loaded)
    assert (facts.dim, facts.image_size_px, facts.context_length, facts.text_parameters) == (dim, 32, 0, 0)
    assert facts.image_parameters == sum(parameter.numel() for parameter in expected.parameters())


def test_what_training_exports_is_what_the_app_loads(tmp_path: Path) -> None:
    made = create_image_model("vit_tiny_patch16_224", model_args=TINY, any_size=True).eval()
    export(made, tmp_path / "m", half=True)
    loaded = load_image_model(tmp_path / "m")
    picture = Image.effect_noise((60, 40), 80).convert("RGB")
    pixels = torch.from_numpy(preprocess_of_model(loaded.preprocessing)(picture))[None]
    with torch.inference_mode():
        expected = made(preprocessing_of(made).transform()(picture)[None])
        torch.testing.assert_close(loaded.model(pixels), expected, atol=2e-3, rtol=1e-2)


def test_half_precision_weights_become_float32(tmp_path: Path) -> None:
    write_image_model(tmp_path / "m", dtype=torch.float16)
    model = load_image_model(tmp_path / "m").model
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert not any(parameter.requires_grad for parameter in model.parameters())


@pytest.mark.parametrize("said", [True, False])
def test_a_vision_transformer_takes_other_sizes_whether_its_file_says_so_or_not(tmp_path: Path, said: bool) -> None:
    config = {**VIT, "model_args": {**TINY, "dynamic_img_size": True} if said else TINY}
    write_image_model(tmp_path / "m", config)
    model = load_image_model(tmp_path / "m").model
    pictures = torch.randn(1, 3, 32, 32)
    large = torch.nn.functional.interpolate(pictures, scale_factor=2, mode="nearest")
    with torch.inference_mode():
        features, of_large = model(pictures), model(large)
    assert of_large.shape == features.shape
    assert torch.cosine_similarity(features, of_large).item() > 0.5


def test_position_embeddings_are_interpolated_for_the_size_of_the_preprocessing(tmp_path: Path) -> None:
    write_image_model(tmp_path / "m")
    edit_config(tmp_path / "m", preprocess={**VIT["preprocess"], "image_size_px": 48})
    loaded = load_image_model(tmp_path / "m")
    expected: Any = timm.create_model(VIT["architecture"], num_classes=0, **TINY).eval()
    expected.load_state_dict(load_file(tmp_path / "m" / "model.safetensors"))
    expected.set_input_size(img_size=(48, 48))
    pictures = torch.randn(2, 3, 48, 48)
    with torch.inference_mode():
        torch.testing.assert_close(loaded.model(pictures), expected(pictures), atol=1e-5, rtol=1e-4)
    assert describe_image_model(loaded).image_size_px == 48


def test_pooling_is_that_of_the_file(tmp_path: Path) -> None:
    write_image_model(tmp_path / "m")
    by_token = load_image_model(tmp_path / "m").model
    edit_config(tmp_path / "m", pooling=None)
    by_default = load_image_model(tmp_path / "m").model
    config = {**VIT, "model_args": {**VIT["model_args"], "global_pool": "avg"}}
    write_image_model(tmp_path / "averaged", config)
    edit_config(tmp_path / "averaged", pooling="avg", model_args=VIT["model_args"])
    assert by_token.global_pool == by_default.global_pool == "token"
    assert load_image_model(tmp_path / "averaged").model.global_pool == "avg"


def test_preprocessing_is_the_models_own(tmp_path: Path) -> None:
    half = Image.new("RGB", (64, 32))
    half.paste((255, 255, 255), (0, 0, 16, 32))  # its left quarter: seen when squashed, cut away otherwise
    mean, std = np.array([0.5, 0.4, 0.3]), np.array([0.2, 0.25, 0.3])
    for config, left in ((VIT, 1.0), (CONVNET, 0.0)):
        write_image_model(tmp_path / "m", config)
        pixels = preprocess_of_model(read_timm_config(tmp_path / "m").preprocess)(half)
        assert pixels.shape == (3, 32, 32)
        np.testing.assert_allclose(pixels[:, 16, 2], (left - mean) / std, atol=1e-5)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"architecture": "vit_of_nobody"}, "timm does not know"),
        ({"architecture": "hf-hub:someone/evil"}, "not allowed"),
        ({"architecture": "local-dir:somewhere/evil"}, "not allowed"),
        ({"architecture": None}, "does not describe"),
        ({"preprocess": {"image_size_px": 32}}, "does not describe"),
        ({"preprocess": {**VIT["preprocess"], "std": [0.0, 1.0, 1.0]}}, "does not describe"),
        ({"preprocess": {**VIT["preprocess"], "interpolation": "magic"}}, "does not describe"),
        ({"preprocess": {**VIT["preprocess"], "image_size_px": 10**9}}, "does not describe"),
        ({"preprocess": {**VIT["preprocess"], "image_size_px": 30}}, "takes no pictures of 30 pixels"),
        ({"something": "else"}, "does not describe"),
        ({"pooling": "of the future"}, "not allowed"),
        ({"pooling": "future"}, "cannot be built"),
        ({"pooling": ""}, "does not give one vector"),
    ],
)
def test_a_configuration_that_is_foreign_or_wrong_is_refused(
    tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    write_image_model(tmp_path / "m")
    edit_config(tmp_path / "m", **changes)
    with pytest.raises(ModelDamagedError, match=sentence):
        load_image_model(tmp_path / "m")


@pytest.mark.parametrize(
    ("argument", "value", "sentence"),
    [
        ("pretrained", True, "not allowed"),
        ("pretrained_cfg", "vit", "not allowed"),
        ("checkpoint_path", "evil.pth", "not allowed"),
        ("cache_dir", "evil", "not allowed"),
        ("features_only", True, "not allowed"),
        ("num_classes", 3, "not allowed"),
        ("device", "cuda", "not allowed"),
        ("norm_layer", "os.system('x')", "not allowed"),
        ("embed_layer", {"import": "os"}, "does not describe"),
        ("depth", [[1]], "does not describe"),
        ("depth", None, "does not describe"),
        ("embed_dim", 10**9, "not allowed"),
        ("no_such_argument", 1, "cannot be built"),
        ("num_heads", 5, "cannot be built"),
        ("depth", 3, "not those of its timm_config.json"),
        ("patch_size", 16, "not those of its timm_config.json"),
        ("reg_tokens", 2, "not those of its timm_config.json"),
    ],
)
def test_arguments_that_are_foreign_or_wrong_are_refused(
    tmp_path: Path, argument: str, value: object, sentence: str
) -> None:
    write_image_model(tmp_path / "m")
    path = tmp_path / "m" / "timm_config.json"
    config = json.loads(path.read_text())
    config["model_args"][argument] = value
    path.write_text(json.dumps(config))
    with pytest.raises(ModelDamagedError, match=sentence) as raised:
        load_image_model(tmp_path / "m")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"architecture": 3}'])
def test_a_configuration_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    write_image_model(tmp_path / "m")
    (tmp_path / "m" / "timm_config.json").write_bytes(content)
    with pytest.raises(ModelDamagedError, match=r"timm_config\.json"):
        load_image_model(tmp_path / "m")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDamagedError, match=r"timm_config\.json cannot be read"):
        load_image_model(tmp_path)
    write_image_model(tmp_path).unlink()
    with pytest.raises(ModelDamagedError, match=r"weights in .* cannot be read"):
        load_image_model(tmp_path)


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "pickle"])
def test_weights_that_are_none_are_refused(tmp_path: Path, damage: str) -> None:
    path = write_image_model(tmp_path / "m")
    if damage == "pickle":
        torch.save({"weights": Danger(tmp_path / "was here")}, path)
    else:
        path.write_bytes({"empty": b"", "cut": path.read_bytes()[:-9], "noise": b"\xff" * 4000}[damage])
    with pytest.raises(ModelDamagedError, match="cannot be read"):
        load_image_model(tmp_path / "m")
    assert not (tmp_path / "was here").exists()


def test_weights_that_lack_a_part_have_too_much_or_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = write_image_model(tmp_path / "m")
    weights = load_file(path)
    without = {name: value for name, value in weights.items() if name != "cls_token"}
    for changed, sentence in [
        (without, "not those of"),
        ({**weights, "more": torch.zeros(1)}, "not those of"),
        ({**weights, "norm.bias": torch.full((24,), torch.nan)}, "does not give one vector"),
    ]:
        save_file(changed, path)
        with pytest.raises(ModelDamagedError, match=sentence):
            load_image_model(tmp_path / "m")
