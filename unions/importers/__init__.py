"""Lists of organisations from outside: read, previewed row by row, then applied."""
