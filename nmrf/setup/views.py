"""The assistant's pages: the code, one page a step, the end. To everybody else there is nothing here."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nmrf.base.errors import Invalid, NotNow
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.models import HouseSettings, SetupStep, User
from nmrf.base.services import house
from nmrf.setup.forms import AdministratorForm, CodeForm, LanguagesForm, LogoForm, MailForm, StateForm

KEY = "set-up"
FORMS: dict[str, Any] = {
    SetupStep.STATE: StateForm,
    SetupStep.LANGUAGES: LanguagesForm,
    SetupStep.LOGO: LogoForm,
    SetupStep.MAIL: MailForm,
    SetupStep.ADMINISTRATOR: AdministratorForm,
}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: Request) -> HttpResponse:
    """The code; then the first step that is not done."""
    if _who(request) is not False:
        return redirect("setup:step", _next(house.load()))
    if not house.has_no_administrator():
        raise Http404
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if house.opens(form.cleaned_data["code"]):
            request.session.cycle_key()
            request.session[KEY] = house.load().code_digest
            return redirect("setup:step", _next(house.load()))
        form.add_error("code", _("This is not the code."))
    if request.method != "POST":
        house.say_code()
    return render(request, "setup/start.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: Request, step: str) -> HttpResponse:
    """One step; each can be come back to."""
    by = _let_in(request)
    if step not in SetupStep.values:
        raise Http404
    row = house.load()
    if step == SetupStep.SECOND_FACTOR or (step == SetupStep.ADMINISTRATOR and by):
        return _page(request, row, step)
    form = FORMS[step](request.POST or None, request.FILES or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            answer = _done(request, step, form, by)
        except Invalid as refused:
            show(form, refused)
        except NotNow as closed:
            messages.error(request, str(closed.message))
            return redirect("account_login")
        else:
            return answer or redirect("setup:step", _next(house.load(), after=step))
    return _page(request, row, step, form, 422 if form.errors else 200)


@require_POST
def take_back(request: Request, step: str) -> HttpResponse:
    """As if it had not been done."""
    by = _let_in(request)
    if step not in SetupStep.values:
        raise Http404
    try:
        house.take_back_step(step=step, by=by)
        messages.success(request, _("Taken back."))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect("setup:step", step)


@require_POST
def finish(request: Request) -> HttpResponse:
    """The assistant closes for good."""
    by = _let_in(request)
    try:
        house.finish(by=by or request.user)
    except NotNow as refused:
        messages.error(request, str(refused.message))
        return redirect("setup:step", SetupStep.SECOND_FACTOR)
    messages.success(request, _("The house is set up. Enter institutions and invite their people next."))
    return redirect("focal_points:institution-list")


def _done(request: Request, step: str, form: Any, by: User | None) -> HttpResponse | None:
    """Keep the step; an answer of its own where it does not simply go on."""
    said = dict(form.cleaned_data)
    if step == SetupStep.ADMINISTRATOR:
        return _first_administrator(request, said)
    if step == SetupStep.LOGO:
        said = {"logo": _logo(said, by)}
    if step == SetupStep.MAIL:
        if "send" in request.POST:
            if not said["to"]:
                raise Invalid(_("Give an address."), fields={"to": _("Give an address.")})
            house.test_mail(to=said["to"], sender=said["from_email"])
            messages.success(request, _("Handed to the mail server. Look whether it arrives."))
            return _page(request, house.load(), step, form, sent=True)
        said["mail_tested_at"] = timezone.now() if "arrived" in request.POST else None
    house.save_step(step=step, by=by, values=said)
    return None


def _logo(said: dict[str, Any], by: User | None) -> Any:
    if said["without"]:
        return None
    return house.store_logo(upload=said["logo"], by=by) if said["logo"] else house.load().logo


def _first_administrator(request: Request, said: dict[str, Any]) -> HttpResponse:
    """Made, signed in at once, and sent on to the second factor."""
    del said["again"]
    person = house.make_administrator(**said)
    login(request, person, backend=BACKEND)
    record_authentication(request, person, "password", email=person.email, reauthenticated=True)
    if settings.MFA_REQUIRED:  # nothing else is open to them until it is set up
        return redirect("mfa_activate_totp")
    return redirect("setup:step", SetupStep.SECOND_FACTOR)


def _page(
    request: Request, row: HouseSettings, step: str, form: Any = None, status: int = 200, **more: Any
) -> HttpResponse:
    factor, codes = house.second_factor(request.user) if request.user.is_authenticated else (False, False)
    context = {
        "row": row,
        "step": SetupStep(step),
        "steps": [(one, one.value in row.steps_done) for one in SetupStep],
        "form": form,
        "may_take_back": step in row.steps_done and step in house.FIELDS,
        "factor": factor,
        "codes": codes,
        **more,
    }
    return render(request, "setup/step.html", context, status=status)


def _next(row: HouseSettings, after: str = "") -> str:
    """The first step that is not done, from `after` on and then from the top."""
    order = [str(one) for one in SetupStep]
    rest = order[order.index(after) + 1 :] if after else []
    return next((one for one in [*rest, *order] if one not in row.steps_done), order[-1])


def _who(request: Request) -> User | bool | None:
    """The administrator who goes on, None for who brought the code, False for everybody else."""
    if house.is_open_to(request.user):
        return request.user
    kept = house.load().code_digest  # empty once the first administrator is made: every such session ends
    if kept and request.session.get(KEY) == kept and house.has_no_administrator():
        return None
    return False


def _let_in(request: Request) -> User | None:
    who = _who(request)
    if isinstance(who, bool):
        raise Http404
    return who
