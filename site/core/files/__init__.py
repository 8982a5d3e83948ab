"""Uploaded files and images: checks, cleaning, storage, image renditions and protected downloads."""
