"""The grid of photos. It paints what is visible and knows nothing else: a million photos cost what sixty do.

(`QListView` lays out every item: 0.9 s for each resize of a million.)
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QDrag, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop_app.gui import drag_out
from desktop_app.gui.grid_input import GridInput
from desktop_app.gui.heading_painter import HeadingPainter
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.theme import Size, Tokens
from desktop_app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from desktop_app.gui.tile_painter import TileLook, TilePainter
from desktop_app.gui.tile_view import AnyIndex
from desktop_app.records import Photo

_AHEAD_PX = 600
"""Beyond the edges, thumbnails are made ready this far."""
_ARRIVALS_MS = 40
"""What arrives within this time is painted together: not each picture by itself."""
_CALM_MS = 60
"""Whole pages that follow each other faster are not asked for: what comes of them would come when they are gone."""


class PhotoGrid(GridInput):
    """Tiles under headings, as they look."""

    view_moved = Signal()
    """Something may be visible that was not."""

    def __init__(self, model: PhotoListModel, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._loader = loader
        self._as_wished: Callable[[Photo], Photo] | None = None
        self._tokens: Tokens | None = None
        self._tiles: TilePainter | None = None
        self._headings: HeadingPainter | None = None
        self._last_offset = self._painted_offset = 0
        self._arrived: set[str] = set()
        self._arrivals = QTimer(self, singleShot=True, interval=_ARRIVALS_MS)
        self._arrivals.timeout.connect(self._paint_arrived)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._request_pictures)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Photos"))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        loader.loaded.connect(self._on_loaded)
        self.setModel(model)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        self._tokens, self._tiles, self._headings = tokens, TilePainter(tokens), HeadingPainter(tokens)
        self.scrubber.set_tokens(tokens)
        self.viewport().update()

    def show_as(self, as_wished: Callable[[Photo], Photo]) -> None:
        """How photos are to be shown that the user changed a moment ago."""
        self._as_wished = as_wished

    def photo(self, row: int) -> Photo | None:
        """What is shown in a row; None until it was read."""
        photo = self._photos.photo(row)
        return photo if photo is None or self._as_wished is None else self._as_wished(photo)

    def is_settled(self) -> bool:
        """Whether every visible tile has its picture, or none can be had."""
        photos = [self.photo(row) for row in self.visible_rows()]
        return not self._loader.is_busy and all(
            photo is not None
            and (
                self._loader.pixmap(photo.content_hash, photo.quarter_turns) is not None
                or self._loader.is_absent(photo.content_hash)
            )
            for photo in photos
        )

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tokens is None or self._tiles is None:
            return
        painter = QPainter(self.viewport())
        area, region = event.rect(), event.region()
        painter.fillRect(area, self._tokens.colour("ground"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_headings(painter, area)
        current = self.currentIndex().row() if self.hasFocus() else -1
        selection = self.selectionModel()
        has_selection = selection.hasSelection()
        for row, box in self._tile_boxes(area.top(), area.bottom() + 1):
            if not region.intersects(box):
                continue
            is_selected = has_selection and selection.isSelected(self._photos.index(row))
            self._tiles.paint(painter, QRectF(box), self._look(row, is_selected=is_selected, is_current=row == current))
        self._paint_band(painter, self._tokens)
        painter.end()
        self._request_unless_hurried()

    def dataChanged(self, first: AnyIndex, last: AnyIndex, roles: Sequence[int] = ()) -> None:
        """Qt would ask where each of these rows is, be they a million; it is told of those that are visible."""
        visible = self.visible_rows()
        top, bottom = max(first.row(), visible.start), min(last.row(), visible.stop - 1)
        if top > bottom:
            return
        for row in range(top, bottom + 1):
            self.viewport().update(self.tile_rect(row))
        if QAccessible.isActive():
            super().dataChanged(self._photos.index(top), self._photos.index(bottom), roles)

    def hideEvent(self, event: QHideEvent) -> None:
        self._arrivals.stop()
        self._arrived.clear()
        self._calm.stop()
        super().hideEvent(event)

    @Slot(object)
    def _on_loaded(self, content_hashes: frozenset[str]) -> None:
        if self.isVisible():
            self._arrived |= content_hashes
            if not self._arrivals.isActive():
                self._arrivals.start()

    @Slot()
    def _paint_arrived(self) -> None:
        """Paints the tiles again whose pictures came, and of those what can be seen."""
        arrived, self._arrived = self._arrived, set()
        for row, box in self._tile_boxes(0, self.viewport().height()):
            photo = self.photo(row)
            if photo is not None and photo.content_hash in arrived:
                self.viewport().update(box)

    def _look(self, row: int, *, is_selected: bool, is_current: bool) -> TileLook:
        photo, hover = self.photo(row), row == self._hover.tile
        colour = int(self._photos.shown.colours[row])
        if photo is None:
            return TileLook(None, colour, None, is_selected=is_selected, is_current=is_current)
        pixmap = self._loader.pixmap(photo.content_hash, photo.quarter_turns)
        return TileLook(
            pixmap,
            colour,
            photo,
            is_failing=bool(self._photos.failure(photo)),
            is_absent=pixmap is None and self._loader.is_absent(photo.content_hash),
            is_selected=is_selected,
            is_current=is_current,
            hover=self._hover.strength if hover else 0.0,
            sign=self._sign if hover else None,
        )

    def _paint_headings(self, painter: QPainter, area: QRect) -> None:
        assert self._headings is not None
        selection = self.selectionModel()
        for part, box in self._headings_between(area.top(), area.bottom()):
            rows = self._photos.shown.rows_in(part)
            is_hovered = part == self._part
            is_selected = is_hovered and self._is_all_selected(selection, rows)
            self._headings.paint(painter, box, self._photos.shown, part, is_hovered=is_hovered, is_selected=is_selected)

    def _paint_band(self, painter: QPainter, tokens: Tokens) -> None:
        rect = self.band.rect
        if rect is not None:
            painter.setPen(tokens.colour("accent"))
            painter.setBrush(tokens.colour("accent", 0.12))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    # Pictures

    def _request_unless_hurried(self) -> None:
        """Asks at once, but while page follows page in a hurry only when it comes to rest."""
        before, self._painted_offset = self._painted_offset, self.verticalOffset()
        is_leap = abs(self._painted_offset - before) >= self.viewport().height()
        if not self._calm.isActive():
            self._request_pictures()
        if is_leap:
            self._calm.start()

    @Slot()
    def _request_pictures(self) -> None:
        """Records and thumbnails of what is visible, then of what will be if the scrolling goes on."""
        offset, height = self.verticalOffset(), self.viewport().height()
        visible = list(self._tile_boxes(0, height))
        if not visible:
            return
        goes_up = offset < self._last_offset
        self._last_offset = offset
        first, last = visible[0][0], visible[-1][0]
        self.view_moved.emit()
        ahead = self._tile_boxes(*((-_AHEAD_PX, 0) if goes_up else (height, height + _AHEAD_PX)))
        beyond = [(row, box) for row, box in ahead if not first <= row <= last]
        ends = (first, last, beyond[0][0], beyond[-1][0]) if beyond else (first, last)
        self._photos.request_rows(min(ends), max(ends))
        ratio = self.devicePixelRatioF()
        self._loader.want([wanted for row, box in (*visible, *beyond) if (wanted := self._wanted(row, box, ratio))])

    def _wanted(self, row: int, tile: QRect, ratio: float) -> Wanted | None:
        photo = self.photo(row)
        if photo is None:
            return None
        return Wanted(
            photo.content_hash,
            round(tile.width() * ratio),
            round(tile.height() * ratio),
            round(Size.TILE_RADIUS * ratio),
            photo.quarter_turns,
        )

    def _reach(self, part: int, box: QRect) -> QRectF:
        if self._headings is None:
            return QRectF()
        return self._headings.reach(box, self._photos.shown, part)

    def _drag(self, carried: QMimeData) -> QDrag:
        assert self._tokens is not None
        photo = self.photo(self.currentIndex().row())
        picture = self._loader.pixmap(photo.content_hash, photo.quarter_turns) if photo is not None else None
        return drag_out.drag_of(self, carried, picture, self._tokens)
