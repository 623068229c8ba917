import math

from desktop_app.encoders.batch_size import BatchSize


def use(batch: BatchSize, rate_of: dict[int, float], *, times: int = 60) -> int:
    for _ in range(times):
        batch.measured(batch.size, batch.size / rate_of[batch.size])
    return batch.size


def test_batches_grow_while_they_are_faster() -> None:
    rates = {1: 5.0, 2: 8.0, 4: 10.0, 8: 12.0, 16: 12.1, 32: 20.0}
    batch = BatchSize((1, 2, 4, 8, 16, 32), longest_s=math.inf)
    assert use(batch, rates) == 8  # 16 is hardly faster; 32 is not tried then
    assert batch.chosen == 8


def test_the_largest_batch_wins_where_each_is_faster() -> None:
    assert use(BatchSize((8, 32, 64), longest_s=math.inf), {8: 100.0, 32: 200.0, 64: 300.0}) == 64


def test_a_batch_that_takes_too_long_is_not_chosen() -> None:
    batch = BatchSize((1, 2, 4), longest_s=0.6)
    assert use(batch, {1: 2.0, 2: 3.0, 4: 5.0}) == 1


def test_what_is_known_is_not_looked_for_again() -> None:
    batch = BatchSize((1, 2, 4), longest_s=1.0, known=4)
    assert batch.size == 4
    assert not batch.measured(4, 10.0)
    assert batch.size == 4


def test_parts_of_batches_say_nothing() -> None:
    batch = BatchSize((8, 32), longest_s=math.inf)
    assert not any(batch.measured(3, 0.1) for _ in range(20))
    assert batch.size == 8


def test_memory_bounds_every_later_batch() -> None:
    batch = BatchSize((8, 32, 64), longest_s=math.inf)
    batch.halve(8)
    assert batch.size == 4
    batch.halve(1)
    assert batch.size == 1
