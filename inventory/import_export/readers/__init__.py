"""Reads CSV, XLSX, JSON and GeoJSON files with any columns, as rows of text.

`files` chooses the format. `csv_file`, `xlsx_file` and `json_file` read one each; the first two, and lists of lists in
JSON, are tables, in which `tables` finds the header and the last row.
"""
