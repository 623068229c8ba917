"""The recipe of the image-only model that ships with the app: copies and attention maps."""
