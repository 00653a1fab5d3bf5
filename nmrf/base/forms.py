"""What a service refused, said in the form that asked."""

from typing import Any

from nmrf.base.errors import Invalid


def show(form: Any, refused: Invalid) -> None:
    """Each message beside its field; what belongs to no field of this form stands above it."""
    for name, message in (refused.fields or {"": refused.message}).items():
        form.add_error(name if name in form.fields else None, str(message))
