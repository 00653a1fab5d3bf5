"""Text search configurations: accents dropped, then each language's stems; and the place of a row in its document."""

import django.contrib.postgres.fields
from django.db import migrations, models

STEMS = {
    "house_en": ("english", "english_stem"),
    "house_fr": ("french", "french_stem"),
    "house_es": ("spanish", "spanish_stem"),
    "house_ru": ("russian", "russian_stem"),
    "house_ar": ("arabic", "arabic_stem"),
    "house_simple": ("simple", "simple"),
}
MAKE = """
DROP TEXT SEARCH CONFIGURATION IF EXISTS {name};
CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {base});
ALTER TEXT SEARCH CONFIGURATION {name}
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, {stem};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("focal_points", "0002_a_period_can_pass_with_nothing_new"),
        ("recommendations", "0001_register"),
    ]

    operations = [
        migrations.RunSQL(
            sql="".join(MAKE.format(name=name, base=base, stem=stem) for name, (base, stem) in STEMS.items()),
            reverse_sql="".join(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {name};" for name in STEMS),
        ),
        migrations.AddField(
            model_name="searchrow",
            name="place",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(fields=["-published_on", "document", "place"], name="search_newest_first"),
        ),
    ]
