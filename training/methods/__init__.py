"""A method is a model and a loss behind one loop: it turns a batch into the number to be made smaller."""

from training.methods.batch import Batch
from training.methods.image_text import CLIP
from training.methods.method import Features, Method

__all__ = ["CLIP", "Batch", "Features", "Method"]
