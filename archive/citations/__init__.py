"""Citing publications: as French text, as files for reference managers, and as metadata within the page."""
