"""From a typed text to results: its words, their variants and corrections, what is found, what is shown of it."""
