"""The triggers that keep the history of one table, as the first migrations put them up.

`nmrf/base/history.py` says which models are kept; pghistory makes these triggers of it. This copy stands still: when
what `tracked()` makes changes, `makemigrations` writes the new triggers out in a migration of its own.
"""

import hashlib

from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

OF_THE_EVENT = {
    "pgh_context_id": "_pgh_attached_context.value",
    "pgh_created_at": "NOW()",
    "pgh_label": "'{act}'",
    "pgh_obj_id": '{rows}."{key}"',
}
WRITE = (
    "WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value )"
    ' INSERT INTO "{table}event" ({columns}) SELECT {values}'
    " FROM ( SELECT {rows}.* FROM {source} ) AS {rows}, _pgh_attached_context; RETURN NULL;"
)
CHANGED = 'old_values JOIN new_values ON (old_values."{key}") = (new_values."{key}") WHERE ({condition})'
OLD, NEW = "OLD TABLE AS old_values ", "NEW TABLE AS new_values "
STANDS = "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;"


def kept(room: str, model: str, columns: str, *, partly: bool = False, key: str = "id") -> list[AddTrigger]:
    """Every insert, real change and delete leaves a row in `<Model>Event`, and what is written there stands.

    `columns` are those that are kept, by a space; `partly`: the table has others, whose change leaves no row;
    `key` is the table's key.
    """
    table, names = f"{room}_{model.lower()}", columns.split()
    condition = "old_values.* IS DISTINCT FROM new_values.*"
    if partly:
        condition = " OR ".join(
            f'old_values."{name}" IS DISTINCT FROM (new_values."{name}")' for name in names
        )
    acts = {
        "insert": (NEW, "new_values", "new_values "),
        "update": (f"{OLD} {NEW}", "new_values", CHANGED.format(condition=condition, key=key)),
        "delete": (OLD, "old_values", "old_values "),
    }
    columns = ", ".join(f'"{name}"' for name in sorted([*names, *OF_THE_EVENT]))
    made = []
    for act, (referencing, rows, source) in acts.items():
        values = ", ".join(_values(names, rows, act, key))
        func = WRITE.format(table=table, columns=columns, values=values, rows=rows, source=source)
        how = {"when": "AFTER", "operation": act.upper(), "level": "STATEMENT"}
        how["referencing"] = f"REFERENCING {referencing}"
        made.append(_trigger(room, model, f"{act}_{act}", func=func, **how))
    how = {"when": "BEFORE", "operation": "UPDATE OR DELETE", "level": "ROW"}
    return [*made, _trigger(room, f"{model}Event", "append_only", func=STANDS, **how)]


def _values(names: list[str], rows: str, act: str, key: str) -> list[str]:
    """What is written into the event's columns, in their order."""
    found = {name: f'{rows}."{name}"' for name in names}
    found |= {name: value.format(rows=rows, act=act, key=key) for name, value in OF_THE_EVENT.items()}
    return [found[name] for name in sorted(found)]


def _trigger(room: str, model: str, name: str, **sql: str) -> AddTrigger:
    """pgtrigger's own name for it: it ends in a digest of the model's and the trigger's."""
    digest = hashlib.sha1(f"{room}.{model}:{name}".encode(), usedforsecurity=False).hexdigest()[:5]
    written = UpsertTriggerSql(pgid=f"pgtrigger_{name}_{digest}", table=f"{room}_{model.lower()}", **sql)
    return AddTrigger(model_name=model.lower(), trigger=Trigger(name=name, sql=written))
