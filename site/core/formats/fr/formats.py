"""French formats where Django's own lack a thin space."""

THOUSAND_SEPARATOR = "\u202f"
