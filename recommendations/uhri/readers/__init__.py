"""One module per container: each yields the place and the value of every record it holds."""
