"""Photographs every page type of a scratch site into contact sheets: `python3 bootstrap.py screenshots`.

`states` says which pages, `content` makes those that the demo has not, `scratch` serves them, `camera` takes and checks
the shots, `sheets` puts them side by side.
"""
