"""What sections register with the search: documents, doors, and functions that understand questions."""
