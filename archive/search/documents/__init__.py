"""What the search reads of the pages of the archive."""
