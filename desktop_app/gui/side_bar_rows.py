"""What the side bar offers, as plain rows in sections. A new kind of thing to look at is one more section here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.gui.library_reader import Overview, recent_since_ns
from desktop_app.gui.words import file_name, plain_path
from desktop_app.records import Arrangement, Folder, FolderId, FolderNode, FolderState, PhotoFilter

LIBRARY, FAVOURITES, RECENT, TRASH = "library", "favourites", "recent", "trash"


@dataclass(frozen=True)
class SideBarRow:
    """Something to look at. `key` stays the same from one version of the side bar to the next.

    Equal rows say the same of themselves; what is below them is compared for itself, or each of a thousand folders
    would be looked at once a level.
    """

    key: str
    title: str
    icon: str
    wanted: PhotoFilter
    by: Arrangement | None = None
    """The one order that makes sense; None where the user may choose."""
    count: int = 0
    note: str = ""
    """What is the matter, instead of the count."""
    is_busy: bool = False
    is_away: bool = False
    """Its drive is."""
    tool_tip: str = ""
    folder: Folder | None = None
    """The watched folder that this row is."""
    path: Path | None = None
    """Of any folder."""
    rows: tuple["SideBarRow", ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class SideBarSection:
    """Rows under a title; without one, a group of its own. `can_add`: its title has a button that adds a row."""

    key: str
    title: str
    rows: tuple[SideBarRow, ...]
    can_add: bool = False


def sections_of(overview: Overview | None, *, reading: Collection[Path] = ()) -> tuple[SideBarSection, ...]:
    """All of it; before anything was read, without counts. Folders below `reading` are being read just now."""
    counts = overview.counts if overview is not None else None
    library = (
        SideBarRow(LIBRARY, tr("Library"), "image", PhotoFilter(), count=counts.photos if counts else 0),
        SideBarRow(
            FAVOURITES,
            tr("Favourites"),
            "heart",
            PhotoFilter(favourite=True),
            count=counts.favourites if counts else 0,
        ),
        SideBarRow(
            RECENT,
            tr("Recently added"),
            "clock",
            PhotoFilter(added_since_ns=recent_since_ns()),
            by=Arrangement.ADDED,
            count=counts.recently_added if counts else 0,
        ),
    )
    trash = SideBarRow(
        TRASH,
        tr("Trash"),
        "trash",
        PhotoFilter(trashed=True),
        by=Arrangement.TRASHED,
        count=counts.trashed if counts else 0,
    )
    folders = _folder_rows(overview, reading) if overview is not None else ()
    return (
        SideBarSection("library", "", library),
        SideBarSection("folders", tr("Folders"), folders, can_add=True),
        SideBarSection("trash", "", (trash,)),
    )


def _folder_rows(overview: Overview, reading: Collection[Path]) -> tuple[SideBarRow, ...]:
    by_id = {folder.id: folder for folder in overview.folders}
    rows, _ = _branch(overview.tree, 0, 0, by_id, reading)
    return rows


def _branch(
    tree: Sequence[FolderNode], start: int, depth: int, by_id: dict[FolderId, Folder], reading: Collection[Path]
) -> tuple[tuple[SideBarRow, ...], int]:
    """The rows of one depth from `start` on, and where the tree goes on above them."""
    rows: list[SideBarRow] = []
    at = start
    while at < len(tree) and tree[at].depth >= depth:
        node = tree[at]
        below, at = _branch(tree, at + 1, node.depth + 1, by_id, reading)
        rows.append(replace(_folder_row(node, by_id.get(node.folder_id), reading), rows=below))
    return tuple(rows), at


def _folder_row(node: FolderNode, folder: Folder | None, reading: Collection[Path]) -> SideBarRow:
    is_root = node.depth == 0
    is_away = node.state is FolderState.OFFLINE
    is_busy = is_root and any(path == node.path or node.path in path.parents for path in reading)
    meanings = {True: tr("Its drive is away; its photos stay in the library."), False: ""}
    watched = tr("Watched: new photos in it are taken in by themselves.") if is_root else ""
    name = file_name(node.path) or plain_path(node.path)
    return SideBarRow(
        key=f"folder:{plain_path(node.path)}",
        title=name,
        icon="cloud-slash" if is_away else "folder-simple" if not is_root else "folder",
        wanted=PhotoFilter(folder_id=node.folder_id) if is_root else PhotoFilter(under=node.path),
        count=node.photos_below,
        note=tr("away") if is_away and is_root else tr("reading") if is_busy else "",
        is_busy=is_busy,
        is_away=is_away,
        tool_tip="\n".join(filter(None, [plain_path(node.path), meanings[is_away] or watched])),
        folder=folder if is_root else None,
        path=node.path,
    )


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("SideBar", text)
