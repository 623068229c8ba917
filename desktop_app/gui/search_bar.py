"""Where you say what you remember: words, a photo, or both."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, QTemporaryDir, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.theme import Size, Tokens
from desktop_app.gui.words import file_name
from desktop_app.records import Photo, PhotoId, SearchRequest

DEBOUNCE_MS = 150
HITS_AT_MOST = 300
_CHIP_PX = 22
_NAME_PX = 140


class SearchField(QLineEdit):
    """A line that hands pasted pictures on instead of their paths."""

    escaped = Signal()
    left_downwards = Signal()
    mime_pasted = Signal(object)  # QMimeData with a picture

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and has_picture(QGuiApplication.clipboard().mimeData()):
            self.mime_pasted.emit(QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)


class SearchBar(QFrame):
    """Tells what to search for: while typing after a short rest, with Enter at once; None when there is nothing."""

    search_requested = Signal(object)  # SearchRequest | None
    left = Signal()
    """Esc in an empty field, or the arrow down: on to the photos."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setFixedHeight(40)
        self.setMaximumWidth(760)
        self._image: Path | None = None
        self._photo_id: PhotoId | None = None
        self._pasted: QTemporaryDir | None = None
        self._pasted_count = 0
        self._last: SearchRequest | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DEBOUNCE_MS)
        self._rest.timeout.connect(self._on_rested)
        self._sign = QLabel(self)
        self._chip, self._chip_picture, self._chip_name, self._chip_close = self._make_chip()
        self.field = self._make_field()
        self._clear = self._make_button(self.tr("Clear the search"))
        self._clear.clicked.connect(self.clear)
        self._pick = self._make_button(self.tr("Search with a photo"))
        self._pick.clicked.connect(self._on_pick_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(Size.SPACE)
        for widget in (self._sign, self._chip, self.field, self._clear, self._pick):
            row.addWidget(widget)
        self._show_state()

    def set_tokens(self, tokens: Tokens) -> None:
        """Icons in the colours of the theme."""
        faint = tokens.colour("faint")
        self._sign.setPixmap(icon("magnifying-glass-bold", faint).pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self._clear.setIcon(icon("x-bold", faint))
        self._pick.setIcon(icon("image", faint, size_px=Size.ICON_LARGE))
        self._pick.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        self._chip_close.setIcon(icon("x-bold", faint, size_px=12))

    def request(self) -> SearchRequest | None:
        """What the bar says now; None when it is empty."""
        text = self.field.text().strip()
        if not text and self._image is None and self._photo_id is None:
            return None
        return SearchRequest(text=text, image=self._image, photo_id=self._photo_id, limit=HITS_AT_MOST)

    def set_text(self, text: str) -> None:
        """Types for the user, and searches at once."""
        self.field.setText(text)
        self._search_now()

    def set_image(self, path: Path) -> None:
        """Searches with a picture file."""
        self._image, self._photo_id = path, None
        self._show_chip(file_name(path), _preview(path))
        self._search_now()

    def set_photo(self, photo: Photo, picture: QPixmap | None) -> None:
        """Searches for more like a photo of the library; words typed before are dropped."""
        self._image, self._photo_id = None, photo.id
        self.field.clear()
        self._show_chip(file_name(photo.path), picture)
        self._search_now()

    def take(self, carried: QMimeData) -> bool:
        """Searches with the picture that was dropped or pasted; False when there is none."""
        path = picture_path(carried)
        if path is None and carried.hasImage():
            path = self._write_pasted(QImage(carried.imageData()))
        if path is not None:
            self.set_image(path)
        return path is not None

    @Slot()
    def clear(self) -> None:
        """Nothing is searched for any more."""
        self.field.clear()
        self._image = self._photo_id = None
        self._show_chip("", None)
        self._search_now()
        self.field.setFocus()

    def focus_field(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() is QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        return super().eventFilter(watched, event)

    def _make_field(self) -> SearchField:
        field = SearchField(self)
        field.setPlaceholderText(self.tr("What do you remember? Try “red bicycle”"))
        field.setAccessibleName(self.tr("Search your photos"))
        field.setFrame(False)
        field.setAcceptDrops(False)  # the window takes drops, wherever they fall
        field.setMaxLength(500)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        field.textEdited.connect(self._on_text_edited)
        field.returnPressed.connect(self._search_now)
        field.escaped.connect(self._on_escaped)
        field.left_downwards.connect(self.left)
        field.mime_pasted.connect(self.take)
        field.installEventFilter(self)
        return field

    def _make_button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(Size.ICON, Size.ICON))
        button.setCursor(Qt.CursorShape.ArrowCursor)
        return button

    def _make_chip(self) -> tuple[QFrame, QLabel, QLabel, QToolButton]:
        chip = QFrame(self)
        chip.setObjectName("searchChip")
        chip.setFixedHeight(28)
        picture, name = QLabel(chip), QLabel(chip)
        close = self._make_button(self.tr("Search without this photo"))
        close.setIconSize(QSize(12, 12))
        close.clicked.connect(self._on_chip_closed)
        row = QHBoxLayout(chip)
        row.setContentsMargins(3, 0, 2, 0)
        row.setSpacing(6)
        for widget in (picture, name, close):
            row.addWidget(widget)
        chip.hide()
        return chip, picture, name, close

    def _show_chip(self, name: str, picture: QPixmap | None) -> None:
        self._chip.setVisible(bool(name))
        hint = self.tr("What do you remember? Try “red bicycle”")
        self.field.setPlaceholderText(self.tr("Add words") if name else hint)
        elided = self._chip_name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _NAME_PX)
        self._chip_name.setText(elided)
        self._chip.setToolTip(name)
        if picture is not None and not picture.isNull():
            ratio = self.devicePixelRatioF()
            side = round(_CHIP_PX * ratio)
            square = picture.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            square = square.copy((square.width() - side) // 2, (square.height() - side) // 2, side, side)
            square.setDevicePixelRatio(ratio)
            self._chip_picture.setPixmap(square)
        else:
            self._chip_picture.clear()

    def _show_state(self) -> None:
        self._clear.setVisible(bool(self.field.text()) or self._chip.isVisibleTo(self))

    def _write_pasted(self, image: QImage) -> Path | None:
        if image.isNull():
            return None
        self._pasted = self._pasted or QTemporaryDir()
        self._pasted_count += 1
        path = Path(self._pasted.filePath(self.tr("Pasted") + f" {self._pasted_count}.png"))
        return path if image.save(str(path)) else None

    @Slot()
    def _search_now(self) -> None:
        self._rest.stop()
        self._show_state()
        request = self.request()
        self._last = request
        self.search_requested.emit(request)

    @Slot()
    def _on_rested(self) -> None:
        if self.request() != self._last:
            self._search_now()

    @Slot()
    def _on_text_edited(self) -> None:
        self._show_state()
        if self.request() is None:
            self._search_now()
        else:
            self._rest.start()

    @Slot()
    def _on_escaped(self) -> None:
        if self.request() is None:
            self.left.emit()
        else:
            self.clear()

    @Slot()
    def _on_chip_closed(self) -> None:
        self._image = self._photo_id = None
        self._show_chip("", None)
        self._search_now()

    @Slot()
    def _on_pick_clicked(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Search with a photo"))
        if chosen:
            self.set_image(Path(chosen))


def picture_path(carried: QMimeData) -> Path | None:
    """The first local file among what is carried, if it is no folder."""
    paths = [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
    return next((path for path in paths if path.is_file()), None)


def has_picture(carried: QMimeData) -> bool:
    """Whether a picture, not words, is carried."""
    return picture_path(carried) is not None or (carried.hasImage() and not carried.hasText())


def _preview(path: Path) -> QPixmap:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    full = reader.size()
    if full.isValid():
        reader.setScaledSize(full.scaled(QSize(96, 96), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return QPixmap.fromImage(reader.read()) if full.isValid() else QPixmap()
