"""One statement for every question of how it was on a day: of all that is counted, or of some.

`days` are days in the world, `seen` the moment by which each is over. Without `known` it is told as the
tables say today; with it, as they said before that moment, out of history: what was retracted, undone or
replaced later stands again, what was not known yet does not.

The units of a recommendation on a day are the parts that stood then, else the whole. Where a part that was
made later has a status in force by that day, the later division counts: a part without a status of its own
then has that of the whole.
"""

from focal_points.services.search_sql import WHOLE

_STATUSES_TODAY = "SELECT * FROM focal_points_implementationstatus WHERE retracted_at IS NULL {some}"


def _as_known(table: str, but: str) -> str:
    """The row of each object as it stood before the moment; its first, where history begins later."""
    return f"""
    SELECT DISTINCT ON (pgh_obj_id) * FROM {table}
    WHERE {but}
    ORDER BY pgh_obj_id, pgh_created_at < %(known)s DESC,
             CASE WHEN pgh_created_at < %(known)s THEN pgh_id END DESC NULLS LAST, pgh_id"""  # noqa: S608


# Recorded here before the moment, whenever the row itself was loaded.
_STATUSES_KNOWN = f"""
    SELECT v.*, v.pgh_obj_id AS key FROM (
        {_as_known("focal_points_implementationstatusevent", "recorded_at < %(known)s {some}")}
    ) v
    WHERE v.pgh_label <> 'delete' AND (v.retracted_at IS NULL OR v.retracted_at >= %(known)s)"""  # noqa: S608

# What rests on an internal update stays in the house, also where the update is gone or was public once.
_PUBLIC = """
    LEFT JOIN focal_points_verification v ON v.id = s.verification_id
    LEFT JOIN focal_points_proposedstatus p ON p.id = v.proposal_id
    LEFT JOIN focal_points_statusupdate u ON u.id = p.update_id"""
_PUBLIC_THEN = """
    LEFT JOIN LATERAL (
        SELECT e.is_public FROM focal_points_statusupdateevent e
        WHERE e.pgh_obj_id = u.id AND e.pgh_created_at < %(known)s ORDER BY e.pgh_id DESC LIMIT 1
    ) then_said ON true"""

_PARTS_TODAY = """
    SELECT id, recommendation_id, position, removed_at IS NOT NULL AS is_removed
    FROM recommendations_part"""
_PARTS_KNOWN = """
    SELECT pgh_obj_id AS id, recommendation_id, position,
           removed_at IS NOT NULL OR pgh_label = 'delete' AS is_removed
    FROM (SELECT DISTINCT ON (pgh_obj_id) * FROM recommendations_partevent
          WHERE pgh_created_at < %(known)s ORDER BY pgh_obj_id, pgh_id DESC) v"""

# A record counts from the day on which it, or one that it replaced, was asked, until it is withdrawn.
_RECORDS_TODAY = """
    SELECT id, document_id, kind, published_on, withdrawn_on, replaced_by_id
    FROM recommendations_recommendation WHERE is_home"""
_RECORDS_KNOWN = f"""
    SELECT v.pgh_obj_id AS id, v.document_id, v.kind, v.published_on, v.withdrawn_on, v.replaced_by_id
    FROM ({_as_known("recommendations_recommendationevent", "is_home")}) v
    WHERE v.pgh_label <> 'delete' AND (
        v.pgh_created_at < %(known)s OR v.recorded_at < %(known)s
        OR EXISTS (SELECT 1 FROM status s WHERE s.recommendation_id = v.pgh_obj_id)
    )"""  # noqa: S608

_COUNTED = """
held AS MATERIALIZED ({records}),
dated AS (
    SELECT h.*, d.mechanism_id, coalesce(d.adopted_on, d.published_on, h.published_on) AS asked_on
    FROM held h LEFT JOIN recommendations_document d ON d.id = h.document_id
),
heirs AS (
    SELECT id AS origin, replaced_by_id AS heir FROM held WHERE replaced_by_id IS NOT NULL
    UNION
    SELECT e.origin, h.replaced_by_id FROM heirs e JOIN held h ON h.id = e.heir
    WHERE h.replaced_by_id IS NOT NULL
),
first_asked AS (
    SELECT e.heir, min(o.asked_on) AS asked_on FROM heirs e JOIN dated o ON o.id = e.origin GROUP BY 1
),
asked AS (
    SELECT g.day, r.id, r.mechanism_id
    FROM dated r LEFT JOIN first_asked f ON f.heir = r.id
    JOIN given g ON coalesce(least(r.asked_on, f.asked_on) <= g.day, true)
                AND (r.withdrawn_on IS NULL OR r.withdrawn_on > g.day)
    WHERE r.kind IN ('recommendation', 'order', 'pledge') AND r.replaced_by_id IS NULL
)"""
_CHOSEN = """
asked AS (
    SELECT g.day, one.id, NULL::bigint AS mechanism_id FROM given g, unnest(%(ids)s::bigint[]) AS one(id)
)"""

_REST = f"""
stood AS (
    SELECT g.day, e.pgh_obj_id AS part_id, e.position,
           coalesce(k.recommendation_id, e.recommendation_id) AS recommendation_id
    FROM given g CROSS JOIN LATERAL (
        SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, pgh_label, removed_at, recommendation_id, position
        FROM recommendations_partevent WHERE pgh_created_at < g.seen {{some_parts}}
        ORDER BY pgh_obj_id, pgh_id DESC
    ) e LEFT JOIN part k ON k.id = e.pgh_obj_id
    WHERE e.pgh_label <> 'delete' AND e.removed_at IS NULL
),
latest AS (
    SELECT DISTINCT ON (g.day, s.recommendation_id, s.part_id)
           g.day, s.recommendation_id, s.part_id, s.status, s.effective_on,
           CASE WHEN s.basis = 'verified' THEN s.recorded_at END AS recorded_at, s.trend
    FROM given g JOIN status s ON s.effective_on <= g.day
    ORDER BY g.day, s.recommendation_id, s.part_id, s.effective_on DESC, s.recorded_at DESC, s.key DESC
),
divided_later AS (
    SELECT DISTINCT l.day, l.recommendation_id FROM latest l
    JOIN part k ON k.id = l.part_id AND NOT k.is_removed
    WHERE NOT EXISTS (SELECT 1 FROM stood t WHERE t.day = l.day AND t.part_id = l.part_id)
),
divided AS (
    SELECT o.day, o.recommendation_id, k.id AS part_id, k.position, t.part_id IS NULL AS is_of_later
    FROM divided_later o JOIN part k ON k.recommendation_id = o.recommendation_id AND NOT k.is_removed
    LEFT JOIN stood t ON t.day = o.day AND t.part_id = k.id
    UNION ALL
    SELECT t.day, t.recommendation_id, t.part_id, t.position, false FROM stood t
    WHERE NOT EXISTS (
        SELECT 1 FROM divided_later o WHERE o.day = t.day AND o.recommendation_id = t.recommendation_id
    )
),
-- Brought together by grouping, not by joins: no estimate of the planner makes that quadratic.
keyed AS (
    SELECT day, recommendation_id, part_id, bool_or(is_asked) AS is_asked, bool_or(is_part) AS is_part,
           bool_or(is_of_later) AS is_of_later, max(mechanism_id) AS mechanism_id, max(position) AS position,
           max(status) AS status, max(effective_on) AS effective_on, max(recorded_at) AS recorded_at,
           max(trend) AS trend
    FROM (
        SELECT day, id AS recommendation_id, NULL::bigint AS part_id, true AS is_asked, false AS is_part,
               false AS is_of_later, mechanism_id, 0 AS position, NULL::varchar AS status,
               NULL::date AS effective_on, NULL::timestamptz AS recorded_at, NULL::varchar AS trend
        FROM asked
        UNION ALL
        SELECT day, recommendation_id, part_id, false, true, is_of_later, NULL, position,
               NULL, NULL, NULL, NULL
        FROM divided
        UNION ALL
        SELECT day, recommendation_id, part_id, false, false, false, NULL, 0,
               status, effective_on, recorded_at, trend
        FROM latest
    ) one GROUP BY 1, 2, 3
),
placed AS (
    SELECT k.*, bool_or(is_asked) OVER w AS is_wanted, bool_or(is_part) OVER w AS is_divided,
           max(mechanism_id) OVER w AS mechanism,
           max(status) FILTER (WHERE part_id IS NULL) OVER w AS whole_status,
           max(effective_on) FILTER (WHERE part_id IS NULL) OVER w AS whole_on,
           max(recorded_at) FILTER (WHERE part_id IS NULL) OVER w AS whole_at,
           max(trend) FILTER (WHERE part_id IS NULL) OVER w AS whole_trend
    FROM keyed k WINDOW w AS (PARTITION BY day, recommendation_id)
),
found AS (
    SELECT day, recommendation_id, mechanism AS mechanism_id, part_id, position,
           CASE WHEN takes THEN coalesce(whole_status, 'not_assessed')
                ELSE coalesce(status, 'not_assessed') END::varchar AS status,
           CASE WHEN takes THEN whole_on ELSE effective_on END AS effective_on,
           CASE WHEN takes THEN whole_at ELSE recorded_at END AS recorded_at,
           CASE WHEN takes THEN whole_trend ELSE trend END AS trend
    FROM (SELECT p.*, is_of_later AND status IS NULL AS takes FROM placed p) p
    WHERE is_wanted AND (is_part OR part_id IS NULL AND NOT is_divided)
),
summed AS (
    SELECT day, recommendation_id, mechanism_id,
           array_remove(array_agg(status ORDER BY position, part_id), 'no_longer_applicable') AS live
    FROM found GROUP BY 1, 2, 3
),
judged AS (SELECT s.day, s.recommendation_id, s.mechanism_id, {WHOLE} AS status FROM summed s)
"""  # noqa: S608

UNITS = """
SELECT f.day, f.recommendation_id, j.status, f.part_id, f.status, f.effective_on, f.recorded_at, f.trend
FROM found f JOIN judged j ON j.day = f.day AND j.recommendation_id = f.recommendation_id
ORDER BY f.day, f.recommendation_id, f.position, f.part_id"""
EACH = "SELECT day, recommendation_id, mechanism_id, status FROM judged ORDER BY day, recommendation_id"
COUNTS = "SELECT day, status, count(*) FROM judged GROUP BY 1, 2"


def statement(asked: str, *, is_known: bool, is_public: bool, is_some: bool) -> str:
    """The statement that ends in UNITS, EACH or COUNTS; parameters: days, seen, and known or ids where asked.

    `is_known`: as known before `known`, else as known now. `is_public`: without what rests on internal
    updates. `is_some`: of the recommendations `ids` whatever they are, else of all that are counted.
    """
    some = "AND recommendation_id = ANY(%(ids)s)" if is_some else ""
    if is_known:
        statuses = _STATUSES_KNOWN.replace("{some}", some)
        parts, records = _PARTS_KNOWN, _RECORDS_KNOWN
    else:
        statuses = f"SELECT one.*, one.id AS key FROM ({_STATUSES_TODAY.format(some=some)}) one"  # noqa: S608
        parts, records = _PARTS_TODAY, _RECORDS_TODAY
    joined, allowed = "", "true"
    if is_public:
        joined = _PUBLIC + (_PUBLIC_THEN if is_known else "")
        allowed = "(s.verification_id IS NULL OR u.is_public)"
        allowed += " AND coalesce(then_said.is_public, true)" if is_known else ""
    return f"""
WITH RECURSIVE given AS (SELECT * FROM unnest(%(days)s::date[], %(seen)s::timestamptz[]) AS g(day, seen)),
status AS MATERIALIZED (SELECT s.* FROM ({statuses}) s {joined} WHERE {allowed}),
part AS MATERIALIZED ({parts}),
{_CHOSEN if is_some else _COUNTED.format(records=records)},
{_REST.format(some_parts=_of_these_parts() if is_some else "")}
{asked}"""  # noqa: S608 (built from our own constants; every value is a parameter)


def _of_these_parts() -> str:
    """History of parts that belong, or belonged, to the recommendations asked for."""
    return """AND pgh_obj_id IN (
            SELECT id FROM recommendations_part WHERE recommendation_id = ANY(%(ids)s)
            UNION SELECT pgh_obj_id FROM recommendations_partevent WHERE recommendation_id = ANY(%(ids)s)
        )"""
