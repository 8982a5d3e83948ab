"""The search backends of the admin and of Wagtail's API, one per database, and what each can do.

|                                         | SQLite (FTS5) | PostgreSQL (fr_unaccent) |
|-----------------------------------------|---------------|--------------------------|
| accents and ligatures (œ, æ) ignored    | yes           | yes                      |
| plurals and inflections (French)        | no            | yes                      |
| beginnings of words                     | yes           | names                    |

Where the admin completes what is typed (lists, choosers, the search for pages), words of the texts of pages are found
too, after those of their names. The site's own search (`search.query`) uses neither.
"""
