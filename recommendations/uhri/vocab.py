"""Labels compared without their accidents of case, spacing and dashes; bodies behind their spellings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from recommendations.uhri.values import tidy_label

_QUOTES = str.maketrans(dict.fromkeys("’‘\u02bc`", "'") | dict.fromkeys("\u2010\u2011–—", "-"))
_AROUND_SIGNS = re.compile(r"\s*([/,;:()&-])\s*")

RECOMMENDATION = "recommendation"
OBSERVATION = "observation"
OTHER = "other"
UNKNOWN = ""

_TYPES = {
    "recommendations": RECOMMENDATION,
    "recommendation": RECOMMENDATION,
    "concerns/observations": OBSERVATION,
    "concerns / observations": OBSERVATION,
    "concerns": OBSERVATION,
    "observations": OBSERVATION,
    "positive aspects": OBSERVATION,
    "others": OTHER,
    "other": OTHER,
    # exports in other languages translate labels
    "recomendaciones": RECOMMENDATION,
    "preocupaciones/observaciones": OBSERVATION,
    "recommandations": RECOMMENDATION,
    "préoccupations/observations": OBSERVATION,
    "рекомендации": RECOMMENDATION,
    "建议": RECOMMENDATION,
    "توصيات": RECOMMENDATION,
    "التوصيات": RECOMMENDATION,
}

# UPR positions: what the State did with a recommendation.
SUPPORTED, NOTED, PARTLY = "supported", "noted", "partly_supported"
_POSITIONS = {
    "supported": SUPPORTED,
    "accepted": SUPPORTED,
    "noted": NOTED,
    "rejected": NOTED,
    "supported/noted": PARTLY,
    "noted/supported": PARTLY,
    "partially supported": PARTLY,
    "apoyada": SUPPORTED,
    "aceptada": SUPPORTED,
    "anotada": NOTED,
    "apoyada/anotada": PARTLY,
    "acceptée": SUPPORTED,
    "appuyée": SUPPORTED,
    "notée": NOTED,
    "acceptée/notée": PARTLY,
}

# Long forms that UHRI uses beside the short ones, and short forms that differ from the code of the mechanism.
_BODY_FORMS = {
    "committee on the rights of the child": "CRC",
    "committee on the elimination of discrimination against women": "CEDAW",
    "committee on migrant workers": "CMW",
    "committee on the protection of the rights of all migrant workers and members of their families": "CMW",
    "committee on economic, social and cultural rights": "CESCR",
    "committee on the elimination of racial discrimination": "CERD",
    "committee on the rights of persons with disabilities": "CRPD",
    "committee on enforced disappearances": "CED",
    "committee against torture": "CAT",
    "human rights committee": "CCPR",
    "subcommittee on prevention of torture": "SPT",
    "universal periodic review": "UPR",
}


@lru_cache(maxsize=8192)
def fold(label: str) -> str:
    """The form in which two labels are the same: case, spaces, typographic quotes and dashes do not count."""
    text = unicodedata.normalize("NFKC", tidy_label(label)).translate(_QUOTES)
    return _AROUND_SIGNS.sub(r"\1", text).casefold().strip()


_FOLDED_TYPES = {fold(label): kind for label, kind in _TYPES.items()}
_FOLDED_POSITIONS = {fold(label): position for label, position in _POSITIONS.items()}
_FOLDED_BODIES = {fold(label): code for label, code in _BODY_FORMS.items()}


def annotation_kind(label: str) -> str:
    """`recommendation`, `observation`, `other`, or nothing where UHRI says nothing that we know."""
    return _FOLDED_TYPES.get(fold(label), UNKNOWN)


def position_code(label: str) -> str:
    """The code of a UPR position, or nothing."""
    return _FOLDED_POSITIONS.get(fold(label), UNKNOWN)


def body_label(label: str) -> str:
    """UHRI's short label where it wrote the long one; other labels as they are, tidied."""
    return _FOLDED_BODIES.get(fold(label), tidy_label(label))
