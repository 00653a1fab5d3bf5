"""Where rooms above are told that recommendations changed: they register in `AppConfig.ready()`.

Everybody is called in the transaction of the change, once a change, with the keys of what changed.
"""

from collections.abc import Callable, Collection
from typing import Any

Listener = Callable[[Collection[int]], object]
_listeners: list[Listener] = []
ImportListener = Callable[[Any], object]
_import_listeners: list[ImportListener] = []
Carrier = Callable[[Any], object]
_carriers: list[Carrier] = []


def on_change(listener: Listener) -> None:
    """Have `listener` called with the keys of recommendations whose text, tags, parts or document changed."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(keys: Collection[int]) -> None:
    """Tell everybody. Call inside the transaction that changed them; an empty collection tells nobody."""
    if keys:
        for listener in _listeners:
            listener(keys)


def on_imported(listener: ImportListener) -> None:
    """Have `listener` called with each run that was written into the register."""
    if listener not in _import_listeners:
        _import_listeners.append(listener)


def imported(run: Any) -> None:
    """Tell everybody that a run was written. Call inside its transaction."""
    for listener in _import_listeners:
        listener(run)


def on_replaced(carrier: Carrier) -> None:
    """Have `carrier` called with a `Carrying` where one recommendation takes the place of another."""
    if carrier not in _carriers:
        _carriers.append(carrier)


def replaced(carrying: Any) -> None:
    """Have everybody move what is theirs from the old recommendation to the new one."""
    for carrier in _carriers:
        carrier(carrying)
