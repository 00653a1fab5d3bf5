"""Recommendations that arrive as tables: thematic lists, UPR Info, our template, tables of other systems."""
