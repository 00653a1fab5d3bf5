"""The one statement that says what the search table holds; used to write it and to check it."""

from recommendations.upr_years import FIRST_SESSIONS, FIRST_YEAR, LAST_SESSION

COLUMNS = (
    "recommendation_id",
    "words",
    "reference_words",
    "is_home",
    "is_ask",
    "is_current",
    "mechanism",
    "document",
    "cycle",
    "year",
    "published_on",
    "place",
    "upr_position",
    "countries",
    "themes",
    "persons",
    "sdgs",
    "rights",
    "needs",
    "clusters",
    "institutions",
    "lead",
    "status",
    "statuses",
    "status_on",
    "verified_on",
    "trend",
    "ask",
)

# Longer texts are searched by their beginning: a tsvector holds a megabyte.
_LONGEST = 150_000


# The status of a whole from those of its parts (s.live: without those no longer applicable).
WHOLE = """CASE
           WHEN cardinality(s.live) = 0 THEN 'no_longer_applicable'
           WHEN s.live <@ ARRAY[s.live[1]] THEN s.live[1]
           WHEN s.live <@ ARRAY['implemented', 'implemented_continuing']::varchar[] THEN 'implemented'
           WHEN s.live && ARRAY['implemented', 'implemented_continuing', 'partially_implemented']::varchar[]
               THEN 'partially_implemented'
           WHEN 'not_implemented' = ANY(s.live) THEN 'not_implemented'
           WHEN 'not_started' = ANY(s.live) THEN 'not_started'
           ELSE 'in_progress'
       END::varchar"""

_KNOWN = ("en", "fr", "es", "ru", "ar")
_BY_LANGUAGE = " ".join(f"WHEN '{code}' THEN to_tsvector('house_{code}', body)" for code in _KNOWN)
_PLACES = ", ".join(f"'{code}'" for code in _KNOWN)

FRESH = f"""
WITH RECURSIVE chosen AS (
    SELECT r.*, d.symbol, d.mechanism_id, d.cycle, m.code AS mechanism_code,
           coalesce(
               extract(year FROM coalesce(d.adopted_on, d.published_on, r.published_on)),
               CASE WHEN m.kind = 'upr' AND d.session ~ '^[0-9]{{1,3}}$'
                    AND d.session::int BETWEEN 1 AND {LAST_SESSION} THEN
                    {FIRST_YEAR - 1} + width_bucket(d.session::int, ARRAY{list(FIRST_SESSIONS)})
               END
           )::smallint AS year,
           coalesce(d.adopted_on, d.published_on, r.published_on) AS asked_on
    FROM recommendations_recommendation r
    JOIN recommendations_document d ON d.id = r.document_id
    JOIN recommendations_mechanism m ON m.id = d.mechanism_id
    WHERE r.id = ANY(%(ids)s)
),
zh AS (
    SELECT * FROM unnest(%(zh_texts)s::bigint[], %(zh_words)s::text[]) AS given(text_id, words)
),
by_language AS (
    SELECT t.recommendation_id, split_part(t.language, '-', 1) AS code,
           left(string_agg(coalesce(zh.words, t.text), ' ' ORDER BY t.origin, t.id), {_LONGEST}) AS body
    FROM recommendations_recommendationtext t
    LEFT JOIN zh ON zh.text_id = t.id
    WHERE t.recommendation_id = ANY(%(ids)s)
    GROUP BY 1, 2
),
texts AS (
    SELECT recommendation_id,
           tsvector_joined(
               CASE code {_BY_LANGUAGE} ELSE to_tsvector('house_simple', body) END
               ORDER BY array_position(ARRAY[{_PLACES}], code), code
           ) AS words,
           array_agg('§l:' || code) AS languages
    FROM by_language GROUP BY 1
),
above AS (
    SELECT id AS tag, id AS found, kind FROM recommendations_tag
    UNION
    SELECT above.tag, t.parent_id, above.kind
    FROM above JOIN recommendations_tag t ON t.id = above.found WHERE t.parent_id IS NOT NULL
),
tagged AS (
    SELECT rt.recommendation_id,
           array_agg(DISTINCT above.found) FILTER (WHERE above.kind = 'theme') AS themes,
           array_agg(DISTINCT above.found) FILTER (WHERE above.kind = 'persons') AS persons,
           array_agg(DISTINCT above.found) FILTER (WHERE above.kind = 'sdg') AS sdgs,
           array_agg(DISTINCT above.found) FILTER (WHERE above.kind = 'right') AS rights
    FROM recommendations_recommendationtag rt JOIN above ON above.tag = rt.tag_id
    WHERE rt.recommendation_id = ANY(%(ids)s) AND NOT EXISTS (
        SELECT 1 FROM recommendations_tagexclusion x
        WHERE x.recommendation_id = rt.recommendation_id AND x.tag_id = rt.tag_id
    )
    GROUP BY 1
),
needed AS (
    SELECT recommendation_id, array_agg(kind ORDER BY kind) AS needs
    FROM focal_points_nationalneed WHERE recommendation_id = ANY(%(ids)s) GROUP BY 1
),
addressed AS (
    SELECT recommendation_id, array_agg(DISTINCT country_id) AS countries
    FROM recommendations_addressee WHERE recommendation_id = ANY(%(ids)s) GROUP BY 1
),
grouped AS (
    SELECT m.recommendation_id, m.cluster_id
    FROM recommendations_clustermembership m JOIN recommendations_cluster c ON c.id = m.cluster_id
    WHERE m.recommendation_id = ANY(%(ids)s) AND c.archived_at IS NULL
),
clustered AS (
    SELECT recommendation_id, array_agg(DISTINCT cluster_id) AS clusters FROM grouped GROUP BY 1
),
work AS (
    SELECT a.recommendation_id, a.institution_id, a.role, a.part_id, p.position
    FROM focal_points_assignment a LEFT JOIN recommendations_part p ON p.id = a.part_id
    WHERE a.recommendation_id = ANY(%(ids)s) AND a.state <> 'withdrawn' AND p.removed_at IS NULL
    UNION ALL
    SELECT g.recommendation_id, a.institution_id, 'supporting', NULL, NULL
    FROM grouped g JOIN focal_points_assignment a ON a.cluster_id = g.cluster_id
    WHERE a.state <> 'withdrawn'
),
assigned AS (
    SELECT recommendation_id, array_agg(DISTINCT institution_id) AS institutions,
           (array_agg(institution_id ORDER BY position NULLS FIRST, institution_id)
            FILTER (WHERE role = 'lead'))[1] AS lead
    FROM work GROUP BY 1
),
latest AS (
    SELECT DISTINCT ON (s.recommendation_id, s.part_id)
           s.recommendation_id, s.part_id, s.status, s.effective_on, s.recorded_at, s.trend, s.basis
    FROM focal_points_implementationstatus s
    LEFT JOIN focal_points_verification v ON v.id = s.verification_id
    LEFT JOIN focal_points_proposedstatus p ON p.id = v.proposal_id
    LEFT JOIN focal_points_statusupdate u ON u.id = p.update_id
    WHERE s.recommendation_id = ANY(%(ids)s) AND s.retracted_at IS NULL
      AND (u.id IS NULL OR u.is_public)
    ORDER BY s.recommendation_id, s.part_id, s.effective_on DESC, s.recorded_at DESC, s.id DESC
),
judged_of AS (
    SELECT p.recommendation_id, p.id AS part_id, p.position
    FROM recommendations_part p WHERE p.recommendation_id = ANY(%(ids)s) AND p.removed_at IS NULL
    UNION ALL
    SELECT c.id, NULL, 0 FROM chosen c
    WHERE NOT EXISTS (
        SELECT 1 FROM recommendations_part p WHERE p.recommendation_id = c.id AND p.removed_at IS NULL
    )
),
judged AS (
    SELECT o.recommendation_id,
           array_agg(coalesce(l.status, 'not_assessed') ORDER BY o.position, o.part_id) AS statuses,
           max(l.effective_on) AS status_on,
           max(l.recorded_at) FILTER (WHERE l.basis = 'verified') AS recorded_at,
           (array_agg(l.trend ORDER BY l.effective_on DESC, l.recorded_at DESC)
            FILTER (WHERE l.trend IS NOT NULL))[1] AS trend
    FROM judged_of o
    LEFT JOIN latest l ON l.recommendation_id = o.recommendation_id
                      AND l.part_id IS NOT DISTINCT FROM o.part_id
    GROUP BY 1
),
summed AS (
    SELECT judged.*, array_remove(statuses, 'no_longer_applicable') AS live FROM judged
)
SELECT c.id AS recommendation_id,
       setweight(to_tsvector('house_simple', replace(replace(c.symbol, '/', ' '), '-', ' ') || ' '
                             || replace(c.mechanism_code, '-', ' ')), 'A')
       || setweight(to_tsvector('house_en', c.title), 'A')
       || setweight(coalesce(t.words, ''::tsvector), 'B')
       || array_to_tsvector(
            coalesce(t.languages, '{{}}')
            || array_remove(ARRAY[
                CASE WHEN c.title <> '' THEN '§l:en' END,
                CASE WHEN c.symbol <> '' THEN '§s:' || lower(c.symbol) END,
                CASE WHEN c.paragraph <> ''
                     THEN '§p:' || lower(regexp_replace(c.paragraph, '\\s', '', 'g')) END
            ], NULL)
       ) AS words,
       concat_ws(' ', nullif(c.symbol, ''), nullif(c.paragraph, '')) AS reference_words,
       c.is_home,
       c.kind IN ('recommendation', 'order', 'pledge') AS is_ask,
       c.withdrawn_on IS NULL AND c.replaced_by_id IS NULL AS is_current,
       c.mechanism_id::integer AS mechanism,
       c.document_id AS document,
       c.cycle,
       c.year,
       c.asked_on AS published_on,
       c.paragraph_order || c.position AS place,
       c.upr_position,
       coalesce(addressed.countries, '{{}}') AS countries,
       coalesce(tagged.themes, '{{}}') AS themes,
       coalesce(tagged.persons, '{{}}') AS persons,
       coalesce(tagged.sdgs, '{{}}') AS sdgs,
       coalesce(tagged.rights, '{{}}') AS rights,
       coalesce(needed.needs, '{{}}')::varchar[] AS needs,
       coalesce(clustered.clusters, '{{}}') AS clusters,
       coalesce(assigned.institutions, '{{}}') AS institutions,
       assigned.lead,
       {WHOLE} AS status,
       s.statuses,
       s.status_on,
       (s.recorded_at AT TIME ZONE %(zone)s)::date AS verified_on,
       coalesce(s.trend, '') AS trend,
       asking.ask_id AS ask
FROM chosen c
JOIN summed s ON s.recommendation_id = c.id
LEFT JOIN texts t ON t.recommendation_id = c.id
LEFT JOIN tagged ON tagged.recommendation_id = c.id
LEFT JOIN needed ON needed.recommendation_id = c.id
LEFT JOIN addressed ON addressed.recommendation_id = c.id
LEFT JOIN clustered ON clustered.recommendation_id = c.id
LEFT JOIN assigned ON assigned.recommendation_id = c.id
LEFT JOIN recommendations_askmember asking ON asking.recommendation_id = c.id
"""  # noqa: S608 (built from our own constants; every value is a parameter)
