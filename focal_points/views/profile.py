"""One's own name, telephone and language; one's own terms."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from focal_points.forms.institutions import ProfileForm
from focal_points.permissions import Can
from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require
from nmrf.base.services import people


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def profile(request: Request) -> HttpResponse:
    """Saved, the pages are in the language that was chosen, also where another was chosen before."""
    require(request.user, Can.KEEP_OWN_PROFILE)
    me = request.user
    form = ProfileForm(
        request.POST or None, initial={"name": me.name, "phone": me.phone, "language": me.language}
    )
    if request.method == "POST" and form.is_valid():
        try:
            me = people.describe_oneself(by=me, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            with override(me.language):
                messages.success(request, _("Saved."))
            answer = redirect("focal_points:profile")
            if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:  # chosen on a page before: it would win
                answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, me.language, samesite="Lax")
            return answer
    terms = me.terms.select_related("institution", "handover").prefetch_related("institution__names")
    context = {"form": form, "terms": terms}
    status = 422 if request.method == "POST" else 200
    return render(request, "focal_points/work/profile.html", context, status=status)
