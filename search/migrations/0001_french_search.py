"""On PostgreSQL: text search configurations for French without accents, and the index that the search filter uses.

The filter asks for `title || body`, for which Wagtail makes no index: without it every search reads the whole table.
"""

from django.db import migrations

FORWARD = (
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "CREATE TEXT SEARCH CONFIGURATION fr_unaccent (COPY = french)",
    "ALTER TEXT SEARCH CONFIGURATION fr_unaccent ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem",
    "CREATE TEXT SEARCH CONFIGURATION simple_unaccent (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION simple_unaccent ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple",
    "CREATE INDEX sillon_search_title_body ON wagtailsearch_indexentry USING gin ((title || body))",
)
BACKWARD = (
    "DROP INDEX IF EXISTS sillon_search_title_body",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS simple_unaccent",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS fr_unaccent",
)


def run(statements):
    def on_postgres(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return on_postgres


class Migration(migrations.Migration):
    initial = True
    dependencies = [("wagtailsearch", "0008_remove_query_and_querydailyhits_models")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
