"""Pillow's pixels as an array, without a copy.

Pillow hands its memory out by the Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html);
numpy does not read that, and `np.array(image)` copies three times: 2 ms a photo where a whole index entry takes 60.
"""

import ctypes
from ctypes import POINTER, Structure, c_char_p, c_int64, c_uint8, c_void_p, py_object

import numpy as np
from numpy.typing import NDArray
from PIL import Image


class _ArrowArray(Structure):
    """The head of `struct ArrowArray`; what follows is not read."""


_ArrowArray._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(_ArrowArray))),
]

_pointer_in = ctypes.PYFUNCTYPE(c_void_p, py_object, c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))


def pixels_of(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of an RGB image: uint8 [H, W, 4], the fourth of each without a meaning, or a copy, uint8 [H, W, 3].

    A view holds on to the memory it shows; what is drawn on the image later is seen in it.
    """
    try:
        _, capsule = image.__arrow_c_array__()
    except ValueError:  # its memory is in several pieces
        return np.array(image)
    array = _ArrowArray.from_address(_pointer_in(capsule, b"arrow_array"))
    values = array.children[0].contents
    memory = (c_uint8 * (image.height * image.width * 4)).from_address(values.buffers[1] or 0)
    vars(memory)["capsule"] = capsule  # frees Pillow's memory when nobody looks at it any more
    return np.ctypeslib.as_array(memory).reshape(image.height, image.width, 4)
