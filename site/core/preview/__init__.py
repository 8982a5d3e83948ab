"""Previews on another front end: it gets a token for one unpublished object, and reads that object with it."""
