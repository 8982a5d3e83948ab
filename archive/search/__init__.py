"""What the search reads of the archive's pages."""
