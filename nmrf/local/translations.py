"""Check that every text of the interface is translated into the languages that are promised to be complete.

    python3.11 -m nmrf.local.translations

The texts are collected anew from a copy of the sources, so that one that was added, or worded differently,
since the last `make messages` is noticed too. Nothing in the clone is changed.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from nmrf.local import clone

COMPLETE = ("fr", "ar")
SOURCES = ("manage.py", "nmrf", "recommendations", "focal_points", "reporting", "templates", "static")
SHOWN = 12


def collect(copy: Path) -> None:
    """Put what is to be translated into the catalogues of a copy of the sources."""
    for name in SOURCES:
        source = clone.ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        elif source.exists():
            shutil.copy(source, copy / name)
    words = [word for language in COMPLETE for word in ("--locale", language)]
    command = [str(clone.PYTHON), "manage.py", "makemessages", *words, "--no-location", "--no-obsolete"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        clone.give_up(f"The texts could not be collected:\n{done.stderr}")


def wanting(catalogue: Path) -> list[str]:
    """The texts of a catalogue that have no translation, or one that was only guessed."""
    found: list[str] = []
    for part in ("--untranslated", "--only-fuzzy"):
        command = ["msgattrib", part, "--no-wrap", "--no-obsolete", str(catalogue)]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found += [
            text for text in re.findall(r'^msgid ((?:".*"\n)+)', listed, flags=re.MULTILINE) if text != '""\n'
        ]
    return found


def main() -> None:
    """Name what is missing, language by language; end with 1 where something is."""
    complete = True
    with tempfile.TemporaryDirectory() as folder:
        collect(Path(folder))
        for language in COMPLETE:
            texts = wanting(Path(folder, "nmrf", "locale", language, "LC_MESSAGES", "django.po"))
            clone.say(f"Translations, {language}: {f'{len(texts)} missing' if texts else 'complete'}")
            for text in texts[:SHOWN]:
                clone.say(f"  {text.strip()}")
            complete = complete and not texts
    if not complete:
        clone.give_up("Run `make messages`, and translate what is missing in nmrf/locale.")


if __name__ == "__main__":
    main()
