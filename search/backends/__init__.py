"""The search backends: one for PostgreSQL, its counterpart for SQLite.

|                                  | SQLite (FTS5) | PostgreSQL (fr_unaccent) |
|----------------------------------|---------------|--------------------------|
| without accents                  | yes           | yes                      |
| plurals and inflections (French) | no            | yes                      |
| beginnings of words              | yes           | yes                      |
"""
