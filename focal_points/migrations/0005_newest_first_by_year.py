"""A review whose day is not known has the year of its session, and stands in lists by it."""

from django.db import migrations, models
from django.db.models import F

from recommendations.upr_years import FIRST_SESSIONS, FIRST_YEAR, LAST_SESSION

YEARS = f"""
UPDATE focal_points_searchrow s
SET year = {FIRST_YEAR - 1} + width_bucket(d.session::int, ARRAY{list(FIRST_SESSIONS)})
FROM recommendations_document d JOIN recommendations_mechanism m ON m.id = d.mechanism_id
WHERE d.id = s.document AND s.year IS NULL AND m.kind = 'upr' AND d.session ~ '^[0-9]{{1,3}}$'
  AND d.session::int BETWEEN 1 AND {LAST_SESSION}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("focal_points", "0004_filters_are_found_with_words"),
        ("recommendations", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(YEARS, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="searchrow", name="search_newest_first"),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(
                F("year").desc(nulls_last=True),
                F("published_on").desc(nulls_last=True),
                *("document", "place", "recommendation"),
                name="search_newest_by_year",
            ),
        ),
    ]
