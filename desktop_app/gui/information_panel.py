"""All that is known of a photo, and where the user says something about it."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.gui import exposure_words, words
from desktop_app.gui.caption_editor import CaptionField
from desktop_app.gui.exposure_reader import ExposureReader
from desktop_app.gui.histogram import Histogram
from desktop_app.gui.icons import icon
from desktop_app.gui.rating_bar import FavouriteButton, RatingBar
from desktop_app.gui.theme import DARK, Size, Tokens
from desktop_app.records import Photo, PhotoId, PhotoState

_MARGIN = 20
_BREAK = "\u200b"
"""Where a line may end."""


class Fact(QWidget):
    """A sign, what it says, and a finer line below; hidden when there is nothing to say."""

    def __init__(self, sign: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign_name, self._name = sign, name
        self._sign, self._line, self._finer = QLabel(self), QLabel(self), QLabel(self)
        self._sign.setFixedSize(Size.ICON_LARGE, Size.ICON_LARGE)
        self._finer.setProperty("faint", "true")
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for label in (self._line, self._finer):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(lines, 1)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        sign = icon(self._sign_name, tokens.colour("faint"), size_px=Size.ICON_LARGE)
        self._sign.setPixmap(sign.pixmap(QSize(Size.ICON_LARGE, Size.ICON_LARGE), self.devicePixelRatioF()))

    def say(self, line: str, finer: str = "") -> None:
        """What is known."""
        line, finer = line or finer, finer if line else ""
        self.setVisible(bool(line))
        self._line.setText(_breakable(line))
        self._finer.setText(_breakable(finer))
        self._finer.setVisible(bool(finer))
        self._line.setAccessibleName(f"{self._name}: {line}")

    def text(self) -> str:
        """What it says, a line each; empty while it is hidden."""
        said = [label.text() for label in (self._line, self._finer) if label.text()]
        return "" if self.isHidden() else "\n".join(said)


class InformationPanel(QScrollArea):
    """A column of facts; what is not known is not mentioned. Where it `can_edit`, rating and caption are in it too."""

    rating_chosen = Signal(object, int)  # PhotoId
    favourite_chosen = Signal(object, bool)
    caption_changed = Signal(object, str)
    reveal_wanted = Signal(object)  # Photo

    def __init__(self, parent: QWidget | None = None, *, can_edit: bool = False, has_histogram: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("informationPanel")
        self.setFixedWidth(Size.INFORMATION)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Information"))
        self._photo: Photo | None = None
        self._caption_of: PhotoId | None = None
        self._exposures: ExposureReader | None = None
        self._page = QWidget(self)
        self._page.setObjectName("informationPage")
        self._nothing = QLabel(self.tr("Choose a photo to see what is known about it."), self._page)
        self._title = QLabel(self._page)
        self._opinion = QWidget(self._page)
        self.histogram = Histogram(self._page)
        self.rating, self.favourite = RatingBar(self._opinion), FavouriteButton(self._opinion)
        self.caption = CaptionField(self._page)
        self.reveal = QPushButton(f" {self.tr('Show in folder')}", self._page)
        self.reveal.setAccessibleName(self.tr("Show in folder"))
        self._tokens = DARK
        self._signs = {
            "away": ("cloud-slash", self.tr("Away")),
            "time": ("calendar-blank", self.tr("Time")),
            "camera": ("camera", self.tr("Camera")),
            "exposure": ("aperture", self.tr("Exposure")),
            "file": ("image", self.tr("Size")),
            "place": ("map-pin", self.tr("Place")),
            "keywords": ("tag", self.tr("Keywords")),
            "caption": ("text-aa", self.tr("Caption")),
            "author": ("user", self.tr("Author")),
            "similarity": ("sparkle", self.tr("Similarity")),
            "folder": ("folder", self.tr("Folder")),
        }
        self._facts: dict[str, Fact] = {}  # made when there is something to say
        self._column = QVBoxLayout()
        self._can_edit, self._has_histogram = can_edit, has_histogram
        self._lay_out()
        self.rating.rating_chosen.connect(self._on_rating_chosen)
        self.favourite.favourite_chosen.connect(self._on_favourite_chosen)
        self.caption.saved.connect(self._on_caption_saved)
        self.caption.left.connect(self._on_caption_left)
        self.reveal.clicked.connect(self._on_reveal_clicked)
        self.show_nothing()

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens = tokens
        for fact in self._facts.values():
            fact.set_tokens(tokens)
        self.histogram.set_tokens(tokens)
        self.rating.set_tokens(tokens)
        self.favourite.set_tokens(tokens)
        self.reveal.setIcon(icon("folder-open", tokens.colour("text")))

    def read_with(self, exposures: ExposureReader) -> None:
        """From where exposures come; without, none are shown."""
        self._exposures = exposures
        exposures.exposure_read.connect(self._on_exposure_read)

    @property
    def photo(self) -> Photo | None:
        """The one that is described."""
        return self._photo

    def show_photo(self, photo: Photo, *, similarity: float | None) -> None:
        """Replaces what is shown."""
        is_other = self._photo is None or self._photo.id != photo.id
        if is_other and self.caption.hasFocus():
            self.caption.save()
        self._photo = photo
        self._show_parts(has_photo=True)
        self._title.setText(_breakable(words.file_name(photo.path)))
        if self._can_edit:
            self.rating.set_rating(photo.rating)
            self.favourite.set_favourite(photo.favourite)
            if is_other or not self.caption.hasFocus():
                self._caption_of = photo.id
                self.caption.begin(photo.caption)
        self._say_library_facts(photo, similarity)
        self._say_exposure()

    def show_nothing(self) -> None:
        """No photo is chosen."""
        self._photo = None
        self._show_parts(has_photo=False)

    def show_picture(self, picture: QImage) -> None:
        """The pixels, for the histogram."""
        if self._has_histogram:
            self.histogram.show_picture(picture)

    def words(self) -> str:
        """All that is said, a line each."""
        if self._photo is None:
            return self._nothing.text()
        facts = [self._facts[name].text() for name in self._signs if name in self._facts]
        said = "\n".join(filter(None, [self._title.text(), *facts]))
        return said.replace(_BREAK, "")

    def _lay_out(self) -> None:
        self._title.setProperty("role", "section")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._nothing.setProperty("faint", "true")
        self._nothing.setWordWrap(True)
        stars = QHBoxLayout(self._opinion)
        stars.setContentsMargins(0, 0, 0, 0)
        stars.addWidget(self.rating)
        stars.addStretch(1)
        stars.addWidget(self.favourite)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(Size.MARGIN)
        for part in (self._nothing, self._title, self._opinion, self.caption, self.histogram):
            column.addWidget(part)
        self._column.setSpacing(Size.MARGIN)
        column.addLayout(self._column)
        column.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(self._page)

    def _show_parts(self, *, has_photo: bool) -> None:
        self._nothing.setVisible(not has_photo)
        self._title.setVisible(has_photo)
        self.reveal.setVisible(has_photo)
        for part in (self._opinion, self.caption):
            part.setVisible(has_photo and self._can_edit)
        self.histogram.setVisible(has_photo and self._has_histogram)
        if not has_photo:
            for fact in self._facts.values():
                fact.say("")

    def _say(self, name: str, line: str, finer: str = "") -> None:
        fact = self._facts.get(name)
        if fact is None and (line or finer):
            sign, words_for = self._signs[name]
            fact = self._facts[name] = Fact(sign, words_for, self._page)
            fact.set_tokens(self._tokens)
            order = list(self._signs)
            before = [each for each in self._facts if order.index(each) < order.index(name)]
            self._column.insertWidget(len(before), fact)
        if fact is not None:
            fact.say(line, finer)

    def _say_library_facts(self, photo: Photo, similarity: float | None) -> None:
        is_away = photo.state is PhotoState.OFFLINE
        self._say("away", self.tr("The drive of this photo is not connected.") if is_away else "")
        source = "" if photo.taken_at else self.tr("The photo does not say; time of the file")
        self._say("time", words.long_time(photo), source)
        self._say("camera", photo.camera, photo.lens)
        pixels = f"{words.number(photo.width_px)} × {words.number(photo.height_px)}"
        finer = " · ".join([exposure_words.megapixels(photo), words.file_size(photo.size_bytes), photo.format])
        self._say("file", pixels, finer)
        self._say("keywords", ", ".join(photo.keywords))
        self._say("caption", "" if self._can_edit else photo.caption)
        if similarity is None:
            self._say("similarity", "")
        else:
            self._say("similarity", f"{similarity:.3f}", self.tr("Similarity to the search (cosine)"))
        self._say("folder", words.place(photo.path.parent))

    def _say_exposure(self) -> None:
        if self._photo is None:
            return
        exposure = self._exposures.exposure(self._photo) if self._exposures is not None else None
        place = exposure_words.place(self._photo)
        if exposure is None:
            self._say("exposure", "")
            self._say("place", place)
            self._say("author", "")
            return
        self._say("exposure", exposure_words.settings_line(exposure), exposure_words.finer_line(exposure))
        self._say("place", place, exposure_words.height(exposure) if place else "")
        self._say("author", exposure.artist, exposure.copyright)

    @Slot()
    def _on_exposure_read(self) -> None:
        if self.isVisible():
            self._say_exposure()

    @Slot(int)
    def _on_rating_chosen(self, rating: int) -> None:
        if self._photo is not None:
            self.rating_chosen.emit(self._photo.id, rating)

    @Slot(bool)
    def _on_favourite_chosen(self, favourite: bool) -> None:
        if self._photo is not None:
            self.favourite_chosen.emit(self._photo.id, favourite)

    @Slot(str)
    def _on_caption_saved(self, caption: str) -> None:
        if self._caption_of is not None:
            self.caption_changed.emit(self._caption_of, caption)

    @Slot()
    def _on_caption_left(self) -> None:
        if self.caption.hasFocus():
            self.caption.clearFocus()

    @Slot()
    def _on_reveal_clicked(self) -> None:
        if self._photo is not None:
            self.reveal_wanted.emit(self._photo)


def _breakable(text: str) -> str:
    """Long names may break after separators, and anywhere when they have none."""
    broken = "".join(letter + _BREAK if letter in "/\\_-" else letter for letter in text)
    return _BREAK.join(broken[start : start + 24] for start in range(0, len(broken), 24)) if len(text) > 60 else broken
