"""Whole pages for other front ends: which object an address leads to, and its content, whatever its type.

Each section declares its page types in the registry, with the function and the schema of its own detail route.
"""
