"""Batches on the device that computes, the next one on its way while one is worked on."""

from collections.abc import Iterable, Iterator

import torch

from training.methods import Batch


def on_device(batches: Iterable[Batch], device: torch.device, *, channels_last: bool = False) -> Iterator[Batch]:
    """The same batches in order. For a graphics card one is copied ahead, beside the computation."""
    if device.type != "cuda":
        for batch in batches:
            yield batch.to(device, channels_last=channels_last)
        return
    copying = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
    ready: Batch | None = None
    for batch in batches:
        with torch.cuda.stream(copying):
            coming = batch.to(device, channels_last=channels_last)
        if ready is not None:
            yield ready
        ready = _after_copying(coming, copying, device)
    if ready is not None:
        yield ready


def _after_copying(batch: Batch, copying: torch.cuda.Stream, device: torch.device) -> Batch:
    """What is computed from now on waits for the copy, and the copy's memory for what is computed."""
    computing = torch.cuda.current_stream(device)
    computing.wait_stream(copying)
    for tensor in (*batch.views, batch.tokens, batch.groups, batch.weights):
        if tensor is not None:
            tensor.record_stream(computing)
    return batch
