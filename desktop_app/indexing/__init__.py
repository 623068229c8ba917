"""Folders to photos to embeddings: finds what changed, reads it once, and brings the library up to date."""
