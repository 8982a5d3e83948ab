"""What the search reads of places, and what it recognises in a question: areas, vocabularies, opening hours."""
