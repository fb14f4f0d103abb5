"""Messages that a browser shows with the page closed."""
