"""Protection against abuse: rate limits and spam checks."""
