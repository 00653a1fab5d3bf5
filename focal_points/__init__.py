"""Who does what, and how far it is."""
