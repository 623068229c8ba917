"""What ships beside the code: models, icons, sample scenes. Imports neither the app nor training."""

from pathlib import Path

RESOURCES_DIR = Path(__file__).parent
"""The folder of the shipped files, in a checkout, an installed package and a frozen app alike."""
