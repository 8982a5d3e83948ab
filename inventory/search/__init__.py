"""What the search reads of places."""
