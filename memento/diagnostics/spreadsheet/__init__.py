"""Diagnostics as a table, for people who write them in a spreadsheet."""
