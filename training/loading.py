"""Batches of photos and captions, drawn anew each epoch and the same for a seed and epoch."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Literal, Self

import torch
from torch import Tensor

from training.augment import names_side
from training.cached_photos import CachedPhotos
from training.caption_tokens import CaptionTokens, Tokenizer
from training.config import TrainingError
from training.data import CaptionedPhoto, Skipped
from training.decoding import Decoded, Decoder, Order
from training.decoding_processes import DecodingProcesses
from training.methods import Batch
from training.views import Views

_AHEAD = 2  # batches that are decoded while one is learnt from
_NEGATIVES = "give at least two, for photos are learnt by comparing them"


class PhotoLoader:
    """Called with an epoch's number, it gives that epoch's batches, with views as the model wants them.

    The batches are the same however many processes decode, and those of all ranks together are the ones that a single
    rank with their batch sizes added up would get. A photo that cannot be read is named in `skipped` and another takes
    its place. Processes live until `close`, or the end of a `with` block.
    """

    def __init__(
        self,
        photos: Sequence[CaptionedPhoto],
        views: Views,
        *,
        batch_size: int,
        tokenizer: Tokenizer | None = None,
        captions_per_photo: int = 1,
        token_dropout: float = 0.0,
        flip: Literal["swap", "never where sides are named"] = "swap",
        seed: int = 1,
        workers: int = 0,
        rank: int = 0,
        world_size: int = 1,
        cache: CachedPhotos | None = None,
        pin_memory: bool = False,
    ) -> None:
        """Nothing is decoded and no process started before the first batch.

        Args:
            batch_size: of this rank; fewer where there are not so many photos.
            tokenizer: None for methods that look at images alone; else photos without captions are skipped.
            flip: "swap" exchanges left and right in captions of mirrored views.
            workers: processes that decode; without any, photos are decoded when a batch is asked for.
            cache: keeps decoded photos in memory.
            pin_memory: of views, from where graphics cards copy while the processor goes on.

        Raises:
            TrainingError: there are fewer than two photos, or fewer than ranks.
        """
        self.skipped: list[Skipped] = []
        self._photos = [photo for photo in photos if tokenizer is None or self._has_captions(photo)]
        if len(self._photos) < max(2, world_size):
            raise TrainingError(_too_few(len(self._photos), len(self.skipped), world_size))
        batch_size = min(batch_size, len(self._photos) // world_size)
        self._order = order = Order(len(self._photos), batch_size, rank, world_size, seed)
        self._views, self._workers, self._pin_memory = views, workers, pin_memory
        self._groups = _groups(self._photos)
        self._weights = torch.tensor([photo.weight for photo in self._photos])
        self._tokens = tokenizer and CaptionTokens(
            self._photos, tokenizer, order, captions_per_photo=captions_per_photo, token_dropout=token_dropout
        )
        swaps = flip == "swap" or tokenizer is None
        sided = [] if swaps else [at for at, photo in enumerate(self._photos) if any(map(names_side, photo.captions))]
        self._decoder = Decoder(
            [photo.path for photo in self._photos],
            views,
            order,
            sided=frozenset(sided),
            cache=cache,
        )
        self._processes: DecodingProcesses | None = None
        self._coming: Iterator[tuple[int, int]] = iter(())  # epoch and step of the batches to ask for
        self._next: tuple[int, int] | None = None  # of the batch that is answered next
        self._broken: set[int] = set()

    def _has_captions(self, photo: CaptionedPhoto) -> bool:
        if not photo.captions:
            self.skipped.append(Skipped(photo.path, "no captions"))
        return bool(photo.captions)

    @property
    def batch_size(self) -> int:
        """Photos in a batch of this rank."""
        return self._order.batch_size

    @property
    def steps_per_epoch(self) -> int:
        """Whole batches; the photos left over are others in each epoch."""
        return self._order.steps_per_epoch

    def __call__(self, epoch: int, *, first_step: int = 0) -> Iterator[Batch]:
        """The batches of the epoch from that step on.

        Raises:
            TrainingError: no photo, or only one, can be read, or a process that decodes has died.
        """
        for step in range(first_step, self.steps_per_epoch):
            try:
                batch = self._batch(epoch, step, self._decoded(epoch, step))
            except BaseException:
                self.close()
                raise
            yield batch

    def _decoded(self, epoch: int, step: int) -> list[Decoded]:
        """The shares of one batch, after the next ones were asked for, also those of the epoch that follows."""
        if self._processes is None:
            self._processes = DecodingProcesses(self._decoder, self._workers)
        if self._next != (epoch, step):
            self._processes.forget()
            self._coming = self._from(epoch, step)
        while self._processes.asked <= _AHEAD:
            self._processes.ask(*next(self._coming))
        self._next = (epoch, step + 1) if step + 1 < self.steps_per_epoch else (epoch + 1, 0)
        return self._processes.answers()

    def _from(self, epoch: int, step: int) -> Iterator[tuple[int, int]]:
        yield from ((epoch, later) for later in range(step, self.steps_per_epoch))
        for coming in itertools.count(epoch + 1):
            yield from ((coming, number) for number in range(self.steps_per_epoch))

    def _batch(self, epoch: int, step: int, shares: list[Decoded]) -> Batch:
        photos, mirrored = [0] * self.batch_size, [False] * self.batch_size
        for share in shares:
            for row, photo, is_mirrored in zip(share.rows, share.photos, share.mirrored, strict=True):
                photos[row], mirrored[row] = photo, is_mirrored
            self._name_broken(share.broken)
        if len(photos) > 1 and len(set(photos)) == 1:
            raise TrainingError(f"only {self._photos[photos[0]].path.name} can be read of all photos: {_NEGATIVES}")
        tokens = self._tokens(epoch, step, photos, mirrored) if self._tokens else None
        return Batch(self._normalised(shares), tokens, self._groups[photos], self._weights[photos])

    def _normalised(self, shares: list[Decoded]) -> tuple[Tensor, ...]:
        """Each view of the batch, (n, 3, h, w), with the model's own mean and deviation."""
        mean, std = (torch.tensor(value).view(3, 1, 1) for value in (self._views.mean, self._views.std))
        scale, shift = 1 / (255 * std), mean / std
        shares = [share for share in shares if share.rows]
        whole = []
        for parts in zip(*(share.views for share in shares), strict=True):
            view = torch.empty(self.batch_size, *parts[0].shape[1:], pin_memory=self._pin_memory)
            for share, part in zip(shares, parts, strict=True):
                for row, pixels in zip(share.rows, torch.from_numpy(part), strict=True):  # one stays in the caches
                    view[row].copy_(pixels).mul_(scale).sub_(shift)
            whole.append(view)
        return tuple(whole)

    def _name_broken(self, broken: list[tuple[int, str]]) -> None:
        for photo, reason in broken:
            if photo not in self._broken:
                self._broken.add(photo)
                self.skipped.append(Skipped(self._photos[photo].path, reason))

    def close(self) -> None:
        """Ends the processes; the next batch starts new ones."""
        self._next = None
        if self._processes is not None:
            self._processes.close()
            self._processes = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _too_few(photos: int, silent: int, world_size: int) -> str:
    left_out = f" ({silent} more have no captions)" if silent else ""
    if photos < 2:
        return f"there {'is only one photo' if photos else 'are no photos'} to learn from{left_out}: {_NEGATIVES}"
    return f"there are {photos} photos{left_out} for {world_size} processes: start no more processes than photos"


def _groups(photos: Sequence[CaptionedPhoto]) -> Tensor:
    """(photos,) numbers: the same for the same group, or, for photos that name none, for the very same captions."""
    numbers: dict[object, int] = {}
    keys = [
        photo.group or frozenset(text.casefold() for text in photo.captions) or at for at, photo in enumerate(photos)
    ]
    return torch.tensor([numbers.setdefault(key, len(numbers)) for key in keys])
