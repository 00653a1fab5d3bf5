"""What the house adds to a recommendation's words and tags; the source's own rows are never touched."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations import registry
from recommendations.models import Recommendation, RecommendationTag, RecommendationText, Tag
from recommendations.permissions import Can

Origin = RecommendationText.Origin
KNOWN_LANGUAGES = {code for offered, _name in settings.LANGUAGES for code in (offered, offered.split("-")[0])}
"""Those of the interface; texts of the UN say `zh` where the interface says `zh-hans`."""


def correct_text(
    *,
    recommendation: Recommendation,
    language: str,
    text: str,
    by: User,
    seen: str | None = None,
    door: str = "",
) -> RecommendationText | None:
    """Put a corrected text beside the source's; an empty one takes the correction back."""
    return _write(recommendation, language, Origin.CORRECTION, text, by, seen, door)


def write_plain(
    *,
    recommendation: Recommendation,
    language: str,
    text: str,
    by: User,
    seen: str | None = None,
    door: str = "",
) -> RecommendationText | None:
    """Say in plain words what is asked; an empty text takes the plain wording away."""
    return _write(recommendation, language, Origin.PLAIN, text, by, seen, door)


def add_translation(
    *,
    recommendation: Recommendation,
    language: str,
    text: str,
    by: User,
    seen: str | None = None,
    door: str = "",
) -> RecommendationText | None:
    """Translate the text into a language that the source does not offer."""
    given = recommendation.texts.filter(language=language, origin__in=[Origin.UHRI, Origin.NATIONAL])
    if given.exclude(text="").exists():
        raise Invalid(
            _("The source offers this language already. Correct that text instead."),
            fields={"language": _("Choose a language that is missing.")},
        )
    return _write(recommendation, language, Origin.TRANSLATION, text, by, seen, door)


@transaction.atomic
def _write(
    recommendation: Recommendation,
    language: str,
    origin: str,
    text: str,
    by: User,
    seen: str | None,
    door: str,
) -> RecommendationText | None:
    """One row a language and origin. Raises StaleEdit where it is no longer what the writer saw (`seen`)."""
    require(by, Can.EDIT_REGISTER, recommendation)
    if language not in KNOWN_LANGUAGES:
        raise Invalid(_("This language is not known here."), fields={"language": _("Choose a language.")})
    text = text.replace("\r\n", "\n").strip()
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    row = RecommendationText.objects.filter(
        recommendation=recommendation, language=language, origin=origin
    ).first()
    present = row.text if row else ""
    if seen is not None and seen.replace("\r\n", "\n").strip() != present.strip() and text != present:
        raise StaleEdit(row)
    if text == present:
        return row
    with history.recorded(by=by, action=f"text.{origin}", door=door):
        if not text:
            RecommendationText.objects.filter(
                recommendation=recommendation, language=language, origin=origin
            ).delete()
            row = None
        else:
            row, _made = RecommendationText.objects.update_or_create(
                recommendation=recommendation,
                language=language,
                origin=origin,
                defaults={"text": text, "by": by, "at": timezone.now()},
            )
        registry.changed([recommendation.pk])
    return row


@transaction.atomic
def tag(*, recommendation: Recommendation, tag: Tag, by: User, door: str = "") -> RecommendationTag:
    """Add a tag of the house's own; a second time changes nothing."""
    require(by, Can.EDIT_REGISTER, recommendation)
    with history.recorded(by=by, action="recommendation.tag", door=door):
        row, made = RecommendationTag.objects.get_or_create(
            recommendation=recommendation, tag=tag, origin=RecommendationTag.Origin.NATIONAL
        )
        if made:
            registry.changed([recommendation.pk])
    return row


@transaction.atomic
def untag(*, recommendation: Recommendation, tag: Tag, by: User, door: str = "") -> None:
    """Take away a tag that the house added. UHRI's tags stay: the next import would bring them back."""
    require(by, Can.EDIT_REGISTER, recommendation)
    own = RecommendationTag.objects.filter(
        recommendation=recommendation, tag=tag, origin=RecommendationTag.Origin.NATIONAL
    )
    with history.recorded(by=by, action="recommendation.untag", door=door):
        if own.delete()[0]:
            registry.changed([recommendation.pk])
