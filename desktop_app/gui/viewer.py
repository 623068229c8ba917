"""One photo in the whole window."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.information_panel import InformationPanel
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.picture_loader import PictureLoader, PictureWanted
from desktop_app.gui.theme import DARK, Size, interface_font, tabular
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.viewer_canvas import PictureCanvas
from desktop_app.gui.words import file_name, long_time, number
from desktop_app.records import Photo, PhotoState

_EDGE_STEP = 256
_SHARP_MS = 120
_NAME_PX = 480
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class Viewer(QWidget):
    """Shows rows of the grid's model. Always dark: photos are judged against dark."""

    closed = Signal()
    row_changed = Signal(int)
    more_like_this_wanted = Signal(object)  # Photo

    def __init__(
        self, model: PhotoListModel, thumbnails: ThumbnailLoader, pictures: PictureLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model, self._thumbnails, self._pictures = model, thumbnails, pictures
        self._row = -1
        self._photo: Photo | None = None
        self._direction = 1
        self._origin: QRectF | None = None
        self.canvas = PictureCanvas(self)
        self.information = InformationPanel(self)
        self.information.hide()
        self._name, self._facts, self._zoom = QLabel(self), QLabel(self), QLabel(self)
        self._buttons: dict[str, QToolButton] = {}
        self._sharpen = QTimer(self)
        self._sharpen.setSingleShot(True)
        self._sharpen.setInterval(_SHARP_MS)
        self._sharpen.timeout.connect(self._want_pictures)
        self._lay_out()
        self.canvas.zoom_changed.connect(self._on_zoom_changed)
        pictures.loaded.connect(self._on_picture_loaded)
        pictures.failed.connect(self._on_picture_failed)
        model.dataChanged.connect(self._on_data_changed)
        model.modelReset.connect(self._on_model_reset)
        model.modelReset.connect(self._on_model_reset)

    @property
    def row(self) -> int:
        """The row that is looked at."""
        return self._row

    @property
    def photo(self) -> Photo | None:
        return self._photo

    def open(self, row: int, *, origin: QRectF | None = None) -> None:
        """Shows a row; it grows out of `origin`, a tile in this widget's pixels."""
        layout = self.layout()
        assert layout is not None
        layout.activate()  # the canvas must have its size before a photo is fitted into it
        self._origin = None if origin is None else origin.translated(-self.canvas.pos())
        self._row, self._photo = row, None
        self._show_row()
        self.setFocus()

    def is_settled(self) -> bool:
        """Whether the photo, or why it cannot be shown, is there."""
        return self.canvas.has_image or bool(self.canvas.message)

    @Slot()
    def show_next(self) -> None:
        self._go(1)

    @Slot()
    def show_previous(self) -> None:
        self._go(-1)

    @Slot()
    def toggle_information(self) -> None:
        """The panel at the right."""
        self.information.setVisible(self.information.isHidden())
        self._buttons["info"].setChecked(self.information.isVisibleTo(self))
        self._show_information()

    def stop(self) -> None:
        """Asks for no more pixels."""
        self._sharpen.stop()
        self._pictures.forget_all()

    @Slot()
    def close_photo(self) -> None:
        """Back to the grid."""
        self.stop()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace):
            self.close_photo()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.show_next()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
            self.show_previous()
        elif key == Qt.Key.Key_Home:
            self._go(-self._row)
        elif key == Qt.Key.Key_End:
            self._go(self._model.rowCount() - 1 - self._row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_1, Qt.Key.Key_Z):
            self.canvas.toggle_actual_size()
        elif key == Qt.Key.Key_I:
            self.toggle_information()
        elif key in _ZOOM_KEYS:
            self.canvas.zoom_by(_ZOOM_KEYS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def _go(self, steps: int) -> None:
        target = min(max(self._row + steps, 0), self._model.rowCount() - 1)
        if target != self._row and target >= 0:
            self._direction = 1 if steps > 0 else -1
            self._row, self._photo, self._origin = target, None, None
            self._show_row()
            self.row_changed.emit(target)

    def _show_row(self) -> None:
        """The record may not be there yet: `_on_data_changed` comes back here when it is."""
        self._model.request_rows(max(self._row - 1, 0), min(self._row + 1, self._model.rowCount() - 1))
        photo = self._model.photo(self._row)
        if photo is None:
            self.canvas.show_photo(1, 1, None)
            return
        self._photo = photo
        self.canvas.show_photo(
            photo.width_px, photo.height_px, self._thumbnails.pixmap(photo.content_hash), origin=self._origin
        )
        self._show_facts(photo)
        self._want_pictures()

    def _show_facts(self, photo: Photo) -> None:
        self._buttons["previous"].setEnabled(self._row > 0)
        self._buttons["next"].setEnabled(self._row < self._model.rowCount() - 1)
        name = file_name(photo.path)
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _NAME_PX))
        size = f"{number(photo.width_px)} × {number(photo.height_px)}"
        place = self.tr("{n} of {all}").format(n=number(self._row + 1), all=number(self._model.rowCount()))
        self._facts.setText(" · ".join([long_time(photo), size, place]))
        self._show_information()

    def _show_information(self) -> None:
        if self._photo is not None and not self.information.isHidden():
            self.information.show_photo(self._photo, similarity=self._model.similarity(self._row))

    @Slot()
    def _want_pictures(self) -> None:
        """This photo at the size it is shown, then its neighbours, the next in the direction of travel first."""
        if self._photo is None:
            return
        here = self._wanted(self._photo)
        known = self._pictures.picture(here)
        if known is not None:
            self.canvas.show_image(known)
        wanted = [here]
        for step in (self._direction, -self._direction):
            row = self._row + step
            neighbour = self._model.photo(row) if 0 <= row < self._model.rowCount() else None
            if neighbour is not None:
                wanted.append(PictureWanted(neighbour.path, self.view_edge_px()))
        self._pictures.want(wanted)

    def _wanted(self, photo: Photo) -> PictureWanted:
        is_close = not self.canvas.is_fitted and self.canvas.needs_more_pixels()
        return PictureWanted(photo.path, 0 if is_close else self.view_edge_px())

    def view_edge_px(self) -> int:
        """The longest edge of the view in device pixels, in steps: a window dragged larger does not decode anew."""
        edge = max(self.canvas.width(), self.canvas.height()) * self.devicePixelRatioF()
        return int(-(-edge // _EDGE_STEP) * _EDGE_STEP)

    def _lay_out(self) -> None:
        bar = QFrame(self)
        bar.setObjectName("viewerBar")
        bar.setFixedHeight(Size.TOP_BAR)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(Size.SPACE)
        row.addWidget(
            self._make_button("back", "arrow-left-bold", self.tr("Back to the photos (Esc)"), self.close_photo)
        )
        names = QVBoxLayout()
        names.setSpacing(1)
        self._name.setProperty("role", "viewerName")
        self._facts.setProperty("role", "viewerFacts")
        self._facts.setFont(tabular(interface_font(Size.SECONDARY)))
        self._zoom.setProperty("role", "viewerFacts")
        self._zoom.setFont(tabular(interface_font(Size.SECONDARY)))
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._facts)
        names.addStretch(1)
        row.addLayout(names)
        spacer = QWidget(bar)
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(spacer, 1)
        row.addWidget(self._zoom)
        for name, sign, words, slot in (
            ("actual", "frame-corners", self.tr("Every pixel (Z)"), self._on_actual_clicked),
            ("similar", "sparkle", self.tr("More like this"), self._on_similar_clicked),
            ("info", "info", self.tr("Information (I)"), self.toggle_information),
            ("previous", "caret-left-bold", self.tr("Previous (←)"), self.show_previous),
            ("next", "caret-right-bold", self.tr("Next (→)"), self.show_next),
        ):
            row.addWidget(self._make_button(name, sign, words, slot))
        self._buttons["info"].setCheckable(True)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.information)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(middle, 1)

    def _make_button(self, name: str, sign: str, words: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(sign, DARK.colour("text"), size_px=Size.ICON_LARGE))
        button.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        self._buttons[name] = button
        return button

    @Slot()
    def _on_actual_clicked(self) -> None:
        self.canvas.toggle_actual_size()

    @Slot()
    def _on_similar_clicked(self) -> None:
        if self._photo is not None:
            self.more_like_this_wanted.emit(self._photo)

    @Slot(float)
    def _on_zoom_changed(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom * 100:.0f} %" if self._photo is not None else "")
        if self._photo is not None:
            self._sharpen.start()

    @Slot(object, QImage)
    def _on_picture_loaded(self, wanted: PictureWanted, image: QImage) -> None:
        if self._photo is not None and wanted.path == self._photo.path:
            self.canvas.show_image(image)

    @Slot(object, str)
    def _on_picture_failed(self, wanted: PictureWanted, message: str) -> None:
        if self._photo is not None and wanted.path == self._photo.path:
            is_away = self._photo.state is PhotoState.OFFLINE
            self.canvas.show_message(self.tr("The drive of this photo is away.") if is_away else message)

    @Slot()
    def _on_data_changed(self) -> None:
        if self._row >= 0 and self._photo is None and self.isVisible():
            self._show_row()

    @Slot()
    def _on_model_reset(self) -> None:
        """Photos came or went: the one that is looked at may be in another row, or in none."""
        if self._photo is None or not self.isVisible():
            return
        rows = self._model.rows_of(np.array([self._photo.id], np.int64))
        if len(rows):
            self._row = int(rows[0])
            self._show_facts(self._photo)
        elif self._model.rowCount() == 0:
            self.close_photo()
        else:
            self._row, self._photo = min(self._row, self._model.rowCount() - 1), None
            self._show_row()
