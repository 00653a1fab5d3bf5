"""Example rows of the template: invented, marked, and never imported."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from recommendations.models import Document, Mechanism, Recommendation
from recommendations.services.table_vocabulary import CHOICES, shown
from recommendations.tables.columns import EXAMPLE_MARK


def examples() -> list[dict[str, Any]]:
    """An order of a judgment, a recommendation of the national institution, one of a visit."""
    names = {
        one.code: shown(one)
        for one in Mechanism.objects.filter(
            code__in=["ECtHR", "IACtHR", "NHRI", "SR-HOUSING"]
        ).prefetch_related("names")
    }
    return [
        {
            "ref": f"{EXAMPLE_MARK} " + _("Example %(number)s") % {"number": 1},
            "mechanism": names.get("IACtHR", "IACtHR"),
            "document_kind": str(CHOICES["document_kind"][Document.Kind.JUDGMENT]),
            "document_title": _("Case of the Village by the Lake"),
            "case_number": "C-000/00",
            "adopted_on": date(2024, 3, 31),
            "paragraph": "10",
            "kind": str(CHOICES["kind"][Recommendation.Kind.ORDER]),
            "text": _("The State shall publish the summary of this judgment within six months."),
            "language": "en",
            "themes": _("Access to justice & remedy"),
            "due_on": date(2024, 9, 30),
        },
        {
            "ref": f"{EXAMPLE_MARK} " + _("Example %(number)s") % {"number": 2},
            "mechanism": names.get("NHRI", "NHRI"),
            "document_kind": str(CHOICES["document_kind"][Document.Kind.NHRI_REPORT]),
            "document_title": _("Annual report of the Commission"),
            "published_on": date(2025, 2, 14),
            "paragraph": "4.2",
            "kind": str(CHOICES["kind"][Recommendation.Kind.RECOMMENDATION]),
            "text": _("The Ministry of Health should train the staff of all emergency departments."),
            "language": "en",
            "themes": _("Right to health"),
            "sdgs": "3.8\n16.3",
        },
        {
            "ref": f"{EXAMPLE_MARK} " + _("Example %(number)s") % {"number": 3},
            "mechanism": "UPR",
            "document_kind": str(CHOICES["document_kind"][Document.Kind.UPR_REPORT]),
            "symbol": "A/HRC/00/00",
            "session": "50",
            "cycle": 4,
            "paragraph": "118.10",
            "kind": str(CHOICES["kind"][Recommendation.Kind.RECOMMENDATION]),
            "text": _("Open shelters in all districts."),
            "language": "en",
            "recommending": "Peru\nGuinea-Bissau",
            "position": str(CHOICES["position"][Recommendation.Position.SUPPORTED]),
            "position_source": "A/HRC/00/00/Add.1, para. 3",
        },
    ]
