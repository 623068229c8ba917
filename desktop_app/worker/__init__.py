"""The background process and the only way to it: `client`, `protocol` and `server`.

Nothing is imported here, so that the window reaches the client without the engines.
"""
