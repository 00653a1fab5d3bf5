"""How a compiled draft becomes a document: one description, a Word file and a PDF that say the same."""
