"""Processes that decode photos beside the one that learns."""

import atexit
import contextlib
import multiprocessing
import os
import signal
import sys
import types
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import numpy as np

from training.config import TrainingError
from training.decoding import Decoded, Decoder

_DYING_S = 30.0  # between the end of what a process says and its own


class DecodingProcesses:
    """Asked for batches in some order, they answer in that order, each with its share; without any, it does the work.

    They are started anew rather than forked, for a copy of a process that runs torch's threads may wait for ever for
    locks that these held. They import neither torch nor the program that starts them.
    """

    def __init__(self, decoder: Decoder, count: int) -> None:
        self._decoder = decoder
        self._asked: deque[tuple[int, int]] = deque()
        self._processes: list[tuple[SpawnProcess, Connection]] = []
        if count:
            atexit.register(self.close)  # runs before multiprocessing waits for its processes
        context = multiprocessing.get_context("spawn")
        with _bare():
            for number in range(count):
                here, there = context.Pipe()
                process = context.Process(
                    target=_work, args=(there, decoder.share(count), number, count), daemon=True, name="decoding"
                )
                process.start()
                there.close()  # so that its end is noticed
                self._processes.append((process, here))

    def ask(self, epoch: int, step: int) -> None:
        """For the photos of that batch; returns at once."""
        self._asked.append((epoch, step))
        for process, connection in self._processes:
            with _death_told(process):
                connection.send((epoch, step))

    @property
    def asked(self) -> int:
        """Batches that were asked for and not yet answered."""
        return len(self._asked)

    def answers(self) -> list[Decoded]:
        """The shares of the batch that was asked for first.

        Raises:
            TrainingError: no photo can be read, or a process has died.
        """
        epoch, step = self._asked.popleft()
        return [_receive(*each) for each in self._processes] or [self._decoder(epoch, step)]

    def forget(self) -> None:
        """Drops what was asked for."""
        while self._processes and self._asked:
            self.answers()
        self._asked.clear()

    def close(self) -> None:
        """Ends the processes at once: they hold nothing that could be lost."""
        atexit.unregister(self.close)
        for process, connection in self._processes:
            connection.close()
            process.kill()
        for process, _ in self._processes:
            process.join()
            process.close()
        self._processes = []
        self._asked.clear()


@contextlib.contextmanager
def _bare() -> Iterator[None]:
    """For the start of processes: they would import the running program, and torch with it, and numpy would start a
    thread for each core."""
    main, threads = sys.modules["__main__"], os.environ.get("OMP_NUM_THREADS")
    sys.modules["__main__"] = types.ModuleType("__main__")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        os.environ.pop("OMP_NUM_THREADS")
        if threads is not None:
            os.environ["OMP_NUM_THREADS"] = threads


def _work(connection: Connection, decoder: Decoder, process: int, processes: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for the run, which ends these processes when it is ready
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(EOFError, ConnectionError):  # the run has ended
        while True:
            epoch, step = connection.recv()
            try:
                decoded = decoder(epoch, step, process=process, processes=processes)
            except TrainingError as error:
                connection.send(error)
                continue
            connection.send((decoded._replace(views=[]), [view.shape for view in decoded.views]))
            for view in decoded.views:
                connection.send_bytes(view.data.cast("B"))


def _receive(process: SpawnProcess, connection: Connection) -> Decoded:
    with _death_told(process):
        answer = connection.recv()
        if isinstance(answer, TrainingError):
            raise answer
        decoded, shapes = answer
        views = [np.empty(shape, dtype=np.uint8) for shape in shapes]
        for view in views:
            connection.recv_bytes_into(view.data.cast("B"))
    found: Decoded = decoded._replace(views=views)
    return found


@contextlib.contextmanager
def _death_told(process: SpawnProcess) -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError) as error:
        process.join(timeout=_DYING_S)
        raise TrainingError(
            f"a process that decodes photos died ({_cause(process.exitcode)}): "
            "close other programs if memory is short, or set fewer workers"
        ) from error


def _cause(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return signal.strsignal(-exitcode) or f"signal {-exitcode}"
    return f"exit code {exitcode}"
