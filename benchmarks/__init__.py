"""One program a figure that is quoted somewhere."""
