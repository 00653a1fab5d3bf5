"""Recommendations that arrive as tables: OHCHR's thematic lists, UPR Info, our template, other systems' tables."""
