"""The recipe of the image and text model that ships with the app."""
