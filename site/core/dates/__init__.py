"""Dates and hours as people write them in French, and the words in which they are displayed."""
