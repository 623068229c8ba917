from pathlib import Path

import pytest
import torch
from torch import nn

from tests.training import processes
from training import distributed
from training.config import TrainingError


@pytest.fixture(scope="module", params=[2, 3])
def seen_by_each(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, processes.Numbers]]:
    folder: Path = tmp_path_factory.mktemp("processes")
    return processes.compute_all(request.param, folder)


@pytest.mark.parametrize("case", processes.CASES)
def test_processes_together_compute_what_one_does(case: str, seen_by_each: list[dict[str, processes.Numbers]]) -> None:
    alone = processes.CASES[case]()
    for seen in seen_by_each:
        torch.testing.assert_close(seen[case], alone, rtol=1e-5, atol=1e-5)


def test_alone_nothing_is_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    distributed.start()
    assert (distributed.rank(), distributed.world_size(), distributed.is_first()) == (0, 1, True)
    features = torch.randn(3, 2, requires_grad=True)
    assert distributed.gather(features) is features
    assert distributed.pass_round(features) is features
    assert not distributed.mean(features).requires_grad
    parameter = nn.Parameter(torch.ones(2))
    parameter.grad = torch.tensor([1.0, 2.0])
    distributed.average_gradients([parameter])
    assert parameter.grad.tolist() == [1.0, 2.0]
    distributed.stop()


def test_a_world_without_an_address_is_an_error_that_names_torchrun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    for name in ("RANK", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(TrainingError, match="torchrun"):
        distributed.start()
