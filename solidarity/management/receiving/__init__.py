"""Ways in which mail comes to the portal: from folders, from a pipe, by LMTP."""
