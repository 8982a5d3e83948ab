"""The values of imported rows: the text of a cell, converted to what its field may store.

Each reader takes the text of a cell and a function, which it calls with a French remark for all that it guesses,
changes or leaves out. It returns a value that the form of a place accepts, or raises ValidationError. Nothing here
queries the database.
"""
