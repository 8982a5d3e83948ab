"""French number formats: a thin no-break space between thousands, where Django has a no-break space."""

THOUSAND_SEPARATOR = "\u202f"
