"""An aggregate that joins the search words of several texts: the search table makes those of each text once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("focal_points", "0008_searches_are_kept_and_files_are_read"),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
CREATE AGGREGATE tsvector_joined(tsvector) (
    SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '', PARALLEL = SAFE
);
""",
            reverse_sql="DROP AGGREGATE tsvector_joined(tsvector);",
        ),
    ]
