"""The index of the newest first is in the order in which lists ask for it: those without a day come last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("focal_points", "0003_search_words_by_language"),
        ("recommendations", "0001_register"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="searchrow",
            name="search_newest_first",
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(
                models.OrderBy(models.F("published_on"), descending=True, nulls_last=True),
                models.F("document"),
                models.F("place"),
                models.F("recommendation"),
                name="search_newest_first",
            ),
        ),
    ]
