"""The line above the photos: what is shown, what is selected and can be done with it, and how photos are laid out."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from desktop_app.gui.icons import icon
from desktop_app.gui.search_parts import HITS_AT_MOST
from desktop_app.gui.theme import Size, Tokens, interface_font, tabular
from desktop_app.gui.tile_view import LARGEST, SMALLEST, USUAL
from desktop_app.gui.words import counted, number
from desktop_app.records import Arrangement

_TITLE_PX, _TEXT_PX = 200, 150
_SLIDER_FROM_PX = 560
FEW_HITS = 50
_COUNTS = (25, FEW_HITS, 100, HITS_AT_MOST)
ARRANGEMENTS = (Arrangement.TIME, Arrangement.FOLDER, Arrangement.RATING, Arrangement.CAMERA)


class ElidedLabel(QLabel):
    """One line that ends with … where there is no room for all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, words)
        painter.end()


class ContextLine(QWidget):
    """Says and asks; decides nothing."""

    arrangement_chosen = Signal(object)  # Arrangement
    square_wanted = Signal(bool)
    verb_wanted = Signal(str)
    selection_left = Signal()
    order_chosen = Signal()
    """Hits are to come in another order, or more or fewer of them: see `is_by_time`, `most_hits`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contextLine")
        self._said = ""
        self._selected = 0
        self._shows_arrangement = True
        self._has_tools = True
        self._title, self._text = QLabel(self), ElidedLabel(self)
        self._title.setObjectName("contextTitle")
        self._text.setObjectName("contextText")
        self._text.setFont(tabular(interface_font(Size.SECONDARY)))
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._verbs = {
            "favourite": self._button("heart", self.tr("Favourite (F)")),
            "rate": self._button("star", self.tr("Rate (0 to 5)")),
            "trash": self._button("trash", self.tr("Move to trash (Del)")),
            "restore": self._button("arrow-u-up-left", self.tr("Put back (Del)")),
            "leave": self._button("x-bold", self.tr("Select nothing (Esc)")),
        }
        self._is_trash = False
        self._arrange, self._order = QToolButton(self), QToolButton(self)
        self._whole_title = ""
        self._square = self._button("squares-four", self.tr("Squares, or photos in their shapes"))
        self._smaller, self._larger = QLabel(self), QLabel(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self._make_menus()
        self._lay_out()
        self._show_selection()

    @property
    def title(self) -> str:
        """What is shown, also where there is no room for all of it."""
        return self._whole_title

    @property
    def is_by_time(self) -> bool:
        """Whether hits are to come newest first, instead of the closest first."""
        return bool(self._orders.checkedAction().data())

    @property
    def most_hits(self) -> int:
        """How many of the closest photos are shown. By time far ones would stand between the close ones: so fewer,
        unless the user said how many."""
        chosen = [int(action.data()) for action in self._counts.actions() if action.isChecked()]
        return chosen[0] if chosen else FEW_HITS if self.is_by_time else HITS_AT_MOST

    @property
    def orders(self) -> QMenu:
        """The choices, in which order hits come."""
        menu = self._order.menu()
        assert isinstance(menu, QMenu)
        return menu

    @property
    def text(self) -> str:
        """What is said of the photos; while some are selected, of those."""
        return self._text.text()

    def say(self, text: str, tool_tip: str = "") -> None:
        """The sentence about what is shown."""
        self._said = text
        self._text.setToolTip(tool_tip)
        self._show_selection()

    def set_title(self, text: str) -> None:
        """What is shown; shortened in the middle."""
        self._whole_title = text
        self._title.setAccessibleName(text)
        self._fit_title()

    def set_selected(self, count: int) -> None:
        """How many photos are selected."""
        if count != self._selected:
            self._selected = count
            self._show_selection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_slider()
        self._fit_title()

    def _show_slider(self) -> None:
        """Beside a narrow grid the other tools need its room; keys and the wheel change the size there too."""
        for widget in (self._smaller, self.slider, self._larger):
            widget.setVisible(self._has_tools and self.width() >= _SLIDER_FROM_PX)

    def _fit_title(self) -> None:
        metrics = QFontMetrics(interface_font(Size.SECTION, weight=QFont.Weight.DemiBold))
        tools = [
            *self._verbs.values(),
            self._arrange,
            self._order,
            self._square,
            self._smaller,
            self.slider,
            self._larger,
        ]
        taken = sum(tool.sizeHint().width() + 10 for tool in tools if not tool.isHidden())
        room = max(self.width() - taken - _TEXT_PX - Size.MARGIN - Size.GROUP, _TITLE_PX)
        self._title.setText(metrics.elidedText(self._whole_title, Qt.TextElideMode.ElideRight, room))
        self._title.setToolTip(self._whole_title if self._title.text() != self._whole_title else "")

    def set_tools(self, *, are_shown: bool, is_arrangeable: bool, is_trash: bool, is_found: bool = False) -> None:
        """Which of the tools make sense now; `is_found`: hits are shown."""
        self._is_trash = is_trash
        self._has_tools = are_shown
        self._square.setVisible(are_shown)
        self._show_slider()
        self._arrange.setVisible(are_shown and is_arrangeable)
        self._order.setVisible(are_shown and is_found)
        self._fit_title()
        self._show_selection()

    def set_arrangement(self, by: Arrangement) -> None:
        """What the chooser says."""
        for action in self._arrangements.actions():
            if action.data() == by:
                action.setChecked(True)
                self._arrange.setText(action.text())

    def set_square(self, is_square: bool) -> None:
        """Whether tiles are squares."""
        self._square.setChecked(is_square)

    @property
    def arrangements(self) -> QMenu:
        """The choices, by what photos are arranged."""
        menu = self._arrange.menu()
        assert isinstance(menu, QMenu)
        return menu

    def button(self, verb: str) -> QToolButton:
        """The button that does this with what is selected."""
        return self._verbs[verb]

    @property
    def square_button(self) -> QToolButton:
        """Squares or true shapes."""
        return self._square

    def set_tokens(self, tokens: Tokens) -> None:
        """Icons in the colours of the theme."""
        faint, ratio = tokens.colour("faint"), self.devicePixelRatioF()
        self._smaller.setPixmap(icon("grid-four", faint).pixmap(QSize(16, 16), ratio))
        self._larger.setPixmap(icon("square", faint).pixmap(QSize(16, 16), ratio))
        self._square.setIcon(icon("squares-four", faint, size_px=18, on=tokens.colour("accent")))
        for chooser in (self._arrange, self._order):
            chooser.setIcon(icon("caret-down-bold", faint, size_px=12))
        for button in self._verbs.values():
            button.setIcon(icon(str(button.property("sign")), tokens.colour("text"), size_px=18))

    def _button(self, sign: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("sign", sign)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(18, 18))
        return button

    def _make_menus(self) -> None:
        self._arrangements = QActionGroup(self)
        names = (self.tr("By time"), self.tr("By folder"), self.tr("By rating"), self.tr("By camera"))
        menu = QMenu(self._arrange)
        for by, name in zip(ARRANGEMENTS, names, strict=True):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setData(by)
            self._arrangements.addAction(action)
        self._arrangements.triggered.connect(self._on_arrangement_chosen)
        _dress_chooser(self._arrange, menu, self.tr("By what the photos are arranged"))
        self.set_arrangement(Arrangement.TIME)
        self._make_orders()
        rating = QMenu(self._verbs["rate"])
        for stars in range(5, -1, -1):
            action = rating.addAction(f"{'★' * stars if stars else self.tr('No rating')}\t{stars}")
            action.setData(f"rate_{stars}")
            action.triggered.connect(self._on_verb_triggered)
        self._verbs["rate"].setMenu(rating)
        self._verbs["rate"].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for verb in ("favourite", "trash", "restore"):
            self._verbs[verb].setProperty("verb", verb)
            self._verbs[verb].clicked.connect(self._on_verb_clicked)
        self._verbs["leave"].clicked.connect(self.selection_left)
        self._square.setCheckable(True)
        self._square.toggled.connect(self.square_wanted)

    def _make_orders(self) -> None:
        self._orders = QActionGroup(self)
        menu = QMenu(self._order)
        for is_by_time, name in ((False, self.tr("Closest first")), (True, self.tr("Newest first"))):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(not is_by_time)
            action.setData(is_by_time)
            self._orders.addAction(action)
        self._orders.triggered.connect(self._on_order_chosen)
        menu.addSeparator()
        self._counts = QActionGroup(self)
        self._counts.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for count in _COUNTS:
            action = menu.addAction(self.tr("The {n} closest photos").format(n=number(count)))
            action.setCheckable(True)
            action.setData(count)
            self._counts.addAction(action)
        self._counts.triggered.connect(self.order_chosen)
        _dress_chooser(self._order, menu, self.tr("In which order the photos come that were found"))
        self._order.setText(self.tr("Closest first"))

    def _lay_out(self) -> None:
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setValue(USUAL)
        self.slider.setFixedWidth(120)
        self.slider.setAccessibleName(self.tr("Size of the photos"))
        self.slider.setToolTip(self.tr("Size of the photos (Ctrl + wheel)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.MARGIN, 10, Size.GROUP, 0)
        row.addStrut(self._square.sizeHint().height())  # as high without its tools: nothing jumps when photos come
        row.setSpacing(10)
        row.addWidget(self._title)
        selection = QHBoxLayout()
        selection.setSpacing(2)
        for button in self._verbs.values():
            selection.addWidget(button)
        row.addLayout(selection)
        row.addWidget(self._text, 1)
        for widget in (self._arrange, self._order, self._square, self._smaller, self.slider, self._larger):
            row.addWidget(widget)

    def _show_selection(self) -> None:
        words = counted(self._selected, self.tr("{n} selected"), self.tr("{n} selected"))
        self._text.setText(words if self._selected else self._said)
        for verb, button in self._verbs.items():
            fits = verb == "leave" or (verb == "restore") == self._is_trash
            button.setVisible(self._selected > 0 and fits)

    @Slot(QAction)
    def _on_arrangement_chosen(self, action: QAction) -> None:
        self._arrange.setText(action.text())
        self.arrangement_chosen.emit(action.data())

    @Slot(QAction)
    def _on_order_chosen(self, action: QAction) -> None:
        self._order.setText(action.text())
        self.order_chosen.emit()

    @Slot()
    def _on_verb_triggered(self) -> None:
        self.verb_wanted.emit(str(self.sender().data()))  # type: ignore[attr-defined]

    @Slot()
    def _on_verb_clicked(self) -> None:
        self.verb_wanted.emit(str(self.sender().property("verb")))


def _dress_chooser(button: QToolButton, menu: QMenu, words: str) -> None:
    """A word with an arrow behind it, that opens a menu."""
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the words
    button.setIconSize(QSize(12, 12))
    button.setToolTip(words)
    button.setAccessibleName(words)
