"""What the search recognises of the inventory: areas, vocabularies and opening hours."""
