"""Publications: their identifiers, versions, withdrawal and filters."""
