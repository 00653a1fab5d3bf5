"""Each row of the search table tells all its facets in one array, made by the database from its other columns.

The numbers are those of `focal_points/facet_values.py`: the key of a value times sixteen and its facet's place.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

COLUMNS = (
    *("status", "mechanism", "institutions", "clusters", "themes", "persons", "sdgs", "rights"),
    *("needs", "upr_position", "year", "cycle"),
)
NUMBERS = ArrayField(models.BigIntegerField())


class Migration(migrations.Migration):
    dependencies = [
        ("focal_points", "0016_requests_known_answers_and_talk"),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
CREATE FUNCTION search_facets(
    status varchar, mechanism integer, institutions bigint[], clusters bigint[], themes bigint[],
    persons bigint[], sdgs bigint[], rights bigint[], needs varchar[], upr_position varchar,
    year smallint, cycle smallint
) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found bigint[] := ARRAY[mechanism::bigint * 16 + 2];
    one bigint;
    word varchar;
BEGIN
    found := found || (array_position(ARRAY[
        'implemented', 'implemented_continuing', 'partially_implemented', 'in_progress', 'not_started',
        'not_implemented', 'no_longer_applicable', 'not_assessed'
    ]::varchar[], status) * 16 + 1)::bigint;
    FOREACH one IN ARRAY institutions LOOP found := found || (one * 16 + 3); END LOOP;
    FOREACH one IN ARRAY clusters LOOP found := found || (one * 16 + 4); END LOOP;
    FOREACH one IN ARRAY themes LOOP found := found || (one * 16 + 5); END LOOP;
    FOREACH one IN ARRAY persons LOOP found := found || (one * 16 + 6); END LOOP;
    FOREACH one IN ARRAY sdgs LOOP found := found || (one * 16 + 7); END LOOP;
    FOREACH one IN ARRAY rights LOOP found := found || (one * 16 + 8); END LOOP;
    FOREACH word IN ARRAY needs LOOP
        found := found || (array_position(ARRAY['law', 'budget']::varchar[], word) * 16 + 9)::bigint;
    END LOOP;
    IF upr_position <> '' THEN
        found := found || (
            array_position(ARRAY['supported', 'noted', 'pending']::varchar[], upr_position) * 16 + 10
        )::bigint;
    END IF;
    IF year IS NOT NULL THEN found := found || (year::bigint * 16 + 11); END IF;
    IF cycle IS NOT NULL THEN found := found || (cycle::bigint * 16 + 12); END IF;
    RETURN found;
END $$;
""",
            reverse_sql="DROP FUNCTION search_facets;",
        ),
        migrations.AddField(
            model_name="searchrow",
            name="facets",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(*COLUMNS, function="search_facets", output_field=NUMBERS),
                output_field=NUMBERS,
            ),
        ),
    ]
