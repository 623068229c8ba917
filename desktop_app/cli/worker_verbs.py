"""The verbs about the background process: what it does, hold it, let it go on, stop its jobs, end it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from desktop_app.cli.front import Front, served
from desktop_app.config import LibraryPaths
from desktop_app.errors import WorkerUnavailableError
from desktop_app.worker import protocol
from desktop_app.worker.client import WorkerClient

worker_app = typer.Typer(help="The background process that serves window and command line.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
_GONE_S = 30.0


@worker_app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Say whether it runs."""
    front = _front(context, json=json)
    with served(front):
        try:
            with _client(front.paths) as client:
                pid = client.worker_pid
        except WorkerUnavailableError:
            pid = None
        said = "No background process is running." if pid is None else f"The background process is running ({pid})."
        front.say({"running": pid is not None, "pid": pid}, lambda: f"{said}\n")


@worker_app.command()
def pause(context: typer.Context, json: Json = False) -> None:
    """Hold indexing back until "resume", or until the background process ends."""
    _ask(context, protocol.Pause(lasting=True), {"paused": True}, "Indexing is held back.", json=json)


@worker_app.command()
def resume(context: typer.Context, json: Json = False) -> None:
    """Let indexing go on, whoever held it back."""
    _ask(context, protocol.Resume(), {"paused": False}, "Indexing goes on.", json=json)


@worker_app.command()
def cancel(context: typer.Context, json: Json = False) -> None:
    """End what is indexed or downloaded now; what was done so far stays."""
    front = _front(context, json=json)
    with served(front), _client(front.paths) as client:
        count = client.submit(protocol.CancelJobs()).result(_GONE_S)
        said = "One job was ended." if count == 1 else f"{count} jobs were ended."
        front.say({"cancelled": count}, lambda: f"{said}\n")


@worker_app.command()
def stop(context: typer.Context, json: Json = False) -> None:
    """End the background process, for all windows; an open window starts it again."""
    _ask(context, protocol.Shutdown(), {"running": False}, "The background process ends.", json=json)


def _ask(
    context: typer.Context, request: protocol.Request[Any], document: dict[str, object], said: str, *, json: bool
) -> None:
    front = _front(context, json=json)
    with served(front), _client(front.paths) as client:
        client.submit(request).result(_GONE_S)
        front.say(document, lambda: f"{said}\n")


@contextmanager
def _client(paths: LibraryPaths) -> Iterator[WorkerClient]:
    """Of the worker that runs. Raises `WorkerUnavailableError` when there is none."""
    client = WorkerClient(paths, name="command line")
    try:
        client.connect(start=False)
        yield client
    finally:
        client.close()


def _front(context: typer.Context, *, json: bool) -> Front:
    return Front(context.obj.paths, json=json or context.obj.json)
