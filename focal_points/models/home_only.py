"""National work is attached to this State's recommendations alone; the database refuses anything else."""

import pgtrigger


def home_only(table_of: str = "recommendation_id") -> pgtrigger.Trigger:
    """Refuses a row whose recommendation is addressed to other States only."""
    return pgtrigger.Trigger(
        name="home_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NEW.{table_of} IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM recommendations_recommendation WHERE id = NEW.{table_of} AND is_home
            ) THEN
                RAISE EXCEPTION 'national work belongs to the home State''s recommendations only'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'home_only';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - the column's name is ours
    )
