"""The window. It reads the library and the thumbnails, asks the worker for the rest, and waits for neither."""
