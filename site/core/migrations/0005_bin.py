import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def remove_empty_bin(apps, schema_editor):
    """Remove the root of an empty bin, since earlier releases expect a single root."""
    if not apps.get_model("core", "BinnedPage").objects.exists():
        apps.get_model("wagtailcore", "Page").objects.filter(path__startswith="0002").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_counters"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BinnedPage",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="binned",
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("place", models.CharField(help_text="Where it stood: « Accueil › Inventaire ».", max_length=500)),
                ("slug", models.SlugField(max_length=255)),
                ("path", models.CharField(help_text="Its position in the tree.", max_length=255)),
                ("page_count", models.PositiveIntegerField(help_text="The page and those below it.")),
                ("live_pages", models.JSONField(default=list, help_text="The ids of those pages that were published.")),
                (
                    "restrictions",
                    models.JSONField(default=list, help_text="The ids of the view restrictions that came along."),
                ),
                ("deleted_at", models.DateTimeField(db_index=True, verbose_name="supprimée le")),
                (
                    "deleted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="supprimée par",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "page dans la corbeille", "verbose_name_plural": "pages dans la corbeille"},
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_empty_bin),
    ]
