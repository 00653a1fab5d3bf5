"""Settings that a State gives in the set-up assistant, put where all code reads settings.

What the installation's environment says (`FROM_ENVIRONMENT`) is never touched. The rest is read from the one
row with each new connection to the database: connections live a minute, so all processes (pages, workers,
commands) follow a change within a minute, and the process that made it at once.
"""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils import timezone

SETTINGS = {
    "home_state": "HOME_STATE",
    "site_name": "SITE_NAME",
    "languages": "OFFERED_LANGUAGES",
    "time_zone": "TIME_ZONE",
    "from_email": "DEFAULT_FROM_EMAIL",
}
AT_START: dict[str, Any] = {}
_READ = (
    "SELECT row.home_state, row.site_name, row.languages, row.time_zone, row.from_email, "
    "coalesce(file.sha256, ''), row.finished_at IS NULL AND cardinality(row.steps_done) > 0 "
    "FROM base_housesettings AS row LEFT JOIN base_storedfile AS file ON file.id = row.logo_id"
)


def is_fixed(field: str) -> bool:
    """Whether the environment decides it."""
    return SETTINGS.get(field, "") in settings.FROM_ENVIRONMENT


def follow_connection(sender: Any, connection: Any, **more: Any) -> None:
    """Take the row, if there are tables and there is one."""
    if connection.alias != "default":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('base_housesettings') IS NOT NULL")
        if cursor.fetchone()[0]:
            take(cursor)


def take(cursor: Any) -> None:
    """Read the row and put it to use."""
    cursor.execute(_READ)
    row = cursor.fetchone()
    if row is None:
        if AT_START:
            use(dict.fromkeys(SETTINGS, ""), "", False)
        return
    *values, logo, is_begun = row
    use(dict(zip(SETTINGS, values, strict=True)), logo, is_begun)


def use(values: dict[str, Any], logo: str, is_begun: bool) -> None:
    """Where a value is empty, what stood when the process began stands again."""
    if not AT_START:
        AT_START.update({name: getattr(settings, name) for name in (*SETTINGS.values(), "DEMO")})
    for field, name in SETTINGS.items():
        if not is_fixed(field):
            setattr(settings, name, _valid(field, values[field]) or AT_START[name])
    if "UHRI_COUNTRY" not in settings.FROM_ENVIRONMENT:
        settings.UHRI_COUNTRY = settings.HOME_STATE
    if "DEMO" not in settings.FROM_ENVIRONMENT:  # nobody invented a State that is one
        settings.DEMO = AT_START["DEMO"] and settings.HOME_STATE.startswith("X")
    settings.HOUSE_LOGO, settings.HOUSE_BEING_SET_UP = logo[:16], is_begun
    timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]


def _valid(field: str, value: Any) -> Any:
    """A zone that this machine does not know, or a language that is not built in, would break every page."""
    if field == "time_zone" and value not in available_timezones():
        return ""
    if field == "languages":
        return [code for code in value or [] if code in dict(settings.LANGUAGES)]
    return value
