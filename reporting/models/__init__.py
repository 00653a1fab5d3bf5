"""Tables of what is told."""
