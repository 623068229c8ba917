"""The command line: all that the window does, without a screen."""

from desktop_app.cli.app import main

__all__ = ["main"]
