"""Diagnostics: their definition, the answers of a reader and their score."""
