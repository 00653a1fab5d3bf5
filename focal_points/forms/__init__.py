"""Shapes of what comes in by page."""
