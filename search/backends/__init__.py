"""The search backends, one per database, and what each can do.

|                                  | SQLite (FTS5) | PostgreSQL (fr_unaccent) |
|----------------------------------|---------------|--------------------------|
| accents ignored                  | yes           | yes                      |
| plurals and inflections (French) | no            | yes                      |
| beginnings of words              | yes           | yes                      |
"""
