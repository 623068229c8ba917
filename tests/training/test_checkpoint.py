import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from training.checkpoint import Checkpoint, checksum
from training.config import TrainingError


class Towers(nn.Module):
    """A locked part, a part that learns, statistics, and a teacher that changes without a gradient."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.locked = nn.Linear(1000, width).requires_grad_(requires_grad=False)
        self.norm = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, 2)
        self.teacher = nn.Linear(width, 2).requires_grad_(requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.head(self.norm(self.locked(x)))
        return scores


def _optimizer(towers: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.AdamW([parameter for parameter in towers.parameters() if parameter.requires_grad], lr=0.1)


def _learnt(path: Path, **settings: object) -> Towers:
    """Towers that learnt a step and were saved."""
    towers = Towers()
    optimizer = _optimizer(towers)
    checkpoint = Checkpoint(path, settings=settings)
    checkpoint.begin(towers)
    towers(torch.randn(4, 1000)).square().sum().backward()
    optimizer.step()
    towers.teacher.weight.lerp_(towers.head.weight, 0.1)
    checkpoint.save(towers, {"optimizer": optimizer}, {"step": 1})
    return towers


def _load(path: Path, towers: nn.Module, **settings: object) -> dict[str, Any] | None:
    checkpoint = Checkpoint(path, settings=settings)
    checkpoint.begin(towers)
    return checkpoint.load(towers, {"optimizer": _optimizer(towers)})


def test_everything_comes_back(tmp_path: Path) -> None:
    learnt, fresh = _learnt(tmp_path / "run.pt"), Towers()
    assert _load(tmp_path / "run.pt", fresh) == {"step": 1}
    for name, value in fresh.state_dict().items():
        assert torch.equal(value, learnt.state_dict()[name]), name


def test_what_never_changes_is_not_written(tmp_path: Path) -> None:
    _learnt(tmp_path / "run.pt")
    assert (tmp_path / "run.pt").stat().st_size < 60_000  # the locked weights alone are 256,000


def test_no_file_is_no_position(tmp_path: Path) -> None:
    assert _load(tmp_path / "run.pt", Towers()) is None


def test_chance_goes_on_where_it_was(tmp_path: Path) -> None:
    _learnt(tmp_path / "run.pt")
    expected = (torch.rand(3).tolist(), random.random(), np.random.rand())
    for chance in (torch.manual_seed, random.seed, np.random.seed):
        chance(9)
    _load(tmp_path / "run.pt", Towers())
    assert (torch.rand(3).tolist(), random.random(), np.random.rand()) == expected


def test_other_settings_are_named(tmp_path: Path) -> None:
    _learnt(tmp_path / "run.pt", epochs=3, method="clip", seed=1)
    with pytest.raises(TrainingError, match=r"run\.pt belongs to a run with other settings \(epochs, seed\)"):
        _load(tmp_path / "run.pt", Towers(), epochs=4, method="clip")


def test_another_architecture_is_refused(tmp_path: Path) -> None:
    _learnt(tmp_path / "run.pt")
    for other in (Towers(width=32), nn.Linear(2, 2)):
        before = [value.clone() for value in other.state_dict().values()]
        with pytest.raises(TrainingError, match="another architecture"):
            _load(tmp_path / "run.pt", other)
        assert all(torch.equal(*pair) for pair in zip(before, other.state_dict().values(), strict=True))


def test_another_start_is_refused(tmp_path: Path) -> None:
    _learnt(tmp_path / "run.pt")
    other = Towers()
    other.locked.weight.data[0, 0] += 1e-6
    with pytest.raises(TrainingError, match="another model's weights"):
        _load(tmp_path / "run.pt", other)


class Intruder:
    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("intruded"),)


def test_a_pickle_with_code_in_it_is_refused_and_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"weights": Intruder()}, tmp_path / "new.pt")
    (tmp_path / "old.pt").write_bytes(pickle.dumps(Intruder(), protocol=2))
    for name in ("new.pt", "old.pt"):
        with pytest.raises(TrainingError, match=r"is damaged .*remove it") as told:
            _load(tmp_path / name, Towers())
        assert "\n" not in str(told.value)
    assert not (tmp_path / "intruded").exists()


@pytest.mark.parametrize("keep", [0, 10, 2000])
def test_half_a_file_is_refused_in_one_sentence(tmp_path: Path, keep: int) -> None:
    _learnt(tmp_path / "run.pt")
    content = (tmp_path / "run.pt").read_bytes()
    (tmp_path / "run.pt").write_bytes(content[:keep])
    with pytest.raises(TrainingError, match=r"run\.pt is damaged") as told:
        _load(tmp_path / "run.pt", Towers())
    assert "\n" not in str(told.value)


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "run.pt.4711.tmp").write_bytes(b"half")
    Checkpoint(tmp_path / "run.pt").begin(Towers())
    assert list(tmp_path.iterdir()) == []


def test_a_checksum_sees_every_bit() -> None:
    value = torch.zeros(2, 3)
    other = value.clone()
    other[1, 2] = 1e-45
    told = {checksum(tensor) for tensor in (value, other, value.reshape(3, 2), value.half(), value[0, 0])}
    assert len(told) == 5
    assert checksum(value) == checksum(value.clone())
    image = torch.rand(2, 3, 4, 4)
    assert checksum(image) == checksum(image.contiguous(memory_format=torch.channels_last))
