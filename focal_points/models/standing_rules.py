"""Two rules of the database about what was said: no silent step back, and nobody's view is rewritten."""

from collections.abc import Mapping

import pgtrigger


def no_step_back_unsaid(in_place: Mapping[str, int]) -> pgtrigger.Trigger:
    """Refuses a verified status with less in place than the one before it, unless it says why.

    "Before" is by the day since when each is true. Where it rests on an update, that update has to carry
    evidence. What came from the State's own table names its source, and is let through. `in_place` ranks
    the statuses that can be compared.
    """
    rank = " ".join(f"WHEN '{status}' THEN {place}" for status, place in in_place.items())
    return pgtrigger.Trigger(
        name="status_step_back_is_explained",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("was", "varchar")],
        func=f"""
            SELECT status INTO was FROM focal_points_implementationstatus
            WHERE recommendation_id = NEW.recommendation_id AND part_id IS NOT DISTINCT FROM NEW.part_id
              AND retracted_at IS NULL AND effective_on <= NEW.effective_on
            ORDER BY effective_on DESC, recorded_at DESC, id DESC LIMIT 1;
            IF NEW.basis = 'verified' AND (CASE NEW.status {rank} END) < (CASE was {rank} END) AND (
                NEW.reason = '' OR NEW.verification_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM focal_points_verification v
                    JOIN focal_points_proposedstatus p ON p.id = v.proposal_id
                    JOIN focal_points_evidence e ON e.update_id = p.update_id AND e.removed_at IS NULL
                    WHERE v.id = NEW.verification_id
                )
            ) THEN
                RAISE EXCEPTION 'a step back needs evidence and a note'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'status_step_back_is_explained';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - the words are ours
    )


def view_stands() -> pgtrigger.Trigger:
    """Refuses to change what somebody stated: a new view joins it, nobody's is rewritten."""
    said = ("organisation", "is_nhri", "status", "text", "reference", "stated_on", "by_id")
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in said)
    return pgtrigger.Trigger(
        name="view_stands_as_stated",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF {changed} THEN
                RAISE EXCEPTION 'a view stands as it was stated'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'view_stands_as_stated';
            END IF;
            RETURN NEW;
        """,
    )
