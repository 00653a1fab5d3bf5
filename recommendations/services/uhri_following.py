"""Following UHRI: the schedule asks, a worker fetches, what is harmless is written, the rest waits.

An occasion is one tick of the schedule (or one click): a run for each language, one after the other, and one
message to the secretariat when all of them are over.
"""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nmrf.base.errors import Invalid, NotNow
from nmrf.base.permissions import require
from nmrf.base.services import jobs
from recommendations.models import ImportRun
from recommendations.permissions import Can
from recommendations.services import uhri_runs, uhri_sources
from recommendations.uhri.addresses import AddressRefused

STAGE, APPLY = "recommendations.stage_import", "recommendations.apply_import"
REPORT = "recommendations.report_imports"
State = ImportRun.State
Policy = ImportRun.Policy
UNDER_WAY = (State.STAGING, State.APPLYING)


def addresses() -> list[str]:
    """What is fetched, a file for each language, English first; empty where no address is set."""
    address = settings.UHRI_ADDRESS.strip()
    if not address:
        return []
    if "{language}" not in address:
        return [address]
    languages = sorted(dict.fromkeys(settings.UHRI_LANGUAGES), key=lambda language: language != "en")
    return [address.replace("{language}", language) for language in languages]


def is_on() -> bool:
    """Whether the schedule fetches anything."""
    return bool(addresses())


@transaction.atomic
def begin(*, occasion: str, by: Any = None) -> list[ImportRun]:
    """The runs of an occasion. The same occasion again makes none, nor one while the last is under way.

    Raises NotNow for a person who asks where no address is set or one is under way, Invalid where the
    address may not be fetched.
    """
    if by is not None:
        require(by, Can.IMPORT)
    wanted = addresses()
    if not wanted:
        if by is not None:
            raise NotNow(
                _("No address is set from which UHRI is followed (UHRI_ADDRESS)."), code="no_address"
            )
        return []
    uhri_runs.one_at_a_time()
    if ImportRun.objects.filter(is_scheduled=True, state__in=UNDER_WAY).exists():
        if by is not None:
            raise NotNow(_("UHRI is being fetched already."), code="under_way")
        return []
    if by is not None:
        _check(wanted)
    country = uhri_runs.country_code(settings.UHRI_COUNTRY)
    try:
        with transaction.atomic():
            runs = [_run(address, country, occasion, by) for address in wanted]
    except IntegrityError:  # this very occasion was delivered before
        return []
    _send(runs[0])
    return runs


def _check(wanted: list[str]) -> None:
    """Tell at once whoever clicked; the schedule has it told by the run that is refused."""
    try:
        for address in wanted:
            uhri_sources.allowed().check(address)
    except AddressRefused as refused:
        raise Invalid(str(refused), fields={"address": str(refused)}) from refused


def _run(address: str, country: str, occasion: str, by: Any) -> ImportRun:
    run = uhri_runs.begin(source=address, country=country, by=by)
    run.is_scheduled, run.policy, run.occasion = True, settings.UHRI_AUTO_WRITE, occasion[:64]
    run.save(update_fields=["is_scheduled", "policy", "occasion"])
    return run


def _send(run: ImportRun, task: str = STAGE) -> None:
    run.job = jobs.enqueue(task=task, payload={"run": run.pk}, by=run.by)
    run.save(update_fields=["job"])


def go_on(run: ImportRun) -> None:
    """Compared: write what the policy allows; in the transaction that concluded the reading."""
    if not run.is_scheduled:
        return
    if run.policy == Policy.NOTHING:
        over(run)
        return
    run.state = State.APPLYING
    run.save(update_fields=["state"])
    _send(run, APPLY)


def over(run: ImportRun) -> None:
    """A run of an occasion came to its end, whatever it was: the next language, or the message."""
    if not run.is_scheduled:
        return
    rest = ImportRun.objects.filter(occasion=run.occasion, is_scheduled=True, state__in=UNDER_WAY)
    following = rest.filter(job=None).exclude(pk=run.pk).order_by("pk").first()
    if following:
        _send(following)
    elif not rest.exclude(pk=run.pk).exists():
        jobs.enqueue(task=REPORT, payload={"occasion": run.occasion}, by=None)
