"""A worker in this process and clients that remember what they heard."""

import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Client, Connection

import numpy as np
import pytest

from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.jobs import Progress
from desktop_app.records import ModelSpec
from desktop_app.worker import protocol
from desktop_app.worker.address import read_address
from desktop_app.worker.channel import Channel, prove_to_worker
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.lane import Lane
from desktop_app.worker.protocol import Event, WorkerChanged
from desktop_app.worker.server import Worker
from desktop_app.workspace import Workspace
from tests.stand_ins import ColourEncoder
from tests.workspace.places import LIMIT_S, Place


class Company:
    """One worker at a time and any number of clients."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.encoder = GatedEncoder()
        self.ears: list[Ears] = []
        self.worker: Worker | None = None
        self._thread: threading.Thread | None = None

    def open(self) -> Workspace:
        """The library, as a worker holds it that does not listen yet."""
        return Workspace.open(
            self.place.paths, models_dir=self.place.models, load_encoder=self._load, trash=self.place.trash
        )

    def start(self, *, idle_s: float = 60.0, workspace: Workspace | None = None) -> "Company":
        """The worker listens when this returns, is warm, and has been asked for its first look at the folders."""
        workspace = workspace or self.open()
        self.worker = Worker(workspace, idle_s=idle_s)
        has_begun = _first_look(self.worker) if not workspace.is_read_only else self.worker._is_warm
        self.worker.open()
        self._thread = threading.Thread(target=self._run, args=(self.worker, workspace), daemon=True)
        self._thread.start()
        assert has_begun.wait(LIMIT_S), "the worker does not come to its first look"
        return self

    def client(self) -> "Ears":
        """A connected client."""
        ears = Ears(self.place)
        self.ears.append(ears)
        ears.client.connect(start=False, timeout_s=LIMIT_S)
        return ears

    def raw(self) -> Connection:
        """A connection that has shown the secret and said nothing yet."""
        found = read_address(self.place.paths)
        assert found is not None
        link = Client(found.address, family=found.family)
        prove_to_worker(link, bytes.fromhex(found.secret), timeout_s=LIMIT_S)
        return link

    def channel(self, *, version: int = protocol.PROTOCOL_VERSION) -> Channel:
        """A channel that has said hello and not yet read the answer."""
        channel = Channel(self.raw(), receive_limit_bytes=1024**2)
        channel.send(protocol.encode(protocol.Hello(version, "0", "test")))
        return channel

    def leave(self) -> None:
        """Ends the worker."""
        self.encoder.open()
        if self.worker is not None:
            self.worker.leave()
        self.wait_until_gone()

    def leave_in_the_middle(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ends the worker while a job stands before a closed gate, which opens when the lane has been told to stop."""
        stop = Lane.stop

        def stop_then_open(lane: Lane, *, timeout_s: float) -> bool:
            with lane._changed:
                lane._stopping = True
            self.encoder.open()
            return stop(lane, timeout_s=timeout_s)

        with monkeypatch.context() as patch:
            patch.setattr(Lane, "stop", stop_then_open)
            assert self.worker is not None
            self.worker.leave()
            self.wait_until_gone()

    def wait_until_gone(self) -> None:
        if self._thread is not None:
            self._thread.join(LIMIT_S)
            assert not self._thread.is_alive(), "the worker does not leave"

    def wait_until_alone(self) -> None:
        """Until the worker's threads for clients have ended."""
        deadline = time.monotonic() + LIMIT_S
        for thread in threading.enumerate():
            if thread.name == "client" or thread.name.endswith("-writer"):
                thread.join(max(0.0, deadline - time.monotonic()))
                assert not thread.is_alive(), thread.name

    def close(self) -> None:
        for ears in self.ears:
            ears.client.close()
        self.leave()

    def _load(self, spec: ModelSpec, catalog: ModelCatalog, *, device: str) -> ImageTextEncoder:
        return self.encoder

    @staticmethod
    def _run(worker: Worker, workspace: Workspace) -> None:
        with workspace:
            worker.run()


def _first_look(worker: Worker) -> threading.Event:
    """Set when the worker's first look at the folders waits for its turn, which comes before all that is asked later,
    or is interrupted and begun again before the worker's own work of later."""
    asked, catch_up = threading.Event(), worker._desk.catch_up

    def ask() -> None:
        catch_up()
        asked.set()

    worker._desk.catch_up = ask  # type: ignore[method-assign]
    return asked


class Ears:
    """A client, and all that it heard, to be waited for."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.on_starting: Callable[[], object] | None = None
        """Called when the client says that it starts a worker."""
        self.client = WorkerClient(place.paths, on_event=self._on_event, name="test")
        self.events: list[Event] = []
        self.progress: list[Progress] = []
        self._changed = threading.Condition()

    def on_progress(self, progress: Progress) -> None:
        with self._changed:
            self.progress.append(progress)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], object]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, LIMIT_S), f"waited in vain; heard {self.events}"

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """As `wait_for`, for a condition that itself waits for an answer: asked again after each event."""
        deadline = time.monotonic() + LIMIT_S
        while True:
            heard = len(self.events)
            if is_so():
                return
            with self._changed:
                left_s = deadline - time.monotonic()
                more = self._changed.wait_for(lambda: len(self.events) > heard, left_s)  # noqa: B023 - used at once
                assert more, f"waited in vain; heard {self.events}"

    def _on_event(self, event: Event) -> None:
        if self.on_starting is not None and event == WorkerChanged("starting"):
            self.on_starting()
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()


class GatedEncoder(ColourEncoder):
    """Encodes at once, unless its gates for images or texts are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.images_gate = threading.Event()
        self.texts_gate = threading.Event()
        self.waiting = threading.Event()
        """Somebody stands, or stood, before a closed gate."""
        self.open()

    def open(self) -> None:
        self.images_gate.set()
        self.texts_gate.set()

    def encode_image(self, inputs: np.ndarray) -> np.ndarray:
        self._pass(self.images_gate)
        return super().encode_image(inputs)

    def encode_text(self, texts: object) -> np.ndarray:
        self._pass(self.texts_gate)
        return super().encode_text(list(texts))  # type: ignore[call-overload]

    def _pass(self, gate: threading.Event) -> None:
        if not gate.is_set():
            self.waiting.set()
        assert gate.wait(LIMIT_S), "a gate stayed closed"
