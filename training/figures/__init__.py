"""What is measured on a model, one file a figure; most of them are plain functions on arrays of similarities."""
