"""The Debian packages that the project stands on, and how they get onto this machine."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nmrf.local import clone

POSTGRESQL = "postgresql-15"
REDIS = "redis-server"
VENV = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
ALWAYS = [
    "gettext",  # compiles the translations
    "libpango-1.0-0",  # these three lay out reports as PDF
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-noto-core",  # Latin, Arabic and Cyrillic in reports
    "fonts-noto-cjk",  # Chinese in reports
]
BROWSER = "chromium"  # for browser tests alone

# A drop-in that keeps Debian's package from making and starting a cluster of its own at installation.
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/nmrf-no-main-cluster.conf")
# Debian asks this file before it starts a service that it has just installed; 101 says no.
NO_SERVICES = Path("/usr/sbin/policy-rc.d")


def wanted(*, browser: bool) -> list[str]:
    """What this run needs, less what the environment provides."""
    names = list(ALWAYS)
    if not os.environ.get("DATABASE_URL"):
        names.append(POSTGRESQL)
    if not os.environ.get("REDIS_URL"):
        names.append(REDIS)
    if importlib.util.find_spec("ensurepip") is None:
        names.append(VENV)
    if browser:
        names.append(BROWSER)
    return names


def missing(names: list[str]) -> list[str]:
    """Those of `names` that are not installed."""
    if not shutil.which("dpkg-query"):
        clone.give_up(
            "This is not a Debian or Ubuntu machine. Install PostgreSQL 15, Redis, gettext, Pango, "
            "HarfBuzz and the Noto fonts by its own means, set DATABASE_URL and REDIS_URL, and use manage.py."
        )
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    present = {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in present]


def administrator() -> list[str] | None:
    """How to run a command as root without being asked for a password; None where that is not possible."""
    if os.geteuid() == 0:
        return []
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if may and may.returncode == 0 else None


def install(names: list[str]) -> None:
    """Install packages with apt, letting none of them start a service."""
    prefix = administrator()
    if prefix is None:
        clone.give_up(
            "These packages are missing, and this user may not install them:\n"
            f"  sudo apt-get install --no-install-recommends {' '.join(names)}\n"
            "Run that line, then the same command again."
        )
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    command += ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    clone.LOGS.mkdir(parents=True, exist_ok=True)
    log = clone.LOGS / "apt.log"
    with service_free(prefix), log.open("w") as output:
        for action in (["update"], ["install", "--no-install-recommends", *names]):
            done = subprocess.run([*command, *action], stdout=output, stderr=output, check=False)
            if done.returncode and action[0] == "install":
                reason = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
                clone.give_up(f"apt-get could not install {' '.join(names)}:\n{reason}")


@contextlib.contextmanager
def service_free(prefix: list[str]) -> Iterator[None]:
    """While this lasts, apt starts no service and makes no cluster; then the machine is as it was."""
    placed = []
    if not Path("/usr/share/postgresql-common").exists():
        place(prefix, NO_CLUSTER, "create_main_cluster = false\n", mode="644")
        placed.append(NO_CLUSTER)
    if not NO_SERVICES.exists():
        place(prefix, NO_SERVICES, "#!/bin/sh\nexit 101\n", mode="755")
        placed.append(NO_SERVICES)
    redis_is_new = not Path("/lib/systemd/system/redis-server.service").exists()
    try:
        yield
    finally:
        for path in placed:
            subprocess.run([*prefix, "rm", "-f", str(path)], check=False)
        if redis_is_new and Path("/run/systemd/system").exists():
            disable = ["systemctl", "--quiet", "disable", "redis-server"]
            subprocess.run([*prefix, *disable], capture_output=True, check=False)


def place(prefix: list[str], path: Path, text: str, *, mode: str) -> None:
    """Write a small file of the system's, as root."""
    with tempfile.NamedTemporaryFile("w", suffix=".nmrf") as file:
        file.write(text)
        file.flush()
        subprocess.run([*prefix, "install", "-D", "-m", mode, file.name, str(path)], check=True)
