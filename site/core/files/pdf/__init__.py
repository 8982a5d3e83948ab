"""What is read in an uploaded PDF: its pages, its text for the search, and a cover drawn from its first page."""
