"""The gallery: every part of a page in every state, left to right and right to left."""
