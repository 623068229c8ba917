"""One open library: every verb the app has, once. The only place where the engines are put together."""

from desktop_app.workspace.workspace import Workspace

__all__ = ["Workspace"]
