"""Small illustrated scenes with captions: the samples that ship, and endless variety to train on."""

from .compose import render
from .files import write_sample, write_samples
from .samples import sample_scenes
from .scene import Scene
from .variety import random_scenes

__all__ = ["Scene", "random_scenes", "render", "sample_scenes", "write_sample", "write_samples"]
