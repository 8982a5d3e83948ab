"""What sections tell the search: documents, doors, and what they understand of a question."""
