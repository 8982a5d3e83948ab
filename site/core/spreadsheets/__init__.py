"""Cells of spreadsheets, CSV and XLSX: reading them as text, and writing text that no spreadsheet runs."""
