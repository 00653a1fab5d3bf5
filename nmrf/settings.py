"""Settings, read from the environment; what a developer's machine needs is found under `var/`."""

import json
from pathlib import Path

import environ
from celery.schedules import ParseException, crontab
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = environ.Env()


def _local_services() -> dict[str, str]:
    """Addresses of the private PostgreSQL and Redis that `make services` keeps under var/."""
    try:
        return json.loads((VAR / "services.json").read_text())
    except FileNotFoundError:
        return {}


LOCAL = _local_services()

# --- Which house this is ----------------------------------------------------------------------
# What the environment says wins; what it leaves open is said in the set-up assistant (nmrf/base/house.py).
FROM_ENVIRONMENT = frozenset(
    name
    for name in (
        "HOME_STATE",
        "SITE_NAME",
        "TIME_ZONE",
        "OFFERED_LANGUAGES",
        "DEFAULT_FROM_EMAIL",
        "UHRI_COUNTRY",
        "DEMO",
    )
    if env.str(name, default="")
)
HOME_STATE = env.str("HOME_STATE", default="") or "XAA"
PRODUCTION = env.bool("PRODUCTION", default=False)
# XAA to XZZ are codes that ISO 3166 leaves to its users: a State that is invented.
IS_INVENTED = HOME_STATE.startswith("X")
DEMO = env.bool("DEMO", default=IS_INVENTED and not PRODUCTION)
SITE_NAME = env.str("SITE_NAME", default="") or ("The Halvora Record" if DEMO else "Human Rights Record")
HOUSE_LOGO = ""  # digest of the State's own mark, once one was handed in
HOUSE_BEING_SET_UP = False
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:" + env.str("PORT", default="8000"))
UHRI_ALLOWED_HOSTS = env.list("UHRI_ALLOWED_HOSTS", default=["uhri.ohchr.org", "dataex.ohchr.org"])
UHRI_MAX_BYTES = env.int("UHRI_MAX_BYTES", default=2_000_000_000)
UHRI_LABELS = env.str("UHRI_LABELS", default="")  # labels for the ids of UHRI's own site
# UHRI followed by itself: from where, whose records, in which languages, when, what is written unasked.
UHRI_ADDRESS = env.str("UHRI_ADDRESS", default="ohchr" if PRODUCTION and not IS_INVENTED else "")
if UHRI_ADDRESS == "ohchr":
    UHRI_ADDRESS = "https://uhri.ohchr.org/api/uhri/export-results/export-full-{language}.json"
UHRI_COUNTRY = env.str("UHRI_COUNTRY", default="") or HOME_STATE
UHRI_LANGUAGES = env.list("UHRI_LANGUAGES", default=["en"])
UHRI_SCHEDULE = env.str("UHRI_SCHEDULE", default="30 3 * * 1")  # minute hour day month weekday, UTC
UHRI_AUTO_WRITE = env.str("UHRI_AUTO_WRITE", default="careful")
if UHRI_AUTO_WRITE not in {"careful", "all", "nothing"}:
    raise ImproperlyConfigured("UHRI_AUTO_WRITE is one of: careful, all, nothing.")
STALE_AFTER_DAYS = env.int("STALE_AFTER_DAYS", default=365)
CONTEST_DECIDED_WITHIN_DAYS = env.int("CONTEST_DECIDED_WITHIN_DAYS", default=14)
SUGGESTIONS = env.bool("SUGGESTIONS", default=True)  # whether anything is suggested to anybody

# --- Django ------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", default="only-for-this-machine")
if PRODUCTION and not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is empty: give this installation one of its own.")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)  # ours, in front of the web
ROOT_URLCONF = "nmrf.urls"
WSGI_APPLICATION = "nmrf.wsgi.application"
AUTH_USER_MODEL = "base.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

INSTALLED_APPS = [
    "nmrf.base",
    "recommendations",
    "focal_points",
    "reporting",
    "nmrf.demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_celery_beat",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "import_export",
    "knox",
    "pgtrigger",
    "pghistory",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "nmrf.base.middleware.ContentSecurityPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nmrf.base.middleware.PersonsLanguage",
    "nmrf.base.middleware.HistoryDoor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "nmrf.base.middleware.SecondFactorRequired",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "nmrf.base.context.house",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "nmrf.base.templatetags.house"],
        },
    }
]
COTTON_DIR = "cotton"

# --- Database, cache, jobs -----------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default=LOCAL.get("database_url", "postgres://nmrf@localhost/nmrf"))
REDIS_URL = env.str("REDIS_URL", default=LOCAL.get("redis_url", "redis://localhost:6379"))
_REDIS_SERVER, _slash, _redis_number = REDIS_URL.partition("://")[2].partition("/")
_broker_number = int(_redis_number or 0)

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {"NAME": "test_nmrf" + env.str("TEST_DB_SUFFIX", default="")}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", default=f"redis://{_REDIS_SERVER}/{_broker_number + 1}"),
    }
}

CELERY_BROKER_URL = f"redis://{_REDIS_SERVER}/{_broker_number}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4 * 3600}
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="nmrf")
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)  # a lost worker's job is another's after that
JOB_RENEW_SECONDS = JOB_LEASE_SECONDS / 3
DIGEST_LEASE_SECONDS = env.int("DIGEST_LEASE_SECONDS", default=120)  # longer than EMAIL_TIMEOUT


def _crontab(name: str, text: str) -> crontab:
    """The five fields of a crontab line, or a clear word about which setting is wrong."""
    try:
        return crontab.from_string(text)
    except (ValueError, ParseException) as wrong:
        raise ImproperlyConfigured(f"{name} is no line of a crontab: {text!r}") from wrong


CELERY_BEAT_SCHEDULE = {
    "requeue expired jobs": {"task": "base.requeue_expired_jobs", "schedule": JOB_LEASE_SECONDS / 2},
    "note that beat is alive": {"task": "base.note_heartbeat", "schedule": 30.0},
    "follow UHRI": {
        "task": "recommendations.follow_uhri",
        "schedule": _crontab("UHRI_SCHEDULE", UHRI_SCHEDULE),
    },
    "make and send digests": {"task": "focal_points.send_digests", "schedule": 3600.0},
    "send digests that are left": {"task": "focal_points.retry_digests", "schedule": 60.0},
    "tell people of news in their searches": {"task": "focal_points.tell_of_searches", "schedule": 3600.0},
    "hand over what people left": {"task": "focal_points.settle_handovers", "schedule": 3600.0},
    "look for contradictions": {"task": "recommendations.propose_marks", "schedule": 24 * 3600.0},
    "look for suggestions": {"task": "focal_points.suggest_weekly", "schedule": 7 * 24 * 3600.0},
}

# --- People and sign-in ----------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/work/"
ACCOUNT_ADAPTER = "nmrf.base.accounts.ClosedDoors"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers cannot make the house write to strangers
# A ministry's forty people come from one address.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "10/m/key,60/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are invited at an address the secretariat knows
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=PRODUCTION)
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "nmrf.base.accounts.account_tried"
AXES_CLIENT_IP_CALLABLE = "nmrf.base.accounts.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "429.html"

# --- Languages and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
]
OFFERED_LANGUAGES = env.list("OFFERED_LANGUAGES", default=[]) or ["en", "fr", "ar"]
LOCALE_PATHS = [BASE_DIR / "nmrf" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="") or "UTC"

# --- Files, static, mail --------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
COLLECTED_STATIC = env.bool("COLLECTED_STATIC", default=PRODUCTION)  # after collectstatic: hashed, compressed
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(VAR / "evidence")))
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=20_000_000)
WORKING_ROOT = Path(env.str("WORKING_ROOT", default=str(VAR / "working")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
STORAGES = {
    "default": {
        "BACKEND": env.str("FILE_STORAGE", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": {"location": EVIDENCE_ROOT} if not env.str("FILE_STORAGE", default="") else {},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_USE_FINDERS = not PRODUCTION
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
if "EMAIL_URL" in env:
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)  # a mail server that says nothing holds nobody up
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or "secretariat@halvora.example"

# --- Over HTTP ---------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "nmrf.base.api_guards.InstitutionsToken",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["nmrf.base.api_guards.AccountAndAddress"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["nmrf.base.api_guards.PatientJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "nmrf.base.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "nmrf.base.api_errors.handle",
    "PAGE_SIZE": 50,
}
# Requests an account and address together, and an address where nobody is signed in; empty is no limit.
API_THROTTLES = {
    "account": env.str("API_THROTTLE_ACCOUNT", default="600/minute"),
    "anybody": env.str("API_THROTTLE_ANYBODY", default="1200/minute"),
    "link_open": env.str("LINK_THROTTLE_OPEN", default="120/minute"),
    "link_answer": env.str("LINK_THROTTLE_ANSWER", default="40/minute"),
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "National recommendations record",
    "DESCRIPTION": "What human rights mechanisms have asked of the State, and what has been verified since.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "RecommendationKindEnum": "recommendations.models.Recommendation.Kind",
        "Status": "focal_points.models.Status",
        "ProposableStatus": "reporting.api.update_shapes.PROPOSABLE",
    },
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
