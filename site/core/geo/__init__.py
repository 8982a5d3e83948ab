"""Points on Earth: typed, stored, and in forms."""
