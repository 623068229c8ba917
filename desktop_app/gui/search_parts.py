"""What a search is made of: words in the field, and parts beside them that are shown as chips."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop_app.gui.words import file_name, plain_path
from desktop_app.records import PhotoFilter, PhotoId, SearchRequest
from desktop_app.search.query_text import Hint, QueryParts, parse_query

HITS_AT_MOST = 300
_LONGEST_NAME, _NAME_HEAD = 22, 12


class PartKind(StrEnum):
    """Of each kind a search has one, but any number of WITHOUT."""

    PHOTO = "photo"
    WITHOUT = "without"
    FOLDER = "folder"
    CAMERA = "camera"
    YEAR = "year"
    RATING = "rating"
    FAVOURITE = "favourite"


SIGNS = {
    PartKind.PHOTO: "image",
    PartKind.WITHOUT: "minus-bold",
    PartKind.FOLDER: "folder",
    PartKind.CAMERA: "camera",
    PartKind.YEAR: "calendar-blank",
    PartKind.RATING: "star",
    PartKind.FAVOURITE: "heart",
}


@dataclass(frozen=True)
class Part:
    """One chip. `text` is what it says beside its sign; what it means is in the field of its kind."""

    kind: PartKind
    text: str
    path: Path | None = None
    """Of a folder, or of a picture file."""
    photo_id: PhotoId | None = None
    number: int = 0
    """A year, or the fewest stars."""

    @property
    def spoken(self) -> str:
        """What a screen reader and the tool tip say."""
        return {
            PartKind.PHOTO: tr("Like {text}"),
            PartKind.WITHOUT: tr("Without {text}"),
            PartKind.FOLDER: tr("In the folder {text}"),
            PartKind.CAMERA: tr("Taken with {text}"),
            PartKind.YEAR: tr("Taken in {text}"),
            PartKind.RATING: tr("Rated {text} or more"),
            PartKind.FAVOURITE: tr("Only favourites"),
        }[self.kind].format(text=self.text)


def photo(path: Path, photo_id: PhotoId | None = None) -> Part:
    """A photo of the library, or a picture file."""
    return Part(PartKind.PHOTO, file_name(path), path=path, photo_id=photo_id)


def without(words: str) -> Part:
    return Part(PartKind.WITHOUT, words)


def folder(path: Path) -> Part:
    return Part(PartKind.FOLDER, file_name(path) or plain_path(path), path=path)


def camera(name: str) -> Part:
    return Part(PartKind.CAMERA, name)


def year(number: int) -> Part:
    return Part(PartKind.YEAR, str(number), number=number)


def rating(stars: int) -> Part:
    return Part(PartKind.RATING, "★" * stars, number=stars)


def favourite() -> Part:
    return Part(PartKind.FAVOURITE, tr("Favourites"))


def with_part(parts: Sequence[Part], new: Part) -> tuple[Part, ...]:
    """The parts with one more; it takes the place of what it cannot stand beside."""
    if new.kind is PartKind.WITHOUT:
        return tuple(parts) if new in parts else (*parts, new)
    return (*(part for part in parts if part.kind is not new.kind), new)


def request_of(typed: str, parts: Iterable[Part], *, limit: int = HITS_AT_MOST) -> SearchRequest | None:
    """What is asked for; None when nothing is."""
    said = parse_query(typed)
    negatives = list(said.without)
    image: Path | None = None
    photo_id: PhotoId | None = None
    conditions: dict[str, object] = {}
    for part in parts:
        match part.kind:
            case PartKind.PHOTO:
                photo_id, image = part.photo_id, part.path if part.photo_id is None else None
            case PartKind.WITHOUT:
                negatives.append(part.text)
            case PartKind.FOLDER:
                conditions["under"] = part.path
            case PartKind.CAMERA:
                conditions["camera"] = part.text
            case PartKind.YEAR:
                conditions["taken_from"] = datetime(part.number, 1, 1)  # noqa: DTZ001 - wall-clock time
                conditions["taken_until"] = datetime(part.number + 1, 1, 1)  # noqa: DTZ001
            case PartKind.RATING:
                conditions["min_rating"] = part.number
            case PartKind.FAVOURITE:
                conditions["favourite"] = True
    request = SearchRequest(
        text=said.text,
        image=image,
        photo_id=photo_id,
        without=tuple(dict.fromkeys(negatives)),
        within=PhotoFilter(**conditions),  # type: ignore[arg-type]
        limit=limit,
    )
    return None if is_empty(request) and request.within == PhotoFilter() else request


def is_empty(request: SearchRequest) -> bool:
    """Whether nothing is to be compared: such a request names a list of photos, in the order of time."""
    return not (request.text or request.without or request.image is not None or request.photo_id is not None)


def understood(request: SearchRequest, parts: Iterable[Part]) -> str:
    """One line about what was understood: "Closest to “red bicycle”, without people, in Italy"."""
    like = shortened(next((part.text for part in parts if part.kind is PartKind.PHOTO), ""))
    typed = tr("“{text}”").format(text=request.text) if request.text else ""
    said: list[str] = []
    if like and typed:
        said.append(tr("Closest to {photo} and {words}").format(photo=like, words=typed))
    elif like:
        said.append(tr("More like {photo}").format(photo=like))
    elif typed:
        said.append(tr("Closest to {words}").format(words=typed))
    forms = {
        PartKind.FOLDER: tr("in {text}"),
        PartKind.CAMERA: tr("taken with {text}"),
        PartKind.YEAR: tr("taken in {text}"),
        PartKind.RATING: tr("rated {text} or more"),
        PartKind.FAVOURITE: tr("favourites"),
    }
    said += [tr("without {words}").format(words=words) for words in request.without]
    said += [forms[part.kind].format(text=part.text) for part in parts if part.kind in forms]
    line = ", ".join(said)
    if not like and not typed and request.without:
        line = tr("Photos {conditions}").format(conditions=line)
    return line[:1].upper() + line[1:]


class Understood(NamedTuple):
    """What a search was taken to mean, and a word about what a model cannot do with it, if there is one."""

    line: str
    hint: tuple[Hint, str] | None = None


def shortened(name: str) -> str:
    """A file's name as it fits into a sentence: its beginning and its end."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_NAME_HEAD]}…{name[_NAME_HEAD - _LONGEST_NAME + 1 :]}"


def understand(typed: str, parts: Sequence[Part], request: SearchRequest) -> Understood:
    """All that is said about a search."""
    return Understood(understood(request, parts), hint_of(parse_query(typed), leaves_out=bool(request.without)))


def hint_of(typed: QueryParts, *, leaves_out: bool) -> tuple[Hint, str] | None:
    """The most useful of the hints."""
    sentences = {
        Hint.COUNTING: tr("Numbers are not understood: photos with more or fewer of them come up too."),
        Hint.SIDES: tr("Left and right, above and below are not told apart: photos with the same things come up."),
        Hint.NEGATION: tr("Words like “not” and “nobody” are not understood. To leave something out, write -people."),
        Hint.QUOTES: tr("Writing in photos is not read yet. The words in quotation marks describe the photo."),
        Hint.LEFT_OUT: tr("What is left out moves photos down the list; a few may still come up."),
    }
    hints = [*typed.hints, *([Hint.LEFT_OUT] if leaves_out else [])]
    return next(((hint, sentence) for hint, sentence in sentences.items() if hint in hints), None)


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("search", text)
