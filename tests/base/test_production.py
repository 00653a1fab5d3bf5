"""With production settings nothing of a demonstration is left, and what must be set must be set."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

TOLD = (
    *(
        "DEBUG",
        "DEMO",
        "MFA_REQUIRED",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
    ),
    *("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "TRUSTED_PROXIES", "API_THROTTLES", "ALLOWED_HOSTS"),
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
)
SAY = (
    "import json; from nmrf import settings; "
    f"print(json.dumps({{n: getattr(settings, n) for n in {TOLD!r}}}))"
)


def run(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """In a process of its own, as a container starts it."""
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL") if name in os.environ}
    told = {"PRODUCTION": "true", **environment}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=kept | told,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_is_strict() -> None:
    said = json.loads(run("-c", SAY, SECRET_KEY="a long secret of this installation").stdout)

    assert said == {
        "DEBUG": False,
        "DEMO": False,
        "MFA_REQUIRED": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "TRUSTED_PROXIES": 1,
        "API_THROTTLES": {
            "account": "600/minute",
            "anybody": "1200/minute",
            "link_open": "120/minute",
            "link_answer": "40/minute",
        },
        "ALLOWED_HOSTS": [],
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }


@pytest.mark.parametrize("secret", [{}, {"SECRET_KEY": ""}], ids=["none", "empty"])
def test_production_does_not_start_without_a_secret(secret: dict[str, str]) -> None:
    started = run("manage.py", "check", **secret)

    assert started.returncode != 0
    assert "SECRET_KEY" in started.stderr


def test_production_is_not_filled_with_a_demonstration_even_where_asked_to() -> None:
    filled = run("manage.py", "demo_data", SECRET_KEY="a long secret of this installation", DEMO="true")

    assert filled.returncode == 2
    assert "production" in filled.stderr
