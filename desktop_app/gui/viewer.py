"""One photo in the whole window: looked at, turned, rated, described, shown one after the other."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.config import LibraryPaths, load_settings
from desktop_app.gui.clipboard import copy_files
from desktop_app.gui.exposure_reader import ExposureReader
from desktop_app.gui.photo_actions import PhotoActions
from desktop_app.gui.photo_model import PhotoListModel
from desktop_app.gui.picture_loader import PictureLoader
from desktop_app.gui.shown_photo import ShownPhoto
from desktop_app.gui.slideshow import SLIDE_FADE_MS
from desktop_app.gui.thumbnail_loader import ThumbnailLoader
from desktop_app.gui.viewer_keys import verb_of
from desktop_app.gui.viewer_lookahead import Lookahead
from desktop_app.gui.viewer_menu import photo_menu
from desktop_app.gui.viewer_settings import ViewerSettings
from desktop_app.gui.viewer_stage import ViewerStage
from desktop_app.gui.words import file_name, long_time, number
from desktop_app.records import Photo, PhotoId

_STRIP_BYTES = 32 * 1024**2
_PAN_SHARE = 0.2
_ZOOM_STEPS = 1.5


class Viewer(ViewerStage):
    """Shows rows of the grid's model; what the user does goes to `actions` and is shown at once."""

    closed = Signal()
    row_changed = Signal(int)
    more_like_this_wanted = Signal(object)  # Photo
    reveal_wanted = Signal(object)  # Photo
    full_screen_wanted = Signal(bool)

    def __init__(
        self,
        model: PhotoListModel,
        thumbnails: ThumbnailLoader,
        pictures: PictureLoader,
        *,
        actions: PhotoActions,
        paths: LibraryPaths,
        parent: QWidget | None = None,
    ) -> None:
        """`thumbnails` are the grid's, for the moment before the first pixels of the viewer's own."""
        self._strip_thumbnails = ThumbnailLoader(paths.thumbnails, cache_bytes=_STRIP_BYTES)
        super().__init__(model, self._strip_thumbnails, ViewerSettings(paths), self.do, parent)
        self._strip_thumbnails.setParent(self)
        self._model, self._actions = model, actions
        lookahead = Lookahead(pictures, paths.thumbnails, self)
        self._shown = ShownPhoto(model, actions, self.canvas, lookahead, thumbnails=thumbnails, parent=self)
        self._shown.set_following(self._following_row)
        self.strip.show_as(actions.as_wished)
        self._exposures = ExposureReader(load_settings(paths), self)
        self.information.read_with(self._exposures)
        self._has_filled_screen = False
        self._captioned: PhotoId | None = None
        self._verbs = self._make_verbs()
        self._connect_parts()

    @property
    def row(self) -> int:
        """The row that is looked at."""
        return self._shown.row

    @property
    def photo(self) -> Photo | None:
        """As the user wants it, also where the library does not have that yet."""
        return self._shown.photo

    def open(self, row: int, *, origin: QRectF | None = None) -> None:
        """Shows a row; it grows out of `origin`, a tile in this widget's pixels."""
        self._show_information_panel(self._settings.has_information)
        self.canvas.clear()
        self._shown.show_row(row, origin=None if origin is None else origin.translated(-self.canvas.pos()))
        self.setFocus()

    def is_settled(self) -> bool:
        """Whether the photo, or why it cannot be shown, is there, and what stands around it too."""
        is_shown = self.canvas.has_image or bool(self.canvas.message)
        return is_shown and not self._strip_thumbnails.is_busy and not self._exposures.is_busy

    def view_edge_px(self) -> int:
        """The longest edge that photos are decoded to while they are fitted."""
        return self._shown.view_edge_px()

    def do(self, name: str) -> None:
        """A verb by its name in `viewer_keys`."""
        if name.startswith("rate_"):
            self.rate(int(name.removeprefix("rate_")))
        else:
            self._verbs[name]()

    @Slot(int)
    def rate(self, rating: int) -> None:
        """0 to 5 stars for this photo."""
        if self.photo is not None and rating != self.photo.rating:
            self._actions.rate([self.photo.id], rating)

    @Slot(bool)
    def set_favourite(self, favourite: bool) -> None:
        """This photo is one, or is none."""
        if self.photo is not None:
            self._actions.set_favourite([self.photo.id], favourite=favourite)

    def turn(self, quarter_turns: int) -> None:
        """Clockwise by so many times 90°, in the library; the file stays as it is."""
        if self.photo is not None:
            self._actions.rotate([self.photo.id], quarter_turns, shown=[self.photo])

    @Slot()
    def edit_caption(self) -> None:
        """Opens the caption for writing."""
        if self.photo is not None:
            self.slideshow.stop()
            self._captioned = self.photo.id
            self.editor.begin(self.photo.caption)

    @Slot()
    def toggle_information(self) -> None:
        """The panel at the right."""
        self._show_information_panel(not self._settings.has_information)
        self._show_information()

    @Slot()
    def toggle_slideshow(self) -> None:
        """Begins or ends it; it has the whole screen."""
        if self.slideshow.is_running:
            self._end_slideshow()
        else:
            self._fill_screen()
            self.slideshow.start()
            self._shown.want_pictures()

    @Slot()
    def show_next(self) -> None:
        self._go(1)

    @Slot()
    def show_previous(self) -> None:
        self._go(-1)

    def stop(self) -> None:
        """Asks for no more pixels, and runs no slideshow."""
        self.slideshow.stop()
        self._rest.stop()
        self._shown.stop()

    def close_threads(self) -> None:
        """At the end of the window."""
        self.stop()
        self._strip_thumbnails.close()
        self._exposures.close()

    @Slot()
    def close_photo(self) -> None:
        """Back to the grid."""
        self.stop()
        self._leave_screen()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = verb_of(event)
        if name is None:
            super().keyPressEvent(event)
        else:
            self._wake()
            self.do(name)

    def _make_verbs(self) -> dict[str, Callable[[], None]]:
        return {
            "back": self._step_back,
            "space": self._space,
            "next": self.show_next,
            "previous": self.show_previous,
            "first": lambda: self._go(-self.row),
            "last": lambda: self._go(self._shown.last_row - self.row),
            "actual": self.canvas.toggle_actual_size,
            "every_pixel": lambda: self.canvas.set_zoom(1.0),
            "fit": lambda: self.canvas.set_zoom(None),
            "closer": lambda: self.canvas.zoom_by(_ZOOM_STEPS),
            "farther": lambda: self.canvas.zoom_by(-_ZOOM_STEPS),
            "pan_left": lambda: self._pan(1, 0),
            "pan_right": lambda: self._pan(-1, 0),
            "pan_up": lambda: self._pan(0, 1),
            "pan_down": lambda: self._pan(0, -1),
            "turn_left": lambda: self.turn(-1),
            "turn_right": lambda: self.turn(1),
            "favourite": lambda: self.set_favourite(self.photo is not None and not self.photo.favourite),
            "caption": self.edit_caption,
            "information": self.toggle_information,
            "filmstrip": lambda: self._show_filmstrip(not self._settings.has_filmstrip),
            "slideshow": self.toggle_slideshow,
            "full_screen": self._toggle_full_screen,
            "similar": lambda: self._tell_photo(self.more_like_this_wanted),
            "copy": self._copy,
            "reveal": lambda: self._tell_photo(self.reveal_wanted),
            "trash": self._trash,
            "more": self._show_menu_below_button,
        }

    def _go(self, steps: int) -> None:
        target = min(max(self.row + steps, 0), self._shown.last_row)
        if target != self.row and target >= 0:
            self._change_row(target)

    def _change_row(self, row: int, *, fade_ms: int = 0) -> None:
        if not self.editor.isHidden():
            self.editor.field.save()
        self._shown.show_row(row, fade_ms=fade_ms)
        self.slideshow.begin_slide()
        self.row_changed.emit(row)

    def _following_row(self) -> int | None:
        return self.slideshow.next_row(self.row, self._model.rowCount()) if self.slideshow.is_running else None

    def _step_back(self) -> None:
        """Out of the slideshow, out of the full screen that was asked for here, back to the grid."""
        if self.slideshow.is_running:
            self._end_slideshow()
        elif self._has_filled_screen and self.is_immersed:
            self._leave_screen()
        else:
            self.close_photo()

    def _space(self) -> None:
        if self.slideshow.is_running:
            self.slideshow.toggle_pause()
        else:
            self.close_photo()

    @Slot()
    def _end_slideshow(self) -> None:
        self.slideshow.stop()
        self._leave_screen()

    def _fill_screen(self) -> None:
        if not self.is_immersed:
            self._toggle_full_screen()

    def _leave_screen(self) -> None:
        """Only if it was filled from here."""
        if self._has_filled_screen and self.is_immersed:
            self._toggle_full_screen()

    def _toggle_full_screen(self) -> None:
        self._has_filled_screen = not self.is_immersed
        self.full_screen_wanted.emit(self._has_filled_screen)

    def _pan(self, across: int, down: int) -> None:
        self.canvas.pan(QPointF(across * self.canvas.width(), down * self.canvas.height()) * _PAN_SHARE)

    def _tell_photo(self, signal: SignalInstance) -> None:
        if self.photo is not None:
            signal.emit(self.photo)

    def _copy(self) -> None:
        """The file, and the picture for programs that take no files."""
        if self.photo is not None:
            copy_files([self.photo.path], self.canvas.picture if self.canvas.has_image else None)

    def _trash(self) -> None:
        """Goes on first: the photo leaves the list when its file was moved."""
        photo = self.photo
        if photo is not None:
            self._go(1 if self.row < self._shown.last_row else -1)
            self._actions.trash([photo.id])

    def _show_menu_below_button(self) -> None:
        button = self.top.buttons["more"]
        self._show_menu(button.mapToGlobal(button.rect().bottomLeft()))

    @Slot(object)
    def _show_menu(self, place: QPoint) -> None:
        if self.photo is not None:
            states = {
                "favourite": self.photo.favourite,
                "filmstrip": self._settings.has_filmstrip,
                "information": self._settings.has_information,
            }
            checked = frozenset(name for name, is_on in states.items() if is_on)
            photo_menu(self.photo, self.do, tokens=self._tokens, checked=checked, parent=self).popup(place)

    def _show_information(self) -> None:
        if self.photo is not None and not self.information.isHidden():
            self.information.show_photo(self.photo, similarity=self._model.similarity(self.row))
            self.information.show_picture(self.canvas.picture)

    def _connect_parts(self) -> None:
        self._shown.row_changed.connect(self._on_row_changed)
        self._shown.changed.connect(self._on_photo_changed)
        self._shown.pictured.connect(self._on_pictured)
        self._shown.all_gone.connect(self.close_photo)
        self._actions.wished.connect(self._on_wished)
        self.canvas.zoom_changed.connect(self.foot.say_zoom)
        self.canvas.stepped.connect(self._go)
        self.canvas.menu_wanted.connect(self._show_menu)
        self.strip.row_chosen.connect(self._on_row_chosen)
        self.foot.rating.rating_chosen.connect(self.rate)
        self.foot.favourite.favourite_chosen.connect(self.set_favourite)
        self.foot.caption.clicked.connect(self.edit_caption)
        self.editor.saved.connect(self._on_caption_saved)
        self.editor.left.connect(self.setFocus)
        self.information.reveal_wanted.connect(self.reveal_wanted)
        self.slideshow.due.connect(self._on_slide_due)
        self.slide_bar.previous_wanted.connect(self.show_previous)
        self.slide_bar.next_wanted.connect(self.show_next)
        self.slide_bar.end_wanted.connect(self._end_slideshow)

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        self.strip.show_row(row)
        self.set_ways(has_previous=row > 0, has_next=row < self._shown.last_row)

    @Slot(object)
    def _on_photo_changed(self, photo: Photo) -> None:
        self.setAccessibleName(str(self._model.index(self.row).data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        size = f"{number(photo.width_px)} × {number(photo.height_px)}"
        place = self.tr("{n} of {all}").format(n=number(self.row + 1), all=number(self._model.rowCount()))
        name = file_name(photo.path)
        self.top.say(name, " · ".join([long_time(photo), size, place]))
        self.foot.rating.set_rating(photo.rating)
        self.foot.favourite.set_favourite(photo.favourite)
        self.foot.caption.set_caption(photo.caption)
        self.canvas.setAccessibleName(", ".join(filter(None, [name, long_time(photo), photo.caption])))
        self._show_information()

    @Slot(frozenset)
    def _on_wished(self, _: frozenset[PhotoId]) -> None:
        self.strip.update()

    @Slot()
    def _on_pictured(self) -> None:
        if not self.information.isHidden():
            self.information.show_picture(self.canvas.picture)

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        self._go(row - self.row)

    @Slot()
    def _on_slide_due(self) -> None:
        row = self.slideshow.next_row(self.row, self._model.rowCount())
        if not self._shown.is_decoded(row) and self.slideshow.may_wait():
            self._shown.want_pictures()
        elif row == self.row:
            self.slideshow.begin_slide()
        else:
            self._change_row(row, fade_ms=SLIDE_FADE_MS)

    @Slot(str)
    def _on_caption_saved(self, caption: str) -> None:
        if self._captioned is not None:
            self._actions.set_caption([self._captioned], caption)
