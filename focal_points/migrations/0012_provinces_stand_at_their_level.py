"""Subnational entities that were entered before levels existed get theirs; twice changes nothing more."""

from typing import Any

from django.db import migrations


def give_levels(apps: Any, schema_editor: Any) -> None:
    """`national` is what the column was made with; whoever chose another level meanwhile keeps it."""
    institution = apps.get_model("focal_points", "Institution")
    institution.objects.filter(kind="subnational", level="national").update(level="provincial")


class Migration(migrations.Migration):
    """Data alone."""

    dependencies = [("focal_points", "0011_institutions_have_levels_and_work_is_handed_over")]

    operations = [migrations.RunPython(give_levels, migrations.RunPython.noop)]
