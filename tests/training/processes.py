"""What the tests of several processes compute, and the processes; a module of its own, since each process imports it.

A case takes this process's share of a batch of twelve and returns what does not depend on how many processes share it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, multiprocessing, nn
from torch.distributed import TCPStore  # type: ignore[attr-defined]
from torch.nn import functional

from tests.training.two_towers import TwoTowers, batch
from training import distributed, grad_cache
from training.losses import DINOLoss, InfoNCE, KoLeo, NTXent, SigLIP
from training.methods import CLIP, Method
from training.methods import SigLIP as SigLIPMethod

Numbers = dict[str, Tensor]
BATCH = 12


def share(values: Tensor) -> Tensor:
    """This process's rows."""
    return values.chunk(distributed.world_size())[distributed.rank()]


def _towers() -> nn.ModuleDict:
    torch.manual_seed(0)
    return nn.ModuleDict({"first": nn.Linear(6, 4), "second": nn.Linear(6, 4)})


def _learn(loss: Callable[..., Tensor], *, scalars: tuple[float, ...] = (), **said: Tensor) -> Numbers:
    """The loss of features from two towers, and all gradients: of features, of scalars, of the towers' weights."""
    towers = _towers()
    inputs = torch.randn(2, BATCH, 6, generator=torch.Generator().manual_seed(1))
    features = [
        functional.normalize(tower(share(part)), dim=-1) for tower, part in zip(towers.values(), inputs, strict=True)
    ]
    learnt = nn.ParameterList([nn.Parameter(torch.tensor(value)) for value in scalars])
    for part in features:
        part.retain_grad()
    value = loss(*features, *learnt, **{name: share(rows) for name, rows in said.items()})
    torch.autograd.backward(value)
    numbers = {"loss": distributed.mean(value)}
    for number, part in enumerate(features):
        if part.grad is not None:
            numbers[f"features {number}"] = distributed.gather_constant(part.grad) / distributed.world_size()
    distributed.average_gradients([*towers.parameters(), *learnt])
    named = [*towers.named_parameters(), *learnt.named_parameters("scalar")]
    return numbers | {name: parameter.grad for name, parameter in named if parameter.grad is not None}


GROUPS = torch.tensor([0, 1, 2, 3, 1, 5, 6, 0, 8, 9, 1, 11])  # alike across shares and, 1 and 10, far apart
WEIGHTS = torch.tensor([1.0, 0.5, 2.0, 0.0, 1.0, 1.0, 3.0, 0.1, 1.0, 1.0, 0.7, 1.0])


def _dino() -> Numbers:
    towers, loss = _towers(), DINOLoss(4)
    crops = torch.randn(BATCH, 5, 6, generator=torch.Generator().manual_seed(1))
    for _ in range(2):  # the second time with a center that has moved
        towers.zero_grad()
        teacher = towers["second"](share(crops)[:, :2]).detach()
        value = loss(towers["first"](share(crops)), teacher, teacher_temperature=0.04)
        torch.autograd.backward(value)
        loss.update_center(teacher)
    distributed.average_gradients(towers.parameters())
    numbers = {name: p.grad for name, p in towers.named_parameters() if p.grad is not None}
    return numbers | {"loss": distributed.mean(value), "center": loss.center}


def _in_chunks(kind: Callable[[nn.Module], Method]) -> Numbers:
    """Several processes compute in chunks, one computes the whole batch at once."""
    method, photos, n = kind(TwoTowers()), batch(BATCH), BATCH // distributed.world_size()
    chunk_size = 0 if distributed.world_size() == 1 else n - 1
    own = photos.part(distributed.rank() * n, (distributed.rank() + 1) * n)
    losses = grad_cache.backward(method, own, chunk_size=chunk_size)
    distributed.average_gradients(method.parameters())
    numbers = {name: p.grad for name, p in method.named_parameters() if p.grad is not None}
    return numbers | {"loss": distributed.mean(losses["loss"])}


def _uneven_gradients() -> Numbers:
    """A parameter that one process alone has used, and one that none has."""
    used, unused = nn.Parameter(torch.ones(3)), nn.Parameter(torch.ones(2))
    if distributed.is_first():
        torch.autograd.backward(used.sum() * distributed.world_size())
    distributed.average_gradients([used, unused])
    assert used.grad is not None
    return {"used": used.grad, "unused": torch.tensor(unused.grad is None)}


def _same_start() -> Numbers:
    torch.manual_seed(distributed.rank())
    module = nn.Sequential(convolution := nn.Conv2d(3, 4, 2), nn.BatchNorm2d(4))
    convolution.weight.data = convolution.weight.data.to(memory_format=torch.channels_last)
    distributed.broadcast(module)
    return dict(module.state_dict())


CASES: dict[str, Callable[[], Numbers]] = {
    "InfoNCE": lambda: _learn(InfoNCE(), scalars=(14.0,)),
    "InfoNCE with groups": lambda: _learn(InfoNCE(), scalars=(14.0,), groups=GROUPS),
    "InfoNCE with weights": lambda: _learn(InfoNCE(), scalars=(14.0,), groups=GROUPS, weights=WEIGHTS),
    "SigLIP": lambda: _learn(SigLIP(), scalars=(10.0, -10.0)),
    "SigLIP with groups": lambda: _learn(SigLIP(), scalars=(10.0, -5.0), groups=GROUPS),
    "SigLIP with weights": lambda: _learn(SigLIP(), scalars=(10.0, -5.0), groups=GROUPS, weights=WEIGHTS),
    "NT-Xent": lambda: _learn(NTXent(0.2)),
    "KoLeo": lambda: _learn(lambda first, _: KoLeo()(first)),
    "DINO": _dino,
    "CLIP in chunks": lambda: _in_chunks(CLIP),
    "SigLIP in chunks": lambda: _in_chunks(SigLIPMethod),
    "uneven gradients": _uneven_gradients,
    "same start": _same_start,
}


def _compute_all(rank: int, world_size: int, port: int, folder: str) -> None:
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": str(world_size), "LOCAL_RANK": str(rank)}
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "TORCHELASTIC_USE_AGENT_STORE": "True"}
    torch.set_num_threads(1)
    distributed.start()
    try:
        torch.save({name: case() for name, case in CASES.items()}, Path(folder, f"{rank}.pt"))
    finally:
        distributed.stop()


def compute_all(world_size: int, folder: Path) -> list[dict[str, Numbers]]:
    """Every case's numbers as each of `world_size` new processes sees them; they meet as torchrun's processes do."""
    store = TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)  # any free port
    told = (world_size, store.port, str(folder))
    # Where there is a fork server, torch (and what its backward pass imports) is imported once, not in each process.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    multiprocessing.set_forkserver_preload([__name__, "torch.fx.experimental.symbolic_shapes"])
    run: Any = multiprocessing.start_processes  # type: ignore[attr-defined]
    run(_compute_all, told, nprocs=world_size, start_method=method)
    return [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in range(world_size)]
