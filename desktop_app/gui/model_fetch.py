"""Gets a better model in the background: downloads it, has all photos understood by it, lets it answer then."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.gui.window_settings import WindowSettings
from desktop_app.records import ModelSpec
from desktop_app.worker.protocol import DownloadModel, ListModels, UseModel


class ModelFetch(QObject):
    """One model at a time. Which one is remembered beside the library, so that it goes on at the next start."""

    done = Signal(str, object)  # sentence, Callable that takes it back | None
    failed = Signal(str)
    ended = Signal()
    """Another model answers now."""

    def __init__(self, runner: JobRunner, settings: WindowSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._settings = runner, settings
        self._model: ModelSpec | None = None
        self._task: Task | None = None
        self._has_resumed = self._is_resumed = False

    @property
    def model(self) -> ModelSpec | None:
        """What is being fetched, or is understanding the photos."""
        return self._model

    def fetch(self, model: ModelSpec) -> None:
        """Begins, or goes on where it ended; what was under way is stopped."""
        if self._task is not None:
            previous, self._task = self._task, None
            previous.cancel()
        self._model, self._is_resumed = model, False
        self._settings.remember_fetching(model.id)
        if model.installed:
            self._use()
        else:
            self._follow(self._runner.submit(DownloadModel(model.id), is_quiet=True)).succeeded.connect(self._use)

    @Slot()
    def resume(self) -> None:
        """Goes on with what an earlier window began; asks once."""
        if not self._has_resumed and self._settings.fetching and self._model is None:
            self._has_resumed = True
            self._runner.submit(ListModels(), is_quiet=True).succeeded.connect(self._on_models_listed)

    def stop(self) -> None:
        """Stops it; what has arrived is kept."""
        if self._task is not None:
            self._task.cancel()

    @Slot()
    def _use(self) -> None:
        if self._model is not None:
            task = self._follow(self._runner.submit(UseModel(self._model.id), is_quiet=True))
            task.succeeded.connect(self._on_used)

    def _follow(self, task: Task) -> Task:
        self._task = task
        task.failed.connect(self._on_failed)
        task.cancelled.connect(self._on_cancelled)
        return task

    @Slot(object)
    def _on_models_listed(self, models: Sequence[ModelSpec]) -> None:
        model = next((model for model in models if model.id == self._settings.fetching), None)
        if model is None or model.in_use:
            self._settings.remember_fetching("")
        elif self._model is None:
            self.fetch(model)
            self._is_resumed = True

    @Slot()
    def _on_used(self) -> None:
        if self.sender() is not self._task or self._model is None:
            return
        model, self._model, self._task = self._model, None, None
        self._settings.remember_fetching("")
        self.done.emit(self.tr("{model} understands your photos now.").format(model=model.title), None)
        self.ended.emit()

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        if self.sender() is not self._task or self._model is None:
            return
        model, self._model, self._task = self._model, None, None
        words = self.tr("{reason} {model} is tried again when the app starts next; search works meanwhile.")
        sentence = words.format(reason=reason, model=model.title)
        if self._is_resumed:
            self.done.emit(sentence, None)  # in passing: it was told once already
        else:
            self.failed.emit(sentence)

    @Slot()
    def _on_cancelled(self) -> None:
        if self.sender() is not self._task or self._model is None:
            return
        model, self._model, self._task = self._model, None, None
        self._settings.remember_fetching("")

        def go_on() -> None:
            self.fetch(model)

        words = self.tr("{model} was stopped. What has arrived is kept.")
        self.done.emit(words.format(model=model.title), go_on)
