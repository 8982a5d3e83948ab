"""Tours: their steps in order, where they are, and what leads to them."""
