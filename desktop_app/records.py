"""What the floors hand to each other: frozen structs and typed ids. No behaviour, no I/O."""

import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NewType

import msgspec

PhotoId = NewType("PhotoId", int)
FolderId = NewType("FolderId", int)
ContentId = NewType("ContentId", int)
"""Stands for one content hash: two copies of a file share it, and so do their embedding and thumbnail."""
ModelKey = NewType("ModelKey", str)
"""Names weights, not a model: `id@first 12 hex digits of their SHA-256`. Embeddings are kept by it."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records."""


class FolderState(StrEnum):
    """WATCHED: reachable. OFFLINE: its drive or share is away; its photos stay."""

    WATCHED = "watched"
    OFFLINE = "offline"


class PhotoState(StrEnum):
    """PRESENT: the file is where it was last seen. OFFLINE: its folder is away. MISSING: the file is gone from a folder
    that is there; what the user said about it is kept, in case it comes back. TRASHED: the user moved the file to the
    system's trash from here."""

    PRESENT = "present"
    OFFLINE = "offline"
    MISSING = "missing"
    TRASHED = "trashed"


class ChangeKind(StrEnum):
    """What a person can change. TRASH moves files to the system's trash, RESTORE puts them back."""

    RATING = "rating"
    CAPTION = "caption"
    FAVOURITE = "favourite"
    ROTATION = "rotation"
    TRASH = "trash"
    RESTORE = "restore"


class Arrangement(StrEnum):
    """By what a list of photos is arranged. ADDED and TRASHED: by when that happened."""

    TIME = "time"
    FOLDER = "folder"
    RATING = "rating"
    CAMERA = "camera"
    ADDED = "added"
    TRASHED = "trashed"


class Folder(Record, frozen=True, kw_only=True):
    """A folder the user gave us. `polled`: changes come by looking, not by events (network drives)."""

    id: FolderId
    path: Path
    state: FolderState
    polled: bool = False
    photo_count: int = 0


class ImageMetadata(Record, frozen=True, kw_only=True):
    """What a photo file says about itself. Its text has no control characters and a sane length."""

    orientation: int = 1
    """EXIF 1 to 8, already applied to decoded pixels and to `width_px`, `height_px` of a photo."""
    quarter_turns: int = 0
    """How often a sidecar turns the upright picture clockwise by 90°, 0 to 3."""
    taken_at: datetime | None = None
    """Local wall time of the camera, naive."""
    camera: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    altitude_m: float | None = None
    caption: str = ""
    keywords: tuple[str, ...] = ()
    rating: int | None = None
    """0 to 5; None where the file does not say."""


class Content(Record, frozen=True, kw_only=True):
    """What is derived from the bytes of a file, once for all copies of it."""

    content_hash: str
    """BLAKE2b, 20 bytes, as 40 hex digits."""
    format: str
    """Pillow's name ("JPEG", "HEIF", …) or "RAW"."""
    width_px: int
    height_px: int
    mean_colour: int
    """0xRRGGBB: what a tile shows before its thumbnail."""
    perceptual_hash: int
    """64-bit dHash of the upright picture."""
    metadata: ImageMetadata = ImageMetadata()


class Photo(Record, frozen=True, kw_only=True):
    """A file in a watched folder, with what the user said about it."""

    id: PhotoId
    content_id: ContentId
    content_hash: str
    folder_id: FolderId
    path: Path
    state: PhotoState
    size_bytes: int
    mtime_ns: int
    format: str
    width_px: int
    """As the photo is shown: upright, and turned as the user wants it."""
    height_px: int
    mean_colour: int
    quarter_turns: int = 0
    """How often the upright picture is turned clockwise by 90° to be shown, 0 to 3. Never written into the file;
    thumbnails and decoded pixels are upright and not turned yet."""
    taken_at: datetime | None = None
    camera: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    keywords: tuple[str, ...] = ()
    caption: str = ""
    rating: int = 0
    favourite: bool = False
    added_at_ns: int = 0
    trashed_at_ns: int | None = None
    """Both in nanoseconds since 1970 UTC."""


class Problem(Record, frozen=True, kw_only=True):
    """A file that is in a watched folder but not in the library, and why, in words for people."""

    path: Path
    reason: str
    kind: str = ""
    """Name of the error class."""


class PhotoFilter(Record, frozen=True, kw_only=True):
    """Which photos a list shows: conditions add up, and without any it shows all that are not missing or trashed."""

    folder_id: FolderId | None = None
    """A watched folder."""
    under: Path | None = None
    """All that is below this path."""
    favourite: bool = False
    min_rating: int = 0
    camera: str | None = None
    """As the photo names it; "" for photos that do not say."""
    added_since_ns: int | None = None
    """Since 1970 UTC."""
    taken_from: datetime | None = None
    taken_until: datetime | None = None
    """Naive wall-clock times, from the first up to but without the second; of a photo that does not say when it was
    taken, its file's time."""
    offline: bool = False
    """Those whose drive is away."""
    trashed: bool = False
    """Those in the trash, instead of those that are not."""


class FolderNode(Record, frozen=True, kw_only=True):
    """A folder with photos in the tree of the watched folders; roots are the watched ones themselves."""

    path: Path
    folder_id: FolderId
    """The watched folder it belongs to."""
    state: FolderState
    depth: int
    """0 for a watched folder."""
    photos: int
    """In it, without those in folders below."""
    photos_below: int
    """In it and all folders below."""


class LibraryCounts(Record, frozen=True, kw_only=True):
    """Numbers for the side bar. `photos` are those in the views, of which `offline` have their drive away."""

    photos: int
    favourites: int
    recently_added: int
    offline: int
    trashed: int
    problems: int


class HistoryEntry(Record, frozen=True, kw_only=True):
    """One change of a person, as undo and redo name it."""

    id: int
    kinds: tuple[ChangeKind, ...]
    photos: int
    """How many it changed."""
    made_at_ns: int
    title: str
    """In English: "Rating of 3 photos"."""


class HistoryState(Record, frozen=True, kw_only=True):
    """What undo and redo would do next; None where there is nothing."""

    undo: HistoryEntry | None = None
    redo: HistoryEntry | None = None


class Edit(Record, frozen=True, kw_only=True):
    """What came of a change of a person, or of undoing or redoing one."""

    entry: HistoryEntry | None = None
    """None: nothing was changed."""
    changed: int = 0
    """Photos that are different now."""
    kept: tuple[PhotoId, ...] = ()
    """Photos that were changed in another way since, and that an undo or redo therefore left as they are."""
    failed: tuple[Problem, ...] = ()
    """Files that could not be moved to the trash or back; the reason says where the file is."""
    unwritten: int = 0
    """Photos whose sidecars could not be written; the library has the change all the same."""
    unwritten_reason: str = ""
    """Of the first of them: one sentence."""


class PhotosEdited(Record, frozen=True, kw_only=True):
    """Told after each commit of such a change: what is different, of which photos."""

    kinds: frozenset[ChangeKind]
    photo_ids: frozenset[PhotoId] | None
    """None: more than are worth naming."""


class IndexReport(Record, frozen=True, kw_only=True):
    """What one `index` found. `found == indexed + unchanged + moved + len(failed)`."""

    found: int
    """Files that could be photos, in folders that are reachable."""
    indexed: int
    """Photos new or changed since the last time."""
    unchanged: int
    moved: int
    """Photos recognised at a new path: moved, renamed, or back from a drive."""
    removed: int
    """Photos whose file is gone; not part of `found`."""
    failed: tuple[Problem, ...]
    seconds: float
    photos_per_second: float


class Change(Record, frozen=True, kw_only=True):
    """One thing the watcher saw and the library took over.

    `kind`: indexed, changed, moved, removed, failed, solved (a file that had failed is gone or as it was), offline,
    online.
    """

    kind: str
    path: Path
    previous_path: Path | None = None
    reason: str = ""


class SearchRequest(Record, frozen=True, kw_only=True):
    """A query: text, an image file, or both, minus what must not be there.

    `weight_image` is the share of the image in the query vector when both are given, 0 to 1.
    """

    text: str = ""
    image: Path | None = None
    photo_id: PhotoId | None = None
    """A photo of the library as the image: "more like this"."""
    without: tuple[str, ...] = ()
    within: PhotoFilter = PhotoFilter()
    """Only among these photos; not among those in the trash."""
    limit: int | None = 50
    """None: every photo, ranked."""
    weight_image: float = 0.5


class SearchHit(Record, frozen=True, kw_only=True):
    """`similarity` is cosine, −1 to 1. `relevance` is a calibrated probability, None where there is no calibration."""

    photo_id: PhotoId
    place: bytes
    """`os.fsencode` of the path: hundreds of hits are found and sent in the time that as many `Path`s take to make."""
    similarity: float
    relevance: float | None = None

    @property
    def path(self) -> Path:
        return Path(os.fsdecode(self.place))


class SearchResult(Record, frozen=True, kw_only=True):
    """Hits, best first; `searched` counts the photos that were compared, `seconds` the time in the engines."""

    hits: tuple[SearchHit, ...]
    searched: int
    seconds: float
    encoding_seconds: float = 0.0
    """What of it went into understanding words and picture."""
    unembedded: int = 0
    """Photos not yet understood by the model in use, and therefore not among the hits."""


class Figure(Record, frozen=True, kw_only=True):
    """A published quality figure with its source, such as ("COCO text → image R@1", 39.9, "model card")."""

    name: str
    value: float
    source: str


class ModelKind(StrEnum):
    """What a model understands. IMAGE_TEXT: photos and words, for search. IMAGE: photos alone, for copies and for maps
    of where it looks."""

    IMAGE_TEXT = "image_text"
    IMAGE = "image"


class ModelSpec(Record, frozen=True, kw_only=True):
    """A neural network in the catalogue or added by the user, and whether it is on this machine."""

    id: str
    """What the user types: "starter", "vit-b-32-256-datacomp"."""
    title: str
    kind: ModelKind = ModelKind.IMAGE_TEXT
    architecture: str
    """open_clip's name of the model configuration; of an IMAGE model timm's."""
    licence: str
    dim: int
    image_size_px: int
    context_length: int
    image_parameters: int
    text_parameters: int
    """Like `context_length`, 0 for an IMAGE model."""
    source: str
    """"resources:starter", "hub:owner/name", or "local:folder"."""
    revision: str | None = None
    figures: tuple[Figure, ...] = ()
    summary: str = ""
    download_bytes: int = 0
    recommended: bool = False
    requires: tuple[str, ...] = ()
    """Python packages that it needs beyond the app's own."""
    installed: bool = False
    in_use: bool = False
    key: ModelKey | None = None
    """None until the weights are on this machine."""
