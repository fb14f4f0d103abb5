"""Lists of what has happened, read, previewed row by row, then applied."""
