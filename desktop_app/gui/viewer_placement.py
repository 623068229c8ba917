"""Where a photo lies in the view: fitted, zoomed around a point, moved, never out of sight. No widget."""

from PySide6.QtCore import QPointF, QRectF, QSizeF

ZOOM_STEP = 1.2
LARGEST_ZOOM = 8.0
_LARGEST_FIT = 2.0
_NEARLY = 1.001


class Placement:
    """`zoom` is device pixels a photo pixel; all lengths of the view are device-independent pixels."""

    def __init__(self) -> None:
        self.photo = QSizeF(1, 1)
        """Pixels, as the photo is shown."""
        self.view = QSizeF(1, 1)
        self.ratio = 1.0
        """Device pixels a device-independent one."""
        self._zoom: float | None = None  # None: fitted
        self._centre = QPointF(0.5, 0.5)  # of the view, in parts of the photo

    @property
    def is_fitted(self) -> bool:
        return self._zoom is None

    @property
    def is_cut(self) -> bool:
        """Whether there is more of the photo than the view shows."""
        size = self._shown()
        return size.width() > self.view.width() * _NEARLY or size.height() > self.view.height() * _NEARLY

    @property
    def zoom(self) -> float:
        return self.fit if self._zoom is None else self._zoom

    @property
    def fit(self) -> float:
        """The zoom that shows all of it; a small photo is enlarged a little, not blown up."""
        across = self.view.width() * self.ratio / self.photo.width()
        down = self.view.height() * self.ratio / self.photo.height()
        return min(across, down, _LARGEST_FIT * self.ratio)

    @property
    def rect(self) -> QRectF:
        """The photo, in the view."""
        size = self._shown()
        left = self.view.width() / 2 - self._centre.x() * size.width()
        top = self.view.height() / 2 - self._centre.y() * size.height()
        return QRectF(left, top, size.width(), size.height())

    @property
    def visible_part(self) -> QRectF:
        """What of the photo is in the view, in parts of the photo: (0, 0, 1, 1) is all of it."""
        here = self.rect
        part = QRectF(QPointF(0, 0), self.view).intersected(here)
        return QRectF(
            (part.left() - here.left()) / here.width(),
            (part.top() - here.top()) / here.height(),
            part.width() / here.width(),
            part.height() / here.height(),
        )

    def part_at(self, point: QPointF) -> QPointF:
        """Which part of the photo, 0 to 1 each way, is at a point of the view."""
        here = self.rect
        return QPointF((point.x() - here.left()) / here.width(), (point.y() - here.top()) / here.height())

    def resize(self, view: QSizeF, ratio: float) -> None:
        """The view has another size; what was fitted stays so."""
        self.view, self.ratio = view, ratio
        if self._zoom is not None and self._is_no_closer(self._zoom):
            self.fit_whole()
        self.keep_inside()

    def fit_whole(self) -> None:
        """All of it, in the middle."""
        self._zoom, self._centre = None, QPointF(0.5, 0.5)

    def zoom_to(self, zoom: float, *, around: QPointF | None = None) -> None:
        """Keeps the point `around` of the view in place; what is no closer than fitted becomes fitted."""
        if self._is_no_closer(zoom):
            self.fit_whole()
            return
        middle = QPointF(self.view.width() / 2, self.view.height() / 2)
        point = middle if around is None else around
        under = self.part_at(point)
        self._zoom = min(zoom, max(LARGEST_ZOOM * self.ratio, self.fit))
        size = self._shown()
        offset = point - middle
        self._centre = under - QPointF(offset.x() / size.width(), offset.y() / size.height())
        self.keep_inside()

    def move(self, by: QPointF) -> None:
        """Drags the photo by a way in the view."""
        size = self._shown()
        self._centre -= QPointF(by.x() / size.width(), by.y() / size.height())
        self.keep_inside()

    def centre_on(self, part: QPointF) -> None:
        """Brings a part of the photo to the middle of the view, as far as it goes."""
        self._centre = QPointF(part)
        self.keep_inside()

    def keep_inside(self) -> None:
        """No more ground than needed."""
        size = self._shown()
        self._centre = QPointF(
            _inside(self._centre.x(), self.view.width() / 2 / size.width()),
            _inside(self._centre.y(), self.view.height() / 2 / size.height()),
        )

    def _is_no_closer(self, zoom: float) -> bool:
        """Than fitted. Every pixel of a photo that is enlarged to fit is a view of its own."""
        return (zoom <= self.fit * _NEARLY and zoom != 1.0) or abs(zoom / self.fit - 1) < _NEARLY - 1

    def _shown(self) -> QSizeF:
        return self.photo * (self.zoom / self.ratio)


def _inside(centre: float, half: float) -> float:
    return 0.5 if half >= 0.5 else min(max(centre, half), 1 - half)


def between(begin: QRectF, end: QRectF, part: float) -> QRectF:
    """The rectangle on the way; a point that both show at the same place stays there."""
    return QRectF(
        begin.left() + (end.left() - begin.left()) * part,
        begin.top() + (end.top() - begin.top()) * part,
        begin.width() + (end.width() - begin.width()) * part,
        begin.height() + (end.height() - begin.height()) * part,
    )


def standing(rect: QRectF) -> QRectF:
    """The same rectangle turned by 90° around its middle."""
    middle = rect.center()
    return QRectF(middle.x() - rect.height() / 2, middle.y() - rect.width() / 2, rect.height(), rect.width())


def middle_in_shape(picture: QSizeF, target: QRectF) -> QRectF:
    """The middle of a picture, in its pixels, in the shape of the target: tiles are cropped."""
    scale = min(picture.width() / target.width(), picture.height() / target.height())
    width, height = target.width() * scale, target.height() * scale
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
