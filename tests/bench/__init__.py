"""Sillon against plain Wagtail on 20,000 places: `python3 bootstrap.py bench [--fresh] [--careful] [--only NAME,…]`."""
