"""Prepare this machine and this clone: packages, Python environment, translations. Quick when all is there.

    python3.11 -m nmrf.local.bootstrap [--packages] [--browser]

`--packages` stops after the Debian packages; `--browser` adds what browser tests need.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from nmrf.local import clone, packages

LOCK = clone.ROOT / "nmrf" / "local" / "requirements.lock"
ENVIRONMENT = clone.ROOT / ".venv"
STAMP = clone.VAR / "requirements.stamp"
LOCALE = clone.ROOT / "nmrf" / "locale"
FOLDERS = ("log", "static", "evidence")
STEPS = 3


def run(steps: clone.Steps, *, browser: bool = False) -> None:
    """All of it, one announced step after the other."""
    if sys.version_info < (3, 11):  # noqa: UP036 whoever starts this may have an older one
        clone.give_up(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    with clone.locked("bootstrap", patience=900):
        for name in FOLDERS:
            (clone.VAR / name).mkdir(exist_ok=True)
        install_packages(steps, browser=browser)
        install_python(steps)
        compile_messages(steps)


def install_packages(steps: clone.Steps, *, browser: bool) -> None:
    """Debian packages."""
    lacking = packages.missing(packages.wanted(browser=browser))
    if not lacking:
        steps.begin("Debian packages: all there")
        return
    steps.begin(f"Debian packages: installing {', '.join(lacking)} (a few minutes the first time)")
    packages.install(lacking)


def expected_stamp() -> str:
    """What `.venv` must have been made from: this lock, this Python, in this folder."""
    content = LOCK.read_bytes() + sys.version.encode() + str(ENVIRONMENT).encode()
    return hashlib.sha256(content).hexdigest()


def works() -> bool:
    """Whether `.venv` runs, and from where it was made: one that was moved or half made does not count."""
    configuration = ENVIRONMENT / "pyvenv.cfg"
    if not (configuration.exists() and clone.PYTHON.exists()):
        return False
    check = [str(clone.PYTHON), "-c", "import pip, sys; print(sys.prefix)"]
    answer = subprocess.run(check, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() == str(ENVIRONMENT)


def install_python(steps: clone.Steps) -> None:
    """`.venv` with exactly the packages of the lock."""
    pinned = [line for line in LOCK.read_text().splitlines() if "==" in line]
    stamp = expected_stamp()
    if STAMP.exists() and STAMP.read_text() == stamp and clone.PYTHON.exists():
        steps.begin(f"Python packages: all {len(pinned)} there")
        return
    steps.begin(f"Python packages: installing {len(pinned)} into .venv")
    if not works():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    pip_install(len(pinned))
    STAMP.write_text(stamp)


def pip_install(total: int) -> None:
    """Install the lock, saying now and then how far it is."""
    command = [str(clone.PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar=off", "-r", str(LOCK)]
    seen, last_lines = 0, [""]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=clone.ROOT
    ) as process:
        for line in process.stdout or []:
            last_lines = [*last_lines[-8:], line.rstrip()]
            seen += line.startswith("Collecting ")
            if line.startswith("Collecting ") and seen % 20 == 0:
                clone.say(f"      {min(seen, total)} of {total} fetched")
            if line.startswith("Installing collected packages"):
                clone.say("      unpacking")
    if process.returncode:
        clone.give_up("pip could not install the packages:\n" + "\n".join(last_lines))


def compile_messages(steps: clone.Steps) -> None:
    """Translations whose text is newer than what is compiled."""
    stale = [path for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")) if needs_compiling(path)]
    steps.begin(f"Translations: {f'compiling {len(stale)}' if stale else 'up to date'}")
    for path in stale:
        command = ["msgfmt", "--check-format", "-o", str(path.with_suffix(".mo")), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            clone.give_up(f"{path.relative_to(clone.ROOT)} cannot be compiled:\n{done.stderr}")


def needs_compiling(path: Path) -> bool:
    """Whether a translation has changed since it was compiled."""
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", action="store_true", help="only the Debian packages")
    parser.add_argument("--browser", action="store_true", help="also what browser tests need")
    options = parser.parse_args()
    if options.packages:
        with clone.locked("bootstrap", patience=900):
            install_packages(clone.Steps(1), browser=options.browser)
        return
    run(clone.Steps(STEPS), browser=options.browser)


if __name__ == "__main__":
    main()
