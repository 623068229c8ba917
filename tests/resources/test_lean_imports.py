"""What is put off loads when it is used, and what nobody uses is not loaded."""

import sys
from pathlib import Path

import pytest

from resources.lean_imports import put_off
from tests.fresh_process import modules_after


def test_an_encoder_is_imported_without_a_compiler() -> None:
    loaded = modules_after("import desktop_app.encoders.clip")
    assert {"torch", "open_clip", "timm"} <= loaded
    assert not {"torch._dynamo", "torch._inductor", "torch.onnx", "torch.distributed.fsdp", "sympy"} & loaded


def test_what_an_encoder_puts_off_can_still_be_used() -> None:
    loaded = modules_after(
        "import desktop_app.encoders.clip, timm, torch, torchvision\n"
        "boxes = torch.tensor([[0.0, 0.0, 2.0, 2.0]])\n"
        "assert torchvision.ops.box_iou(boxes, boxes).item() == 1\n"
        "assert 'resnet18' in torchvision.models.list_models()\n"
        "assert timm.is_model('mobilenetv2_100')\n"
        "assert torch.compiler.disable.__module__ == 'torch.compiler'\n"
    )
    assert "torchvision.ops.boxes" in loaded


def test_torch_computes_without_its_rules_for_compilers_and_has_them_when_asked() -> None:
    loaded = modules_after(
        "import sys\n"
        "from desktop_app.workspace.model_choice import import_encoders\n"
        "import_encoders()\n"
        "import torch\n"
        "assert not {'torch._decomp', 'torch._refs'} & set(sys.modules)\n"
        "layer = torch.nn.MultiheadAttention(8, 2, batch_first=True)\n"
        "batch = torch.ones(2, 3, 8, requires_grad=True)\n"
        "layer(batch, batch, batch)[0].square().mean().backward()\n"
        "assert batch.grad is not None\n"
        "assert torch._meta_registrations.aten is torch.ops.aten\n"
        "found = torch.compile(lambda x: x * 2 + 1, backend='eager', fullgraph=True)(torch.ones(3))\n"
        "assert found.tolist() == [3, 3, 3]\n"
    )
    assert "torch._decomp" in loaded


def test_a_package_that_is_put_off_loads_when_something_of_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "outer/__init__.py": "",
        "outer/inner/__init__.py": "import outer.loaded\nTHING = 'a thing'\n",
        "outer/inner/leaf.py": "LEAF = 'a leaf'\n",
        "outer/loaded.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    put_off("outer", "inner", "not_there")
    try:
        from outer.inner.leaf import LEAF  # type: ignore[import-not-found]

        assert LEAF == "a leaf"
        assert "outer.loaded" not in sys.modules
        from outer.inner import THING  # type: ignore[import-not-found]

        assert THING == "a thing"
        assert "outer.loaded" in sys.modules
        with pytest.raises(ImportError):
            import outer.not_there  # type: ignore[import-not-found]  # noqa: F401
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "outer"]:
            del sys.modules[name]
