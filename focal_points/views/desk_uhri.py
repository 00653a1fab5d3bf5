"""What the desk shows beside the queues that UHRI fills: conflicts, replacements, what waits."""

from typing import Any

from django.shortcuts import get_object_or_404

from nmrf.base.words import diff
from recommendations.models import ImportConflict, ImportRun, Replacement
from recommendations.services import uhri_settling
from recommendations.views import conflict_sides

QUEUES = ("uhri", "conflicts", "replaces")


def panel_context(queue: str, key: str) -> dict[str, Any]:
    """The opened line with what it takes to decide; the decision itself has its page."""
    if queue == "conflicts":
        conflict = get_object_or_404(ImportConflict.objects.for_list(), public_id=key)
        return {
            "conflict": conflict,
            "what": conflict_sides.title(conflict),
            "sides": conflict_sides.of(conflict),
            "panel_kind": "conflict",
        }
    if queue == "replaces":
        proposal = get_object_or_404(Replacement.objects.for_list(), public_id=key)
        old, new = proposal.old.original, proposal.new.original
        words = diff(old.text if old else "", new.text if new else "")
        return {"proposal": proposal, "words": words, "panel_kind": "replacement"}
    run = get_object_or_404(ImportRun, public_id=key)
    return {"run": run, "waiting": uhri_settling.waiting(run).count(), "panel_kind": "import"}
