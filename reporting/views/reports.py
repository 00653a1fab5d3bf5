"""Draft reports: the list with its form, a draft with its sources, the files that one sends on."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from focal_points.models import KnownAnswer
from focal_points.permissions import Can as Requests
from focal_points.services.known_answers import uses
from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.models import Mechanism
from reporting import guidelines, request_places
from reporting.models import Report
from reporting.permissions import Can
from reporting.services import report_drafting, report_files, report_pages

PER_PAGE = 25
KEPT_FOR = 3600
"""Seconds for which a file is kept; it is made from what was compiled, so it does not change."""


class DraftForm(forms.Form):
    """Which report, in which language."""

    mechanism = forms.ModelChoiceField(
        Mechanism.objects.none(), label=_("Mechanism"), to_field_name="code", empty_label=_("Choose")
    )
    language = forms.ChoiceField(choices=Report.Language, label=_("Language of the report"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mechanism = self.fields["mechanism"]
        mechanism.queryset = report_drafting.mechanisms_to_report_on()  # type: ignore[attr-defined]


class UseForm(forms.Form):
    """Which kept answer, in which section."""

    section = forms.IntegerField(min_value=1, max_value=2**62)
    known = forms.UUIDField()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """All drafts, newest first; POST asks for another."""
    require(request.user, Can.SEE_DRAFTS)
    form = DraftForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            job = report_drafting.request_draft(**form.cleaned_data, by=request.user, door="page")
        except HouseError as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("The draft is being compiled."))
            return redirect(job.report)
    drafts = Report.objects.visible_to(request.user).for_list()
    context = {"form": form, "page": Paginator(drafts, PER_PAGE).get_page(request.GET.get("page"))}
    context["may_draft"] = may(request.user, Can.DRAFT_REPORT)
    status = 422 if form.is_bound else 200
    return render(request, "reporting/reports/index.html", context, status=status)


@login_required
@require_GET
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One draft, paragraph by paragraph; while it is compiled, how far it is."""
    report = _visible(request, public_id)
    if report.state != Report.State.DRAFT:
        context: dict[str, Any] = {"report": report}
        is_fragment = request.htmx and not request.htmx.boosted
        if is_fragment:
            return render(request, "reporting/reports/_progress.html", context)
        return render(request, "reporting/reports/progress.html", context)
    if request.htmx and not request.htmx.boosted:
        return HttpResponse(status=200, headers={"HX-Refresh": "true"})
    context = {
        "report": report,
        "report_sections": report_pages.sections_of(report),
        "guideline": guidelines.by_key(report.guideline),
        "not_yet": report_pages.not_yet_verified(report),
        "kept": request_places.kept_answers(report, request.user),
        "may_ask": may(request.user, Requests.KEEP_REQUESTS),
    }
    return render(request, "reporting/reports/detail.html", context)


@login_required
@require_POST
def use_kept(request: Request, public_id: UUID) -> HttpResponse:
    """Note that a section uses a kept answer, so that its page says so; or that it does not."""
    report = _visible(request, public_id)
    require(request.user, Can.DRAFT_REPORT)
    form = UseForm(request.POST)
    if not form.is_valid():
        return redirect(report)
    section = get_object_or_404(report.sections, pk=form.cleaned_data["section"])
    visible = KnownAnswer.objects.visible_to(request.user).current()
    known = get_object_or_404(visible, public_id=form.cleaned_data["known"])
    address = request_places.address_of(report, section.position)
    if "back" in request.POST:
        uses.take_back(known=known, address=address, by=request.user)
    else:
        uses.note(known=known, place=request_places.name_of(section), address=address, by=request.user)
        messages.success(request, _("Noted. The kept answer's page names this section."))
    return redirect(address)


@login_required
@require_GET
def download(request: Request, public_id: UUID, file_format: str) -> HttpResponse:
    """The draft as a Word or PDF file."""
    report = _visible(request, public_id)
    if report.state != Report.State.DRAFT or file_format not in report_files.MEDIA_TYPES:
        raise Http404
    moment = report.compiled_at.timestamp() if report.compiled_at else 0
    key = f"report-file:{report.public_id}:{moment}:{file_format}"
    made = cache.get(key)
    if made is None:
        made = report_files.file_of(report, file_format)
        cache.set(key, made, KEPT_FOR)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "private"}
    return HttpResponse(made.content, content_type=made.media_type, headers=headers)


def _visible(request: Request, public_id: UUID) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(request.user).for_list(),
        public_id=public_id,
    )
