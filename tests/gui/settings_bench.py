"""A worker whose settings, models and folders are what a test of the settings wants."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt

from desktop_app.config import Settings
from desktop_app.gui.main_window import MainWindow
from desktop_app.records import Figure, ModelSpec
from desktop_app.reports import ThumbnailUse, WorkspaceStatus
from desktop_app.worker.protocol import (
    ChangeSettings,
    GetSettings,
    GetStatus,
    GetThumbnailUse,
    ListModels,
)
from tests.gui.worker_stand_in import WorkerStandIn

Open = Callable[[], MainWindow]
LEFT = Qt.MouseButton.LeftButton


def spec(model_id: str, **fields: object) -> ModelSpec:
    usual = ModelSpec(
        id=model_id,
        title=model_id.title(),
        architecture="ViT-B-32",
        licence="MIT",
        dim=512,
        image_size_px=224,
        context_length=77,
        image_parameters=1,
        text_parameters=1,
        source=f"hub:someone/{model_id}",
        download_bytes=1_000_000_000,
        figures=(Figure(name="COCO text → image R@1", value=45.0, source="its card"),),
    )
    return msgspec.structs.replace(usual, **fields)


class Bench:
    """What the worker knows, and what it was asked to change."""

    def __init__(self, worker: WorkerStandIn) -> None:
        self.worker = worker
        self.settings = Settings()
        self.models: tuple[ModelSpec, ...] = (
            spec("small", source="resources:small", installed=True, in_use=True, download_bytes=0, figures=()),
            spec("large"),
            spec("foreign", installed=True, requires=("no_such_package_at_all",)),
        )
        worker.always(GetSettings, lambda _: self.settings)
        worker.always(ChangeSettings, self._change)
        worker.always(ListModels, lambda _: self.models)
        worker.always(GetThumbnailUse, lambda _: ThumbnailUse(count=2, used_bytes=5000, wanted=3, limit_bytes=10_000))
        worker.always(
            GetStatus,
            lambda _: WorkspaceStatus(
                photos=3, embedded=3, folders=(), problems=0, model_id="small", device="cpu", device_note=""
            ),
        )

    def _change(self, wish: ChangeSettings) -> Settings:
        self.settings = wish.settings
        return wish.settings
