import pickle
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from training.config import TrainingError
from training.weights import read_weights, write_weights


class Payload:
    """What a hostile pickle does: it makes a file when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


def _state() -> dict[str, torch.Tensor]:
    return {"a.weight": torch.arange(6.0).reshape(2, 3), "a.count": torch.tensor(3)}


@pytest.mark.parametrize("name", ["w.safetensors", "w.pt", "w.bin", "legacy.pth"])
def test_weights_are_read_from_every_kind_of_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if path.suffix == ".safetensors":
        save_file(_state(), path)
    else:
        torch.save(_state(), path, _use_new_zipfile_serialization=path.stem != "legacy")
    weights = read_weights(path)
    assert {n: v.tolist() for n, v in weights.items()} == {n: v.tolist() for n, v in _state().items()}


def test_of_a_training_checkpoint_its_weights_are_read(tmp_path: Path) -> None:
    state = {f"module.{name}": value for name, value in _state().items()}
    torch.save({"epoch": 3, "name": "run", "state_dict": state, "optimizer": {"lr": 0.1}}, tmp_path / "epoch_3.pt")
    assert read_weights(tmp_path / "epoch_3.pt").keys() == _state().keys()


@pytest.mark.parametrize("kind", ["zip", "legacy", "pickle"])
def test_code_in_a_pickle_is_never_run(kind: str, tmp_path: Path) -> None:
    made, path = tmp_path / "made", tmp_path / "weights.pt"
    content = {"a": torch.zeros(1), "b": Payload(made)}
    if kind == "pickle":
        path.write_bytes(pickle.dumps(Payload(made)))
    else:
        torch.save(content, path, _use_new_zipfile_serialization=kind == "zip")
    with pytest.raises(TrainingError, match=r"^weights\.pt holds code .* not opened: give safetensors instead$"):
        read_weights(path)
    assert not made.exists()
    torch.load(path, weights_only=False)["b"].close() if kind != "pickle" else pickle.loads(path.read_bytes()).close()
    assert made.exists()  # the payload would have worked


@pytest.mark.parametrize("name", ["w.safetensors", "w.pt"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_file_cut_short_is_told_in_one_sentence(name: str, share: float, tmp_path: Path) -> None:
    path = tmp_path / name
    save_file(_state(), path) if path.suffix == ".safetensors" else torch.save(_state(), path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(TrainingError, match=r"^w\.(safetensors|pt) .*(damaged|no checkpoint)") as caught:
        read_weights(path)
    assert "\n" not in str(caught.value)


def test_what_holds_no_weights_is_refused(tmp_path: Path) -> None:
    for content in ({}, {"a": 3}, [torch.zeros(1)], {"state_dict": {"a": "text"}}, torch.zeros(2)):
        torch.save(content, tmp_path / "w.pt")
        with pytest.raises(TrainingError, match="something else than weights"):
            read_weights(tmp_path / "w.pt")
    with pytest.raises(TrainingError, match="there is no file"):
        read_weights(tmp_path / "absent.safetensors")


def test_a_program_is_refused(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of newer torch, which makes no more of them
        jit: Any = torch.jit  # without annotations
        jit.save(jit.trace(nn.Linear(2, 2), torch.zeros(1, 2)), tmp_path / "ViT-B-32.pt")
    with pytest.raises(TrainingError, match="TorchScript"):
        read_weights(tmp_path / "ViT-B-32.pt")


def test_written_weights_are_read_again(tmp_path: Path) -> None:
    model: Any = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    model.to(memory_format=torch.channels_last)
    write_weights(tmp_path / "w.safetensors", model, half=False)
    written = read_weights(tmp_path / "w.safetensors")
    assert all(torch.equal(value, written[name]) for name, value in model.state_dict().items())
    write_weights(tmp_path / "w.safetensors", model, half=True)
    halves = load_file(tmp_path / "w.safetensors")
    assert {value.dtype for name, value in halves.items() if "num_batches" not in name} == {torch.float16}
    assert halves["1.num_batches_tracked"].dtype == torch.int64
    torch.testing.assert_close(halves["0.weight"].float(), model.state_dict()["0.weight"], atol=1e-3, rtol=1e-3)


def test_numbers_too_large_for_half_precision_keep_their_own(tmp_path: Path) -> None:
    model = nn.BatchNorm1d(2)
    model.running_var = torch.tensor([1e6, 1.0])
    write_weights(tmp_path / "w.safetensors", model, half=True)
    written = load_file(tmp_path / "w.safetensors")
    assert written["running_var"].tolist() == [1e6, 1.0]
    assert written["weight"].dtype == torch.float16


def test_weights_that_are_no_numbers_are_not_written(tmp_path: Path) -> None:
    model = nn.Linear(2, 2)
    with torch.no_grad():
        model.bias.fill_(float("nan"))
    with pytest.raises(TrainingError, match=r"bias .*learning rate"):
        write_weights(tmp_path / "w.safetensors", model, half=False)
    assert list(tmp_path.iterdir()) == []
