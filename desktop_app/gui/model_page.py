"""Settings: the models there are, which one answers, and on what device."""

import importlib.util
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.config import AUTO, OFF, Settings
from desktop_app.gui import words
from desktop_app.gui.cards import Page, Row
from desktop_app.gui.controls import Choice
from desktop_app.gui.failure_words import in_words
from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.gui.labels import faint, pill
from desktop_app.gui.model_chooser import COCO_R1, quality_of
from desktop_app.gui.model_words import licence_of, summary_of
from desktop_app.gui.name_chips import Flow
from desktop_app.gui.painted import Painted
from desktop_app.gui.settings_store import SettingsStore
from desktop_app.gui.theme import Size, Tokens
from desktop_app.jobs import Progress
from desktop_app.records import Figure, ModelKind, ModelSpec
from desktop_app.reports import WorkspaceStatus
from desktop_app.worker.protocol import DownloadModel, GetStatus, ListModels, RemoveModel, UseModel

_BEST = 60.0
"""COCO text → image R@1 that fills the meter; the best open models of 2025 reach 57."""
_METER = QSize(64, 6)


class QualityMeter(Painted, QWidget):
    """How good a model is at finding photos by words, as a bar."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.setFixedSize(_METER)
        self._share = share

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("line"))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.setBrush(tokens.colour("text", 0.75))
        painter.drawRoundedRect(QRectF(0, 0, self.width() * self._share, self.height()), 3, 3)


class ModelRow(QWidget):
    """One model: what it is, what it weighs, and what can be done with it."""

    download_wanted = Signal(str)
    use_wanted = Signal(str)
    removal_wanted = Signal(str)
    cancel_wanted = Signal(str)

    def __init__(self, spec: ModelSpec) -> None:
        super().__init__()
        self.spec = spec
        self._meters: list[QualityMeter] = []
        self.get = self._button(self.tr("Download"), self.download_wanted)
        self.use = self._button(self.tr("Use"), self.use_wanted)
        self.drop = self._button(self.tr("Remove"), self.removal_wanted)
        self.stop = self._button(self.tr("Stop"), self.cancel_wanted)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._far = faint(wraps=False)
        self._lay_out()
        self.show_progress(None)

    def set_tokens(self, tokens: Tokens) -> None:
        """The theme to paint with."""
        for meter in self._meters:
            meter.set_tokens(tokens)

    def show_progress(self, progress: Progress | None, *, is_busy: bool = False) -> None:
        """How far it is; without work the buttons are there instead."""
        self._working.setVisible(is_busy)
        spec = self.spec
        is_words = spec.kind is ModelKind.IMAGE_TEXT
        is_shipped = spec.source.startswith("resources:")
        lacks = lacking_packages(spec)
        self.get.setVisible(not is_busy and not spec.installed and not is_shipped)
        self.use.setVisible(not is_busy and spec.installed and not spec.in_use and is_words)
        self.use.setEnabled(not lacks)
        self.drop.setVisible(not is_busy and spec.installed and not spec.in_use and not is_shipped)
        if progress is not None:
            is_known = bool(progress.total)
            self._bar.setRange(0, 1000 if is_known else 0)
            if is_known:
                assert progress.total
                self._bar.setValue(1000 * progress.done // progress.total)
            self._far.setText(words.progress(progress))
        elif is_busy:
            self._bar.setRange(0, 0)
            self._far.setText(self.tr("Getting ready"))

    def _button(self, text: str, signal: object) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("small", "true")
        button.setAccessibleName(f"{text}: {self.spec.title}")
        button.clicked.connect(lambda: signal.emit(self.spec.id))  # type: ignore[attr-defined]
        return button

    def _lay_out(self) -> None:
        name = QLabel(self.spec.title)
        name.setProperty("role", "strong")
        name.setToolTip(f"{self.spec.architecture} · {self.spec.dim} · {self.spec.image_size_px} px")
        top = QHBoxLayout()
        top.setSpacing(Size.SPACE)
        top.addWidget(name)
        for text, tone in self._pills():
            top.addWidget(pill(text, tone))
        top.addStretch(1)
        for button in (self.drop, self.use, self.get):
            top.addWidget(button)
        self._working = QWidget()
        working = QHBoxLayout(self._working)
        working.setContentsMargins(0, 6, 0, 0)
        working.setSpacing(12)
        working.addWidget(self._bar, 1)
        working.addWidget(self._far)
        working.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.MARGIN, 12, 12, 12)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(faint(summary_of(self.spec)))
        column.addWidget(self._facts())
        lacks = lacking_packages(self.spec)
        if lacks:
            text = self.tr("It needs the Python package {names}, which is not installed here.")
            column.addWidget(faint(text.format(names=", ".join(lacks))))
        column.addWidget(self._working)

    def _pills(self) -> list[tuple[str, str]]:
        pills = []
        if self.spec.in_use:
            pills.append((self.tr("In use"), "accent"))
        elif self.spec.installed:
            pills.append((self.tr("On this computer"), "quiet"))
        if self.spec.recommended:
            pills.append((self.tr("Recommended"), "good"))
        return pills

    def _facts(self) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, spacing=12)
        figure = self.spec.figures[0] if self.spec.figures else None
        if figure is not None:
            flow.addWidget(self._quality(figure))
        if self.spec.download_bytes:
            flow.addWidget(faint(words.file_size(self.spec.download_bytes), wraps=False))
        flow.addWidget(faint(licence_of(self.spec), wraps=False))
        return holder

    def _quality(self, figure: Figure) -> QWidget:
        """A bar beside the words, where the figure is the one that bars of other models stand for."""
        if figure.name != COCO_R1:
            pair: QWidget = faint(quality_of(figure), wraps=False)
        else:
            meter = QualityMeter(min(figure.value / _BEST, 1.0))
            self._meters.append(meter)
            pair = QWidget()
            line = QHBoxLayout(pair)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(meter)
            said = self.tr("first hit right in {value:.0f} of 100")
            line.addWidget(faint(said.format(value=figure.value), wraps=False))
        pair.setToolTip(f"{figure.name}: {figure.value} ({figure.source})")
        return pair


class ModelsPage(Page):
    """The catalogue and what was added, and the device."""

    complained = Signal(str)
    task_begun = Signal(object)  # Task

    def __init__(self, store: SettingsStore, runner: JobRunner) -> None:
        super().__init__(self.tr("Models"))
        self._store, self._runner = store, runner
        self._tokens: Tokens | None = None
        self._told: tuple[ModelSpec, ...] = ()
        self._specs: tuple[ModelSpec, ...] = ()
        self._rows: dict[str, ModelRow] = {}
        self._tasks: dict[str, Task] = {}
        self._progress: dict[str, Progress] = {}
        self._status: WorkspaceStatus | None = None
        self.add(
            faint(
                self.tr(
                    "A model is what understands your photos. A better one finds more, and takes more room and time. "
                    "While it goes through your photos, the one before answers."
                )
            )
        )
        self.device = Choice(self.tr("Where it runs"), self._devices())
        self.device.chosen.connect(self._on_device_chosen)
        self._device_row = Row(self.tr("Where it runs"), "", self.device)
        self.second = Choice(self.tr("Second model"), [])
        self.second.chosen.connect(self._on_second_chosen)
        store.settled.connect(self._on_settled)
        self._second_row = Row(self.tr("Second model"), "", self.second)
        self._words = self.add_card(self.tr("For search by words"))
        self._images = self.add_card(self.tr("For copies, and for showing where it looks"))
        self.add_card(self.tr("How they are used"), self._second_row, self._device_row)
        self.end()
        self._offer_second()
        self.show_settings(store.settings)
        self._say_second()
        self._say_device()

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        for row in self._rows.values():
            row.set_tokens(tokens)

    def row(self, model_id: str) -> ModelRow:
        """The one of this model."""
        return self._rows[model_id]

    def read(self) -> None:
        """Asks what there is, and what is in use."""
        self._runner.submit(ListModels(), is_quiet=True).succeeded.connect(self.show_models)
        self._runner.submit(GetStatus(), is_quiet=True).succeeded.connect(self.show_status)

    @Slot(object)
    def show_models(self, specs: Sequence[ModelSpec]) -> None:
        """Replaces the lists."""
        self._told = tuple(specs)
        self._show_models()

    def _show_models(self) -> None:
        """With the second model marked, of which the worker's state knows and its list does not."""
        second = self._status.second_model_id if self._status is not None else ""
        specs = tuple(
            msgspec.structs.replace(spec, in_use=spec.in_use or (spec.kind is ModelKind.IMAGE and spec.id == second))
            for spec in self._told
        )
        if specs == self._specs:
            return
        self._specs = specs
        self._rows.clear()
        for card, kind in ((self._words, ModelKind.IMAGE_TEXT), (self._images, ModelKind.IMAGE)):
            card.clear()
            for spec in self._specs:
                if spec.kind is kind:
                    card.add(self._make_row(spec))
        self._offer_second()
        self._say_second()
        for model_id in self._rows:
            self._show_task(model_id)

    @Slot(object)
    def show_status(self, status: WorkspaceStatus) -> None:
        """What the worker says about itself."""
        self._status = status
        self._show_models()
        self._say_second()
        self._say_device()

    def show_settings(self, settings: Settings) -> None:
        """Which device is wanted, and which second model."""
        self.device.set_value(settings.device)
        gone = self.tr("{model}, not on this computer").format(model=settings.second_model_id)
        self.second.set_value(settings.second_model_id, words=gone)

    def _make_row(self, spec: ModelSpec) -> ModelRow:
        row = self._rows[spec.id] = ModelRow(spec)
        row.download_wanted.connect(self._on_download_wanted)
        row.use_wanted.connect(self._on_use_wanted)
        row.removal_wanted.connect(self._on_removal_wanted)
        row.cancel_wanted.connect(self._on_cancel_wanted)
        if self._tokens is not None:
            row.set_tokens(self._tokens)
        return row

    def _devices(self) -> list[tuple[object, str]]:
        return [
            ("auto", self.tr("The best there is")),
            ("cpu", self.tr("Processor")),
            ("cuda", self.tr("NVIDIA graphics (CUDA)")),
            ("mps", self.tr("Apple graphics (Metal)")),
            ("xpu", self.tr("Intel graphics (XPU)")),
        ]

    def _offer_second(self) -> None:
        """Image models that are here; the choice stays what it is."""
        here = [(spec.id, spec.title) for spec in self._specs if spec.kind is ModelKind.IMAGE and spec.installed]
        self.second.set_options([(AUTO, self.tr("The best one here")), *here, (OFF, self.tr("None"))])
        self.show_settings(self._store.settings)

    def _say_second(self) -> None:
        """What it is for, and how far the one in use is."""
        note = self.tr(
            "Sees every photo in the same pass, for copies and for showing where it looks. Without one, "
            "photos are read a little faster."
        )
        status = self._status
        title = next((spec.title for spec in self._specs if status and spec.id == status.second_model_id), "")
        if status is not None and title:
            seen = self.tr("In use: {model}, which has seen {n} so far.")
            note = f"{note} {seen.format(model=title, n=words.photos(status.second_embedded))}"
        self._second_row.say(note)

    def _say_device(self) -> None:
        status = self._status
        if status is None or not status.device:
            self._device_row.say(self.tr("It is known as soon as the model has been loaded."))
            return
        names = dict(self._devices())
        in_use = self.tr("In use: {device}.").format(device=names.get(status.device, status.device))
        why = in_words(status.device_note)
        if not why and status.device == "cpu" and self._store.settings.device == "auto":
            why = self.tr("No graphics card that can be used was found, so the processor does the work.")
        self._device_row.say(f"{in_use} {why}".strip())

    def _begin(self, model_id: str, task: Task) -> None:
        self._tasks[model_id] = task
        task.setProperty("model", model_id)
        task.progressed.connect(self._on_progressed)
        task.failed.connect(self.complained)
        task.ended.connect(self._on_ended)
        self._show_task(model_id)

    def _show_task(self, model_id: str) -> None:
        if model_id in self._rows:
            self._rows[model_id].show_progress(self._progress.get(model_id), is_busy=model_id in self._tasks)

    @Slot(str)
    def _on_download_wanted(self, model_id: str) -> None:
        self._begin(model_id, self._runner.submit(DownloadModel(model_id), is_quiet=True))

    @Slot(str)
    def _on_use_wanted(self, model_id: str) -> None:
        self._begin(model_id, self._runner.submit(UseModel(model_id), is_quiet=True))

    @Slot(str)
    def _on_removal_wanted(self, model_id: str) -> None:
        self._begin(model_id, self._runner.submit(RemoveModel(model_id), is_quiet=True))

    @Slot(str)
    def _on_cancel_wanted(self, model_id: str) -> None:
        if model_id in self._tasks:
            self._tasks[model_id].cancel()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        model_id = str(self.sender().property("model"))
        self._progress[model_id] = progress
        self._show_task(model_id)

    @Slot()
    def _on_ended(self) -> None:
        model_id = str(self.sender().property("model"))
        self._tasks.pop(model_id, None)
        self._progress.pop(model_id, None)
        self._show_task(model_id)
        self.read()
        self._store.read()

    @Slot(object)
    def _on_second_chosen(self, model_id: object) -> None:
        self._status = None  # what it said is of the one before
        self._store.change(second_model_id=model_id)
        self._show_models()
        self._say_second()

    @Slot()
    def _on_settled(self) -> None:
        if self._status is None:
            self.read()

    @Slot(object)
    def _on_device_chosen(self, device: object) -> None:
        self._status = None
        self._store.change(device=device)
        self._say_device()


def lacking_packages(spec: ModelSpec) -> list[str]:
    """What the model needs and this installation has not."""
    return [name for name in spec.requires if importlib.util.find_spec(name) is None]
