"""Lighthouse on the demo, under the production settings: `python3 bootstrap.py audit`."""
