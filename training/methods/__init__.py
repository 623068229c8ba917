"""A method is a model and a loss behind one loop: it turns a batch into the number to be made smaller."""

from training.methods.batch import Batch
from training.methods.build import build
from training.methods.dino import DINO
from training.methods.image_text import CLIP, SigLIP
from training.methods.method import Features, Method
from training.methods.simclr import SimCLR
from training.methods.slip import SLIP

__all__ = ["CLIP", "DINO", "SLIP", "Batch", "Features", "Method", "SigLIP", "SimCLR", "build"]
