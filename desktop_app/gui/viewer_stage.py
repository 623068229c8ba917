"""How the parts of the viewer stand around the photo, and how they step aside when the photo has the whole screen."""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCursor, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from desktop_app.gui.caption_editor import CaptionEditor
from desktop_app.gui.filmstrip import HEIGHT_PX, Filmstrip
from desktop_app.gui.icons import icon
from desktop_app.gui.information_panel import InformationPanel
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.slideshow import Slideshow, SlideshowBar
from desktop_app.gui.theme import DARK, Size, Tokens, on_photo
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.viewer_bars import FOOT_PX, Do, FootBar, TopBar
from desktop_app.gui.viewer_canvas import PictureCanvas
from desktop_app.gui.viewer_keys import verbs
from desktop_app.gui.viewer_navigator import Navigator
from desktop_app.gui.viewer_settings import ViewerSettings

_REST_MS = 2500
_ARROW_PX = 44
_ARROW_REACH = 0.22
"""The share of the canvas at each side over which the pointer brings out the arrow."""
_EDITOR_PX = 560
_ALL = QRectF(0, 0, 1, 1)


class ViewerStage(QWidget):
    """Bars above and below, a filmstrip, a panel at the side. Immersed, they float over the photo while the pointer
    moves and are away while it rests. Knows no photo."""

    def __init__(
        self,
        model: PhotoListModel,
        strip_thumbnails: ThumbnailLoader,
        settings: ViewerSettings,
        do: Do,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._settings = settings
        self._tokens = DARK
        self._is_dressed = self._is_immersed = self._is_resting = False
        self._ways = {"previous": False, "next": False}
        self.canvas = PictureCanvas(self)
        self.slideshow = Slideshow(settings, self)
        self.navigator = Navigator(self)
        self._arrows = {name: self._make_arrow(name, do) for name in ("previous", "next")}
        self.top = TopBar(do, self)
        self.strip = Filmstrip(model, strip_thumbnails, self)
        self.foot = FootBar(do, self)
        self.information = InformationPanel(self, has_histogram=True)
        self.information.setVisible(settings.has_information)
        self.strip.setVisible(settings.has_filmstrip)
        self.slide_bar = SlideshowBar(self.slideshow, self)
        self.editor = CaptionEditor(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.rest)
        self.canvas.pointer_moved.connect(self._on_pointer_moved)
        self.canvas.moved.connect(self._show_part)
        self.navigator.part_chosen.connect(self.canvas.centre_on)
        self.slideshow.changed.connect(self._on_slideshow_changed)
        self.editor.opened.connect(self.foot.caption.hide)
        self.editor.left.connect(self.foot.caption.show)
        for part in (self.top, self.foot, self.strip, self.information, self.slide_bar, self.navigator):
            part.installEventFilter(self)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with; icons are drawn when somebody sees them."""
        self._tokens, self._is_dressed = tokens, False
        if self.isVisible():
            self._dress()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._dress()

    def _dress(self) -> None:
        if self._is_dressed:
            return
        self._is_dressed = True
        tokens = self._tokens
        for part in (self.canvas, self.top, self.foot, self.strip, self.information):
            part.set_tokens(tokens)

    @property
    def is_immersed(self) -> bool:
        """Whether the photo has all the room."""
        return self._is_immersed

    @property
    def floor_px(self) -> int:
        """What stands at the lower edge, and some air."""
        return self.height() - self.foot.y() + Size.MARGIN

    def set_immersed(self, is_so: bool) -> None:
        """Gives the photo all the room, or only what the bars leave."""
        if is_so != self._is_immersed:
            self._is_immersed = is_so
            for bar in (self.top, self.foot):
                bar.set_floating(is_so)
            self._wake()
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whatever is done with a bar keeps the bars awake."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._wake()
        return super().eventFilter(watched, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._wake()

    def _show_information_panel(self, is_so: bool) -> None:
        self._settings.has_information = is_so
        self.information.setVisible(is_so)
        self.top.buttons["information"].setChecked(is_so)
        self._place()

    def _show_filmstrip(self, is_so: bool) -> None:
        self._settings.has_filmstrip = is_so
        self._arrange_visibility()
        self._place()

    def _place(self) -> None:
        """Lays out all parts; the canvas first in line, the panel at the side of everything below the top bar."""
        width, height = self.width(), self.height()
        beside = Size.INFORMATION if not self.information.isHidden() else 0
        strip_px = HEIGHT_PX if self._settings.has_filmstrip else 0
        across = width - beside
        self.top.setGeometry(0, 0, width, Size.TOP_BAR)
        self.information.setGeometry(width - beside, Size.TOP_BAR, Size.INFORMATION, height - Size.TOP_BAR)
        self.strip.setGeometry(0, height - strip_px, across, HEIGHT_PX)
        self.foot.setGeometry(0, height - strip_px - FOOT_PX, across, FOOT_PX)
        room = QRect(0, Size.TOP_BAR, across, height - Size.TOP_BAR - FOOT_PX - strip_px)
        self.canvas.setGeometry(self.rect() if self._is_immersed else room)
        for name, arrow in self._arrows.items():
            left = room.left() + Size.MARGIN if name == "previous" else room.right() - _ARROW_PX - Size.MARGIN
            arrow.move(left, room.center().y() - _ARROW_PX // 2)
        self.navigator.move(self._navigator_place(room))
        hint = self.slide_bar.sizeHint()
        self.slide_bar.setGeometry(QRect(QPoint((width - hint.width()) // 2, height - hint.height() - 36), hint))
        editor_px = min(_EDITOR_PX, across - 2 * Size.MARGIN)
        self.editor.place(left=(across - editor_px) // 2, bottom=height - strip_px - 4, width=editor_px)

    def _navigator_place(self, room: QRect) -> QPoint:
        return QPoint(
            room.right() - self.navigator.width() - Size.MARGIN, room.bottom() - self.navigator.height() - Size.MARGIN
        )

    def _arrange_visibility(self) -> None:
        """The bars are away in a slideshow, and while the pointer rests in an immersed viewer."""
        is_show = self.slideshow.is_running
        has_bars = not is_show and not self._is_resting
        for bar in (self.top, self.foot):
            bar.setVisible(has_bars)
        self.strip.setVisible(has_bars and self._settings.has_filmstrip)
        self.information.setVisible(not is_show and self._settings.has_information)
        self.slide_bar.setVisible(is_show and not self._is_resting)
        if self._is_resting:
            self.canvas.setCursor(Qt.CursorShape.BlankCursor)
        else:
            self.canvas.show_hand()

    def _make_arrow(self, name: str, do: Do) -> QToolButton:
        verb = verbs()[name]
        arrow = QToolButton(self)
        arrow.setObjectName("viewerArrow")
        arrow.setIcon(icon(verb.sign, on_photo(), size_px=Size.ICON_LARGE))
        arrow.setIconSize(QSize(Size.ICON_LARGE, Size.ICON_LARGE))
        arrow.setFixedSize(_ARROW_PX, _ARROW_PX)
        arrow.setToolTip(verb.tip)
        arrow.setAccessibleName(verb.words)
        arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        arrow.clicked.connect(lambda: do(name))
        arrow.hide()
        return arrow

    def set_ways(self, *, has_previous: bool, has_next: bool) -> None:
        """In which directions there is a photo."""
        self._ways = {"previous": has_previous, "next": has_next}
        for name, arrow in self._arrows.items():
            arrow.setVisible(arrow.isVisible() and self._ways[name])

    def _show_arrows(self, x: float) -> None:
        share = x / max(self.canvas.width(), 1)
        near = {"previous": 0 <= share < _ARROW_REACH, "next": share > 1 - _ARROW_REACH}
        pointer = self.mapFromGlobal(QCursor.pos())
        for name, arrow in self._arrows.items():
            is_near = near[name] or (arrow.isVisible() and arrow.geometry().contains(pointer))
            arrow.setVisible(is_near and self._ways[name] and not self.slideshow.is_running)

    def _wake(self) -> None:
        if self._is_resting:
            self._is_resting = False
            self._arrange_visibility()
        if self._is_immersed or self.slideshow.is_running:
            self._rest.start()
        else:
            self._rest.stop()

    @Slot(QPointF)
    def _on_pointer_moved(self, point: QPointF) -> None:
        self._wake()
        self._show_arrows(point.x())

    @Slot()
    def rest(self) -> None:
        """The pointer has not moved for a while: the bars go, but not while something is written, chosen in a menu, or
        reached by the keyboard."""
        is_written = not self.editor.isHidden() or QApplication.activePopupWidget() is not None
        has_focus = any(part.hasFocus() for part in self.findChildren(QWidget))
        pointer = self.mapFromGlobal(QCursor.pos())
        bars = (self.top, self.foot, self.strip, self.slide_bar)
        is_pointed_at = any(bar.isVisible() and bar.geometry().contains(pointer) for bar in bars)
        if is_written or has_focus or is_pointed_at or not (self._is_immersed or self.slideshow.is_running):
            self._wake()
            return
        self._is_resting = True
        self._show_arrows(-1)
        self._arrange_visibility()

    @Slot()
    def _on_slideshow_changed(self) -> None:
        self.canvas.set_tokens(DARK if self.slideshow.is_running else self._tokens)
        self._wake()
        self._arrange_visibility()
        self._place()

    @Slot()
    def _show_part(self) -> None:
        is_wanted = not self.slideshow.is_running
        part = self.canvas.visible_part
        self.navigator.show_part(self.canvas.picture, part if is_wanted else _ALL)
        if not self.navigator.isHidden():
            self._place_navigator()

    def _place_navigator(self) -> None:
        below = self.foot.geometry().top()
        room = QRect(self.canvas.x(), 0, self.foot.width(), below)
        self.navigator.move(self._navigator_place(room))
