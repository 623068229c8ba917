"""The verbs. Each turns its arguments into a request of `desktop_app.worker.protocol` and shows the answer."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated, Protocol

import typer

from desktop_app.cli import words
from desktop_app.cli.front import EXIT_FAILED, EXIT_INTERRUPTED, Front, served
from desktop_app.cli.worker_verbs import worker_app
from desktop_app.config import LibraryPaths, library_now, usual_library_dir
from desktop_app.errors import RedBicycleError
from desktop_app.records import Change, IndexReport, PhotoFilter, SearchRequest
from desktop_app.search.query_text import parse_query
from desktop_app.worker import protocol

DEFAULT_LIMIT = 20

app = typer.Typer(
    name="redbicycle",
    help="Finds your photos by what is in them, on your own machine.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
models_app = typer.Typer(help="The neural networks that understand your photos.", no_args_is_help=True)
app.add_typer(models_app, name="models")
app.add_typer(worker_app, name="worker")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


class OpenWindow(Protocol):
    """`desktop_app.gui.app.main`, handed in: the two front ends are strangers."""

    def __call__(self, paths: LibraryPaths, *, folders: tuple[Path, ...] = (), samples: bool = False) -> int: ...


class _Options:
    """What was said before the verb."""

    def __init__(self, paths: LibraryPaths, *, json: bool, open_window: OpenWindow) -> None:
        self.paths = paths
        self.json = json
        self.open_window = open_window


def main(arguments: Sequence[str], *, open_window: OpenWindow) -> int:
    """Runs one command line and returns its exit status: 0 done, 1 a known failure, 2 usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe may know no more than ASCII
            stream.reconfigure(errors="replace")
    try:
        app(args=list(arguments), prog_name="redbicycle", obj=open_window)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return 0


@app.callback(invoke_without_command=True)
def _library(
    context: typer.Context,
    library: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the library; by default in your data folder.")
    ] = None,
    json: Json = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        from desktop_app import __version__

        sys.stdout.write(f"redbicycle {__version__}\n")
        raise typer.Exit
    try:
        paths = library_now((library or usual_library_dir()).expanduser().absolute())
    except RedBicycleError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(EXIT_FAILED) from None
    context.obj = _Options(paths, json=json, open_window=context.obj)
    if context.invoked_subcommand is None:
        raise typer.Exit(context.obj.open_window(paths))


def _front(context: typer.Context, *, json: bool) -> Front:
    options: _Options = context.obj
    return Front(options.paths, json=json or options.json)


@app.command("open")
def open_(
    context: typer.Context,
    photos: Annotated[list[Path] | None, typer.Argument(help="Folders to watch from now on.")] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Add the sample photos.")] = False,
) -> None:
    """Open the window."""
    options: _Options = context.obj
    folders = tuple(photo.absolute() for photo in photos or ())
    raise typer.Exit(options.open_window(options.paths, folders=folders, samples=samples))


@app.command()
def add(
    context: typer.Context,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER…", help="Folders with photos.")],
    json: Json = False,
) -> None:
    """Watch folders and index what is in them."""
    with served(_front(context, json=json)) as front:
        _say_report(front, front.ask(protocol.AddFolders(tuple(folder.absolute() for folder in folders))))


@app.command()
def index(context: typer.Context, json: Json = False) -> None:
    """Bring the library up to date."""
    with served(_front(context, json=json)) as front:
        _say_report(front, front.ask(protocol.IndexLibrary()))


@app.command()
def watch(context: typer.Context, json: Json = False) -> None:
    """Keep the library up to date until interrupted."""
    with served(_front(context, json=json)) as front:
        front.note("Watching your folders; Ctrl-C ends it.")
        for change in front.follow():
            _say_change(front, change)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What you remember of the photo.")] = "",
    *,
    image: Annotated[Path | None, typer.Option(metavar="FILE", help="Find photos like this one.")] = None,
    without: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="What must not be there.")] = None,
    folder: Annotated[Path | None, typer.Option("--in", metavar="DIR", help="Only photos below this folder.")] = None,
    camera: Annotated[str | None, typer.Option(metavar="NAME", help="Only photos of this camera.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many photos.")] = DEFAULT_LIMIT,
    all: Annotated[bool, typer.Option("--all", help="Every photo, best first.")] = False,
    json: Json = False,
) -> None:
    """Find photos by what is in them. "-people" or "without people" in the words leaves something out."""
    with served(_front(context, json=json)) as front:
        parts = parse_query(query)
        request = SearchRequest(
            text=parts.text,
            image=None if image is None else image.absolute(),
            without=(*parts.without, *(without or ())),
            within=PhotoFilter(under=None if folder is None else folder.absolute(), camera=camera),
            limit=None if all else limit,
        )
        result = front.ask(protocol.Search(request), start_worker=True)
        front.say(words.hits_document(result.hits), lambda: _tables().hits_table(result))
        if parts.without:
            front.note(words.understood(parts))
        if not result.hits and not result.unembedded:
            front.note('There are no photos yet: add some with "redbicycle add FOLDER".')
        if result.unembedded:
            front.note(f"{result.unembedded:,} photos are not understood yet and were not searched.")


@app.command()
def doctor(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Put right what can be without losing anything.")] = False,
    json: Json = False,
) -> None:
    """Check library, index and files against each other."""
    with served(_front(context, json=json)) as front:
        report = front.ask(protocol.RunDoctor(repair=repair))
        front.say(words.doctor_document(report), lambda: _tables().doctor_lines(report))


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Show what the library holds."""
    with served(_front(context, json=json)) as front:
        found = front.ask(protocol.GetStatus())
        front.say(words.status_document(found), lambda: _tables().status_lines(found, front.paths.root))


@app.command()
def tour(
    context: typer.Context,
    photos: Annotated[Path | None, typer.Argument(help="A folder with photos; without one, the samples.")] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Picture of the window.")] = Path("red-bicycle.png"),
) -> None:
    """Take the first ride, without a display: add photos, search them, draw the window."""
    from desktop_app.cli.tour import ride

    with served(_front(context, json=False)) as front:
        ride(front, photos=photos, out=out)


@models_app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Show the models there are."""
    with served(_front(context, json=json)) as front:
        _say_models(front)


@models_app.command()
def download(context: typer.Context, model: str, json: Json = False) -> None:
    """Fetch the weights of a model of the catalogue."""
    with served(_front(context, json=json)) as front:
        front.ask(protocol.DownloadModel(model))
        _say_models(front)


@models_app.command()
def use(context: typer.Context, model: str, json: Json = False) -> None:
    """Understand all photos with this model, then let it answer."""
    with served(_front(context, json=json)) as front:
        front.ask(protocol.UseModel(model))
        _say_models(front)


@models_app.command("add")
def add_model(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="Folder or file with weights (safetensors).")],
    name: Annotated[str, typer.Option("--id", help="What to call it.")],
    architecture: Annotated[str | None, typer.Option(help="open_clip's name, if the folder does not say.")] = None,
    json: Json = False,
) -> None:
    """Take over a model from this machine."""
    with served(_front(context, json=json)) as front:
        front.ask(protocol.AddModel(path.absolute(), name, architecture))
        _say_models(front)


@models_app.command()
def remove(context: typer.Context, model: str, json: Json = False) -> None:
    """Forget a model, its weights and what it understood."""
    with served(_front(context, json=json)) as front:
        front.ask(protocol.RemoveModel(model))
        _say_models(front)


def _tables() -> ModuleType:
    """Brings rich along, which programs do not wait for."""
    from desktop_app.cli import tables

    return tables


def _say_change(front: Front, change: Change) -> None:
    front.say(words.change_document(change), lambda: _tables().change_line(change))


def _say_report(front: Front, report: IndexReport) -> None:
    front.say(words.report_document(report), lambda: _tables().report_lines(report))


def _say_models(front: Front) -> None:
    models = front.ask(protocol.ListModels())
    front.say([words.model_document(model) for model in models], lambda: _tables().models_table(models))
