"""Export of places: which columns a file has, how each format writes them, and the writing itself."""

from inventory.exporting.run import ExportError, export_places

__all__ = ["ExportError", "export_places"]
