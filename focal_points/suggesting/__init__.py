"""Suggestions, learned from what was confirmed. Texts and labels in, proposals out: no table, no network."""
