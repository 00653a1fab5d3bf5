"""Links by which something can be answered from a mail: who has one, used when, revoked by whom."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points.models import AnswerLink, AnswerLinkUse, AnswerLinkWish, Institution
from focal_points.permissions import Can
from focal_points.services import answer_links, answering
from nmrf.base.http import Request
from nmrf.base.permissions import may, require

PER_PAGE = 50


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """One's own and those of one's institutions; all for the house. Open ones unless `?all=1`."""
    require(request.user, Can.CHOOSE_REMINDERS)
    opened = Count("uses", filter=Q(uses__what=AnswerLinkUse.What.OPENED))
    rows = AnswerLink.objects.visible_to(request.user).select_related("person", "institution", "update")
    rows = rows.prefetch_related("institution__names").annotate(opened=opened, last_used=Max("uses__at"))
    rows = rows.order_by("-made_at", "-pk")
    shows_all = request.GET.get("all") == "1"
    page = Paginator(rows if shows_all else rows.open(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(list(page)),
        "shows_all": shows_all,
        "wishes": _wishes(request),
    }
    return render(request, "focal_points/answer_links/index.html", context)


def _lines(links: list[AnswerLink]) -> list[tuple[AnswerLink, str, str]]:
    """Each with what it is about and where that stands; nothing where it is gone. Each kind is asked once."""
    said: dict[tuple[str, UUID], tuple[str, str]] = {}
    for kind in {link.kind for link in links}:
        if question := answering.KINDS.get(kind):
            things = question.find_many(link.about for link in links if link.kind == kind)
            for about, thing in things.items():
                said[kind, about] = question.name(thing), question.address(thing)
    return [(link, *said.get((link.kind, link.about), ("", ""))) for link in links]


def _wishes(request: Request) -> list[tuple[Institution, bool]]:
    """Own institutions whose wish this person may change, with what holds."""
    if request.user.is_house:
        return []
    rows = Institution.objects.of(request.user).current().for_list()
    waiting = set(AnswerLinkWish.objects.filter(waits=True).values_list("institution", flat=True))
    return [(one, one.pk in waiting) for one in rows if may(request.user, Can.KEEP_LINK_WISH, one)]


@login_required
@require_POST
def revoke(request: Request, public_id: UUID) -> HttpResponse:
    """It works no more."""
    link = get_object_or_404(AnswerLink.objects.visible_to(request.user), public_id=public_id)
    answer_links.revoke(link=link, by=request.user)
    messages.success(request, _("Revoked: the link does not work any more."))
    return redirect("focal_points:link-list")


@login_required
@require_POST
def change_wish(request: Request, public_id: UUID) -> HttpResponse:
    """Whether answers by link wait for somebody of the institution."""
    rows = Institution.objects.all() if request.user.is_house else Institution.objects.of(request.user)
    institution = get_object_or_404(rows, public_id=public_id)
    answer_links.wish(institution=institution, waits=request.POST.get("waits") == "1", by=request.user)
    messages.success(request, _("Saved."))
    if request.user.is_house:
        return redirect("focal_points:institution-work", public_id)
    return redirect("focal_points:link-list")
