"""Information requests: `composing`, `sending`, `answers` of the institutions, and `deciding` on them."""
