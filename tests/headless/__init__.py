"""Builds the example of another front end (docs/examples/astro) on the demo, and compares its pages with Sillon's."""
