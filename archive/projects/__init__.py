"""Projects and working groups: their meetings and their progress, in order."""
