"""The menu « Recherche » of the admin: what readers search for, synonyms, promotions."""
