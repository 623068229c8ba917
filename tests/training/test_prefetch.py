from collections.abc import Iterator

import torch

from training.methods import Batch
from training.prefetch import on_device


def test_batches_keep_their_order_and_get_the_layout() -> None:
    batches = [Batch((torch.full((2, 3, 4, 4), float(n)),), None, torch.arange(2)) for n in range(3)]
    moved = list(on_device(batches, torch.device("cpu"), channels_last=True))
    assert [batch.views[0][0, 0, 0, 0].item() for batch in moved] == [0.0, 1.0, 2.0]
    assert all(batch.views[0].is_contiguous(memory_format=torch.channels_last) for batch in moved)


def test_no_batch_is_asked_for_before_it_is_needed() -> None:
    asked = []

    def batches() -> Iterator[Batch]:
        for number in range(3):
            asked.append(number)
            yield Batch((torch.zeros(1, 1),), None, torch.zeros(1))

    next(on_device(batches(), torch.device("cpu")))
    assert asked == [0]
