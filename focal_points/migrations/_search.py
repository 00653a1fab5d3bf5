"""What the search table stands on: how words are read in each language, and the numbers of a row's facets."""

from django.db import migrations

# Accents are dropped, then each language's stems.
STEMS = {
    "house_en": ("english", "english_stem"),
    "house_fr": ("french", "french_stem"),
    "house_es": ("spanish", "spanish_stem"),
    "house_ru": ("russian", "russian_stem"),
    "house_ar": ("arabic", "arabic_stem"),
    "house_simple": ("simple", "simple"),
}
READ = """
DROP TEXT SEARCH CONFIGURATION IF EXISTS {name};
CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {base});
ALTER TEXT SEARCH CONFIGURATION {name}
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, {stem};
"""
# The words of several texts: those of each text are made once.
JOINED = """
CREATE AGGREGATE tsvector_joined(tsvector) (
    SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '', PARALLEL = SAFE
);
"""
# As in `focal_points/facet_values.py`: the key of a value times sixteen and its facet's place.
NUMBERED = """
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
"""

WORDS = [
    migrations.RunSQL(
        sql="".join(READ.format(name=name, base=base, stem=stem) for name, (base, stem) in STEMS.items()),
        reverse_sql="".join(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {name};" for name in STEMS),
    ),
    migrations.RunSQL(sql=JOINED, reverse_sql="DROP AGGREGATE tsvector_joined(tsvector);"),
]
FACETS = [migrations.RunSQL(sql=NUMBERED, reverse_sql="DROP FUNCTION search_facets;")]
