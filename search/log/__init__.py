"""What readers search for, and whether they choose a result: counted by question and day, without personal data.

A script on the page sends each count (`static/js/search.js`), so that reading writes nothing. `views` receives the
counts, `buffer` collects them in the process, `store` writes them and forgets old ones.
"""
