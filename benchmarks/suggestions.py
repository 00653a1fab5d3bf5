"""How often suggestions agree with what people gave; `held_back` says how it is measured. Runs alone, too."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.figures import Figure


def figures() -> Iterator["Figure"]:
    """First and first three, of SDG targets and of groups of persons."""
    from benchmarks import held_back

    yield from held_back.figures()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks.figures import show

    show(figures())
