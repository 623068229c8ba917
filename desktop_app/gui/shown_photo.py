"""Which photo is looked at, and its pixels: from the row of a list to what the canvas shows."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage

from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.viewer_canvas import PictureCanvas
from desktop_app.gui.viewer_lookahead import Lookahead
from desktop_app.records import Photo, PhotoId, PhotoState

_EDGE_STEP = 256
_SHARP_MS = 120
_NEAR = 6
_UNKNOWN_EDGE_PX = 1000


class ShownPhoto(QObject):
    """Keeps to its photo while the list changes around it; has its neighbours decoded ahead."""

    row_changed = Signal(int)
    """It is in this row of the list now; another photo, or the same elsewhere."""
    changed = Signal(object)  # Photo: another one, or something of it
    pictured = Signal()
    """Pixels of it arrived."""
    all_gone = Signal()
    """The list is empty."""

    def __init__(
        self,
        model: PhotoListModel,
        actions: PhotoActions,
        canvas: PictureCanvas,
        lookahead: Lookahead,
        *,
        thumbnails: ThumbnailLoader,
        parent: QObject,
    ) -> None:
        """`thumbnails` are the grid's: what it has stands in while the photo is decoded."""
        super().__init__(parent)
        self._model, self._actions, self._canvas = model, actions, canvas
        self._ahead, self._thumbnails = lookahead, thumbnails
        self._row = -1
        self._photo: Photo | None = None
        self._is_open = False
        self._direction = 1
        self._following: Callable[[], int | None] = lambda: None
        self._origin: QRectF | None = None
        self._fade_ms = 0
        self._sharpen = QTimer(self)
        self._sharpen.setSingleShot(True)
        self._sharpen.setInterval(_SHARP_MS)
        self._sharpen.timeout.connect(self.want_pictures)
        canvas.zoom_changed.connect(self._on_zoom_changed)
        lookahead.preview_loaded.connect(self._on_preview_loaded)
        lookahead.image_loaded.connect(self._on_image_loaded)
        lookahead.failed.connect(self._on_failed)
        actions.wished.connect(self._on_wished)
        model.dataChanged.connect(self._on_data_changed)
        model.modelReset.connect(self._on_model_reset)

    @property
    def row(self) -> int:
        return self._row

    @property
    def last_row(self) -> int:
        return self._model.rowCount() - 1

    @property
    def photo(self) -> Photo | None:
        """As the user wants it, also where the library does not have that yet; None until its record was read."""
        return self._photo

    def set_following(self, following: Callable[[], int | None]) -> None:
        """Who says which row comes next; None where the direction of travel does."""
        self._following = following

    def show_row(self, row: int, *, origin: QRectF | None = None, fade_ms: int = 0) -> None:
        """Another photo: it grows out of `origin`, in the canvas's pixels, or blends in."""
        if self._is_open and row != self._row:
            self._direction = 1 if row > self._row else -1
        self._is_open = True
        self._origin, self._fade_ms = origin, fade_ms
        self._row, self._photo = row, None
        self._model.request_rows(max(row - _NEAR, 0), min(row + _NEAR, self.last_row))
        self.row_changed.emit(row)
        self._take_record()

    def stop(self) -> None:
        """Shows nothing any more and asks for no more pixels."""
        self._is_open = False
        self._sharpen.stop()
        self._canvas.clear()
        self._ahead.stop()

    def is_decoded(self, row: int) -> bool:
        """Whether a photo could be shown at once. Sees to its record, if that is what is lacking."""
        photo = self._photo_at(row)
        if photo is None:
            self._model.request_rows(row, row)
        return photo is not None and self._ahead.image(photo, self.view_edge_px()) is not None

    def view_edge_px(self) -> int:
        """The longest edge of the view in device pixels, in steps: a window dragged larger does not decode anew."""
        edge = max(self._canvas.width(), self._canvas.height()) * self._canvas.devicePixelRatioF()
        return int(-(-edge // _EDGE_STEP) * _EDGE_STEP)

    @Slot()
    def want_pictures(self) -> None:
        """This photo at the size it is shown, then those that may follow, the likeliest first."""
        photo = self._photo
        if photo is None:
            return
        edge, needs_all = self.view_edge_px(), self._canvas.needs_all_pixels()
        following = self._following()
        step = self._direction
        ahead = [self._row + step if following is None else following, self._row - step, self._row + 2 * step]
        near = [self._row + distance * side for distance in range(1, _NEAR) for side in (step, -step)]
        self._ahead.want(
            photo, ahead=self._photos_at(ahead), near=self._photos_at(near), edge_px=edge, needs_all=needs_all
        )
        for edge_px, is_wanted in ((edge, True), (0, needs_all)):
            known = self._ahead.image(photo, edge_px) if is_wanted else None
            if known is not None:
                self._canvas.show_image(known, is_all=edge_px == 0)
                self.pictured.emit()

    def _take_record(self) -> None:
        """Shows what is known of the photo now."""
        photo, before = self._photo_at(self._row), self._photo
        if photo is None:
            return
        self._photo = photo
        if before is None or (before.id, before.path, before.mtime_ns) != (photo.id, photo.path, photo.mtime_ns):
            self._show(photo)
        elif before.quarter_turns != photo.quarter_turns:
            turns = (photo.quarter_turns - before.quarter_turns) % 4
            self._canvas.turn(turns if turns < 3 else -1)
            self.want_pictures()
        self.changed.emit(photo)

    def _show(self, photo: Photo) -> None:
        self._canvas.show_photo(
            photo.width_px or _UNKNOWN_EDGE_PX,
            photo.height_px or _UNKNOWN_EDGE_PX,
            colour=QColor.fromRgb(photo.mean_colour),
            origin=self._origin,
            fade_ms=self._fade_ms,
        )
        self._origin, self._fade_ms = None, 0
        self.want_pictures()
        preview = self._ahead.preview(photo)
        if preview is None and not photo.quarter_turns:
            pixmap = self._thumbnails.pixmap(photo.content_hash)
            preview = None if pixmap is None else pixmap.toImage()
        if preview is not None:
            self._canvas.show_preview(preview)

    def _photo_at(self, row: int) -> Photo | None:
        record = self._model.photo(row) if 0 <= row <= self.last_row else None
        return None if record is None else self._actions.as_wished(record)

    def _photos_at(self, rows: list[int]) -> list[Photo]:
        return [photo for row in rows if row != self._row and (photo := self._photo_at(row)) is not None]

    def _is_this(self, photo_id: PhotoId) -> bool:
        return self._photo is not None and self._photo.id == photo_id

    @Slot(float)
    def _on_zoom_changed(self, _: float) -> None:
        if self._photo is not None and self._is_open:
            self._sharpen.start()

    @Slot(object, QImage)
    def _on_preview_loaded(self, photo_id: PhotoId, picture: QImage) -> None:
        if self._is_this(photo_id):
            self._canvas.show_preview(picture)

    @Slot(object, QImage, bool)
    def _on_image_loaded(self, photo_id: PhotoId, picture: QImage, is_all: bool) -> None:
        if self._is_this(photo_id):
            self._canvas.show_image(picture, is_all=is_all)
            self.pictured.emit()

    @Slot(object, str)
    def _on_failed(self, photo_id: PhotoId, message: str) -> None:
        if self._photo is not None and self._is_this(photo_id):
            is_away = self._photo.state is PhotoState.OFFLINE
            self._canvas.show_message(self.tr("The drive of this photo is away.") if is_away else message)

    @Slot(frozenset)
    def _on_wished(self, photo_ids: frozenset[PhotoId]) -> None:
        if self._is_open and self._photo is not None and self._photo.id in photo_ids:
            self._take_record()

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._is_open and first.row() <= self._row <= last.row():
            self._model.request_rows(self._row, self._row)
            self._take_record()

    @Slot()
    def _on_model_reset(self) -> None:
        """Photos came or went: the one that is looked at may be in another row, or in none."""
        if not self._is_open:
            return
        photo_id = -1 if self._photo is None else self._photo.id
        rows = self._model.rows_of(np.array([photo_id], np.int64))
        if self.last_row < 0:
            self.all_gone.emit()
        elif len(rows):
            self._row = int(rows[0])
            self._model.request_rows(self._row, self._row)
            self.row_changed.emit(self._row)
            self._take_record()
        else:
            self.show_row(min(self._row, self.last_row))
