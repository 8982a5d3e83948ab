"""What publications show and find of the PDFs among their files."""
