"""From the bytes of a photo file to upright sRGB pixels, what the file says about itself, and thumbnails.

Photo files are hostile input: every way a file can be broken ends in one `PhotoError` with a plain sentence. This room
reads photos and never writes into one.
"""
