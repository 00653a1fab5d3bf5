"""The house's side of reminders: mails that did not leave, sent again; the days and the ladder."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points.forms.reminders import RulesForm
from focal_points.models import Digest, ReminderRules
from focal_points.permissions import Can
from focal_points.services.reminders import rules, sending
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require

PER_PAGE = 50


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """What needs somebody first; then what left lately."""
    require(request.user, Can.KEEP_REMINDERS)
    now = timezone.now()
    rows = Digest.objects.select_related("person")
    unknown = Q(started_at__isnull=False, lease_until__lt=now)
    stuck = rows.filter(sent_at=None).filter(~Q(error="") | unknown)
    context = {
        "stuck": Paginator(stuck, PER_PAGE).get_page(request.GET.get("page")),
        "sent": rows.exclude(sent_at=None).order_by("-sent_at")[:PER_PAGE],
        "now": now,
        "rules": ReminderRules.now(),
    }
    return render(request, "focal_points/reminders/mail.html", context)


@login_required
@require_POST
def again(request: Request, public_id: UUID) -> HttpResponse:
    """Within a minute a worker tries it once more."""
    require(request.user, Can.KEEP_REMINDERS)
    digest = get_object_or_404(Digest, public_id=public_id)
    try:
        sending.try_again(digest=digest, by=request.user)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("It is tried again within a minute."))
    return redirect("focal_points:reminder-mail")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_rules(request: Request) -> HttpResponse:
    """On which days people are nudged, and who hears of it when."""
    require(request.user, Can.KEEP_REMINDERS)
    form = RulesForm(request.POST or None, rules=ReminderRules.now())
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            rules.keep(days=form.days(), version=form.cleaned_data["version"], by=request.user)
        except Invalid as refused:
            show(form, refused)
        except StaleEdit as stale:
            status = 409
            form = RulesForm(rules=stale.current)
            messages.warning(request, _("Somebody changed this meanwhile. What stands here is theirs."))
        else:
            messages.success(request, _("Saved."))
            return redirect("focal_points:reminder-mail")
    return render(request, "focal_points/reminders/rules.html", {"form": form}, status=status)
