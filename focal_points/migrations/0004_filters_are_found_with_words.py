"""One index finds words and filters together; and the words of a row stay with it, for ranking reads them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.models import Q

# Rows above 2,000 bytes had their words taken out of line; 8,160 is the most that a page holds.
TOGETHER = "ALTER TABLE focal_points_searchrow SET (toast_tuple_target = 8160)"
APART = "ALTER TABLE focal_points_searchrow RESET (toast_tuple_target)"


class Migration(migrations.Migration):
    dependencies = [
        ("focal_points", "0003_what_is_taken_back_and_decided_anew"),
        ("recommendations", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(TOGETHER, APART),
        migrations.RemoveIndex(model_name="searchrow", name="search_words_asked"),
        migrations.RemoveIndex(model_name="searchrow", name="search_words_seen"),
        migrations.AddIndex(
            model_name="searchrow",
            index=GinIndex(
                fields=["words", "facets"],
                name="search_asked",
                condition=Q(is_current=True, is_ask=True),
            ),
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=GinIndex(
                fields=["words", "facets"],
                name="search_seen",
                condition=Q(is_current=True, is_ask=False),
            ),
        ),
    ]
