"""Several processes, each with its own photos of every batch.

The convention: a process's loss is the mean over its own n photos, compared with all W·n of the W processes. The mean
of these losses is the loss of the whole batch, and `average_gradients` makes the gradients those of the whole batch.
Alone, every function here is the identity. Each process must bring equally many photos and call the same functions in
the same order.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch import distributed as dist
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from training.config import TrainingError

_BUCKET_NUMBERS = 8 * 2**20  # few messages, and little memory beside the gradients


def start() -> None:
    """Joins the processes that torchrun started, through its environment; alone it does nothing.

    Tensors in the processor's memory go through gloo, those on graphics cards through NCCL.

    Raises:
        TrainingError: the processes do not find each other.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        return
    backend = "gloo"
    if torch.cuda.is_available() and dist.is_nccl_available():
        backend = "cpu:gloo,cuda:nccl"
        torch.cuda.set_device(local_rank() % torch.cuda.device_count())
    try:
        dist.init_process_group(backend)
    except (ValueError, RuntimeError) as error:
        raise TrainingError(
            f"the processes of this run do not find each other ({error}): start them with torchrun"
        ) from error


def stop() -> None:
    """Leaves the other processes."""
    if _together():
        dist.destroy_process_group()


def rank() -> int:
    """The number of this process, from 0."""
    return dist.get_rank() if _together() else 0


def local_rank() -> int:
    """The number of this process on its machine, from 0."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def world_size() -> int:
    """How many processes there are."""
    return dist.get_world_size() if _together() else 1


def is_first() -> bool:
    """Whether this is the process that writes files and reports."""
    return rank() == 0


def gather(features: Tensor) -> Tensor:
    """(n, …) of every process to (W·n, …), in the order of their ranks.

    Each process's loss sends its gradients back; what arrives are their sums.
    """
    if not _together():
        return features
    gathered: Tensor = _Gather.apply(features)  # type: ignore[no-untyped-call]
    return gathered


@torch.no_grad()
def gather_constant(values: Tensor) -> Tensor:
    """(n, …) of every process to (W·n, …), in the order of their ranks, without gradients."""
    return _all_gather(values) if _together() else values


def pass_round(features: Tensor) -> Tensor:
    """The previous process's tensor, while the next one gets this one's; gradients go the other way round."""
    if not _together():
        return features
    passed: Tensor = _PassRound.apply(features)  # type: ignore[no-untyped-call]
    return passed


@torch.no_grad()
def mean(value: Tensor) -> Tensor:
    """The mean over the processes, without gradients."""
    value = value.detach()
    return _sum(value) / world_size() if _together() else value


@torch.no_grad()
def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Replaces every gradient by its mean over the processes.

    A parameter without a gradient counts as zero, unless no process has one: then the optimiser is to leave it alone.
    """
    if not _together():
        return
    moved = [p for p in dict.fromkeys(parameters) if p.requires_grad]
    for bucket in _buckets(_with_a_gradient_anywhere(moved)):
        gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in bucket]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        dist.all_reduce(flat)
        means = torch.split(flat / world_size(), [gradient.numel() for gradient in gradients])
        for parameter, gradient, values in zip(bucket, gradients, means, strict=True):
            parameter.grad = gradient.copy_(values.view(gradient.shape))


@torch.no_grad()
def broadcast(module: nn.Module) -> None:
    """Gives every process the parameters and buffers of the first."""
    if not _together():
        return
    for tensor in [*module.parameters(), *module.buffers()]:
        values = tensor.contiguous()
        dist.broadcast(values, src=0)
        tensor.copy_(values)


def _together() -> bool:
    return dist.is_available() and dist.is_initialized()


def _sum(value: Tensor) -> Tensor:
    total = value.clone(memory_format=torch.contiguous_format)
    dist.all_reduce(total)
    return total


def _all_gather(values: Tensor) -> Tensor:
    values = values.contiguous()
    parts = [torch.empty_like(values) for _ in range(world_size())]
    dist.all_gather(parts, values)
    return torch.cat(parts)


def _exchange(values: Tensor, *, to: int, source: int) -> Tensor:
    values = values.contiguous()
    received = torch.empty_like(values)
    both = [dist.P2POp(dist.isend, values, to), dist.P2POp(dist.irecv, received, source)]
    for work in dist.batch_isend_irecv(both):
        work.wait()
    return received


def _with_a_gradient_anywhere(parameters: list[nn.Parameter]) -> list[nn.Parameter]:
    if not parameters:
        return []
    here = torch.tensor([p.grad is not None for p in parameters], dtype=torch.int32, device=parameters[0].device)
    return [p for p, processes in zip(parameters, _sum(here).tolist(), strict=True) if processes]


def _buckets(parameters: list[nn.Parameter]) -> Iterator[list[nn.Parameter]]:
    by_kind: dict[tuple[torch.dtype, torch.device], list[nn.Parameter]] = {}
    for parameter in parameters:
        by_kind.setdefault((parameter.dtype, parameter.device), []).append(parameter)
    for kind in by_kind.values():
        bucket: list[nn.Parameter] = []
        for parameter in kind:
            bucket.append(parameter)
            if sum(p.numel() for p in bucket) >= _BUCKET_NUMBERS:
                yield bucket
                bucket = []
        if bucket:
            yield bucket


class _Gather(Function):
    @staticmethod
    def forward(_ctx: Any, features: Tensor) -> Tensor:
        return _all_gather(features)

    @staticmethod
    @once_differentiable
    def backward(_ctx: Any, gradient: Tensor) -> Tensor:
        return _sum(gradient).chunk(world_size())[rank()]


class _PassRound(Function):
    @staticmethod
    def forward(_ctx: Any, features: Tensor) -> Tensor:
        return _exchange(features, to=(rank() + 1) % world_size(), source=(rank() - 1) % world_size())

    @staticmethod
    @once_differentiable
    def backward(_ctx: Any, gradient: Tensor) -> Tensor:
        return _exchange(gradient, to=(rank() - 1) % world_size(), source=(rank() + 1) % world_size())
