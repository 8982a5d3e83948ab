"""The values of imported rows: what may be stored of the text of a cell, by field.

Each reader takes the text of a cell and a function that is called with a French remark for all that it guesses, changes
or leaves out. It returns a value that the form of a place accepts, or raises ValidationError. Nothing here queries the
database.
"""
