"""Settings: how it works in the background, how thumbnails are kept, how it looks."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config import Settings
from desktop_app.gui import motion, words
from desktop_app.gui.cards import Page, Row
from desktop_app.gui.controls import Choice, Segments, Switch
from desktop_app.gui.labels import faint
from desktop_app.gui.language import LANGUAGES, SYSTEM
from desktop_app.gui.settings_store import SettingsStore
from desktop_app.gui.theme import Size, ThemeChoice, Tokens
from desktop_app.gui.theme_card import ThemeCard
from desktop_app.reports import ThumbnailUse

_GB = 1024**3


class WorkPage(Page):
    """Batteries, gentleness, idle times."""

    def __init__(self, store: SettingsStore) -> None:
        super().__init__(self.tr("Background work"))
        self._store = store
        self.add(faint(self.tr("Photos are read and understood by a process of its own. It goes on while you search.")))
        self._switches: dict[str, Switch] = {}
        rows = [
            self._switch_row(field, title, note)
            for field, title, note in self._choices()
            if field in Settings.__struct_fields__
        ]
        if rows:
            self.add_card(self.tr("While photos are read"), *rows)
        self.stay = Choice(self.tr("The background process stays"), self._times())
        self.stay.chosen.connect(self._on_stay_chosen)
        self.keep = Choice(self.tr("The model stays in memory"), self._times())
        self.keep.chosen.connect(self._on_keep_chosen)
        self.add_card(
            self.tr("When there is nothing to do"),
            Row(
                self.tr("The model stays in memory"),
                self.tr("Searching wakes it; that takes a few seconds. It may need a gigabyte or more."),
                self.keep,
            ),
            Row(
                self.tr("The background process stays"),
                self.tr("After the window was closed. While it stays, new photos are taken in."),
                self.stay,
            ),
        )
        self.end()
        self.show_settings(store.settings)

    def set_tokens(self, tokens: Tokens) -> None:
        for switch in self._switches.values():
            switch.set_tokens(tokens)

    def switch(self, field: str) -> Switch:
        """The one for a field of the settings."""
        return self._switches[field]

    def show_settings(self, settings: Settings) -> None:
        """How it stands."""
        for field, switch in self._switches.items():
            switch.set_on(bool(getattr(settings, field)))
        for choice, seconds in ((self.stay, settings.worker_idle_s), (self.keep, settings.model_idle_s)):
            choice.set_value(seconds, words=words.duration(seconds))

    def _choices(self) -> list[tuple[str, str, str]]:
        return [
            (
                "index_on_battery",
                self.tr("Go on while on battery"),
                self.tr("Otherwise it waits until the computer is plugged in. Searches are always answered."),
            ),
            (
                "gentle_while_working",
                self.tr("Be gentle while you work"),
                self.tr("It steps back while other programs need the processor, and takes longer."),
            ),
        ]

    def _switch_row(self, field: str, title: str, note: str) -> Row:
        switch = self._switches[field] = Switch(title)
        switch.setProperty("field", field)
        switch.clicked.connect(self._on_switched)
        return Row(title, note, switch)

    def _times(self) -> list[tuple[object, str]]:
        return [
            (0.0, self.tr("Not at all")),
            (60.0, self.tr("1 minute")),
            (600.0, self.tr("10 minutes")),
            (3600.0, self.tr("1 hour")),
            (86_400.0, self.tr("1 day")),
        ]

    @Slot()
    def _on_switched(self) -> None:
        switch = self.sender()
        assert isinstance(switch, Switch)
        self._store.change(**{str(switch.property("field")): switch.isChecked()})

    @Slot(object)
    def _on_stay_chosen(self, seconds: object) -> None:
        self._store.change(worker_idle_s=seconds)

    @Slot(object)
    def _on_keep_chosen(self, seconds: object) -> None:
        self._store.change(model_idle_s=seconds)


class ThumbnailsPage(Page):
    """Size, quality and room; how much is used; make all, clear, make anew."""

    make_wanted = Signal()
    rebuild_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, store: SettingsStore) -> None:
        super().__init__(self.tr("Small pictures"))
        self._store = store
        self.add(
            faint(
                self.tr(
                    "What the grid shows are small copies of your photos, kept beside the library. "
                    "They can always be made again."
                )
            )
        )
        self._used = QLabel(self.tr("Counting …"))
        self._used.setProperty("role", "strong")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._how_many = faint()
        self.edge = Choice(self.tr("Size"), [(px, f"{px} px") for px in (256, 384, 512, 768, 1024)])
        self.quality = Segments(
            self.tr("Quality"), [(70, self.tr("Small")), (82, self.tr("Balanced")), (92, self.tr("Fine"))]
        )
        self.limit = Choice(self.tr("Room on the disk"), [(n * _GB, f"{n} GB") for n in (1, 2, 4, 8, 16, 32, 64)])
        self.edge.chosen.connect(lambda value: store.change(thumbnail_size_px=value))
        self.quality.chosen.connect(lambda value: store.change(thumbnail_quality=value))
        self.limit.chosen.connect(lambda value: store.change(thumbnail_cache_bytes=value))
        self.make_button = QPushButton(self.tr("Make all now"))
        self.rebuild_button = QPushButton(self.tr("Make anew"))
        self.clear_button = QPushButton(self.tr("Delete"))
        self.make_button.clicked.connect(self.make_wanted)
        self.rebuild_button.clicked.connect(self.rebuild_wanted)
        self.clear_button.clicked.connect(self.clear_wanted)
        self._lay_out()
        self.show_settings(store.settings)

    def show_settings(self, settings: Settings) -> None:
        """How they are made."""
        self.edge.set_value(settings.thumbnail_size_px, words=f"{settings.thumbnail_size_px} px")
        self.quality.set_value(min((70, 82, 92), key=lambda known: abs(known - settings.thumbnail_quality)))
        limit = settings.thumbnail_cache_bytes
        self.limit.set_value(limit, words=words.file_size(limit))

    @Slot(object)
    def show_use(self, use: ThumbnailUse) -> None:
        """What is on the disk."""
        used, limit = words.file_size(use.used_bytes), words.file_size(use.limit_bytes)
        self._used.setText(self.tr("{used} of {limit}").format(used=used, limit=limit))
        self._bar.setValue(min(1000 * use.used_bytes // max(use.limit_bytes, 1), 1000))
        done, wanted = words.number(min(use.count, use.wanted)), words.photos(use.wanted)
        self._how_many.setText(self.tr("{done} of {wanted} have one.").format(done=done, wanted=wanted))

    @property
    def text(self) -> str:
        """What is said of the room that is used."""
        return f"{self._used.text()} {self._how_many.text()}".strip()

    def _lay_out(self) -> None:
        use = QWidget()
        column = QVBoxLayout(use)
        column.setContentsMargins(Size.MARGIN, Size.MARGIN, Size.MARGIN, Size.MARGIN)
        column.setSpacing(8)
        column.addWidget(self._used)
        column.addWidget(self._bar)
        column.addWidget(self._how_many)
        self.add_card(
            self.tr("On the disk"),
            use,
            Row(
                self.tr("Room on the disk"),
                self.tr("When it is full, those that were seen longest ago go first."),
                self.limit,
            ),
        )
        self.add_card(
            self.tr("How they are made"),
            Row(
                self.tr("Size"),
                self.tr("The longest edge. Larger is crisper in large tiles, and takes more room."),
                self.edge,
            ),
            Row(
                self.tr("Quality"),
                self.tr("New ones are made like this; make them anew to change those you have."),
                self.quality,
            ),
        )
        self.add_card(
            self.tr("Now"),
            Row(
                self.tr("Make all that are missing"),
                self.tr("Otherwise they are made as photos are read."),
                self.make_button,
            ),
            Row(
                self.tr("Make all of them anew"),
                self.tr("After another size or quality was chosen."),
                self.rebuild_button,
            ),
            Row(
                self.tr("Delete all of them"),
                self.tr("Gives the room back. Your photos are not touched."),
                self.clear_button,
            ),
        )
        self.end()


class LookPage(Page):
    """Theme and language."""

    theme_chosen = Signal(object)  # ThemeChoice
    language_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(self.tr("Appearance"))
        self._themes = QButtonGroup(self)
        self._cards: dict[ThemeChoice, ThemeCard] = {}
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(12, 12, 12, 12)
        line.setSpacing(12)
        for choice, name in (
            (ThemeChoice.SYSTEM, self.tr("As the system")),
            (ThemeChoice.DARK, self.tr("Dark")),
            (ThemeChoice.LIGHT, self.tr("Light")),
        ):
            card = self._cards[choice] = ThemeCard(choice, name)
            card.clicked.connect(self._on_theme_clicked)
            self._themes.addButton(card)
            line.addWidget(card)
        line.addStretch(1)
        self.add_card(self.tr("Theme"), holder)
        self.language = Choice(self.tr("Language"), [(SYSTEM, self.tr("As the system")), *LANGUAGES.items()])
        self.language.chosen.connect(self._on_language_chosen)
        self._language_row = Row(self.tr("Language"), self.tr("The window is drawn anew in it."), self.language)
        self.add_card(self.tr("Language"), self._language_row)
        is_reduced = motion.is_reduced()
        note = self.tr("Your system asks for little motion, so there is none here.")
        usual = self.tr("As your system has it: turn animations off there, and there are none here.")
        self.add_card(self.tr("Motion"), Row(self.tr("Animations"), note if is_reduced else usual))
        self.end()

    def set_tokens(self, tokens: Tokens) -> None:
        for card in self._cards.values():
            card.set_tokens(tokens)

    def theme_card(self, choice: ThemeChoice) -> ThemeCard:
        """The one that stands for `choice`."""
        return self._cards[choice]

    def set_theme(self, choice: ThemeChoice) -> None:
        """Which one is in use."""
        self._cards[choice].setChecked(True)

    def set_language(self, language: str) -> None:
        """Which one is chosen; "" follows the system."""
        self.language.set_value(language)

    @Slot()
    def _on_theme_clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, ThemeCard)
        self.theme_chosen.emit(card.choice)

    @Slot(object)
    def _on_language_chosen(self, language: object) -> None:
        self.language_chosen.emit(str(language))
