"""Response schemas of the API of the archive, one module per router."""
