"""The description of the interface for people, drawn from the same schema that programs read."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """One parameter, or one field of a body."""

    name: str
    kind: str
    about: str
    is_required: bool


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    method: str
    path: str
    summary: str
    about: str
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[str, str]]
    needs_token: bool


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, body and answers."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema.get("components", {}).get("schemas", {})
    operations = [
        _operation(method, path, said, shapes)
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
        if method in METHODS
    ]
    context = {
        "reading": [one for one in operations if not one.needs_token],
        "writing": [one for one in operations if one.needs_token],
        "shapes": {
            name: _fields(shape)
            for name, shape in sorted(shapes.items())
            if shape.get("properties") and not name.startswith(("Paginated", "Patched"))
        },
        "address": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "reporting/public/api.html", context)


def _operation(method: str, path: str, said: dict[str, Any], shapes: dict[str, Any]) -> Operation:
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method.upper(),
        path,
        said.get("summary", ""),
        said.get("description", ""),
        [
            Field(
                one["name"],
                _kind(one.get("schema", {})),
                one.get("description", ""),
                one.get("required", False),
            )
            for one in said.get("parameters", [])
        ],
        _fields(shapes.get(body.get("$ref", "").rpartition("/")[2], {})),
        [(code, _shape_of(answer)) for code, answer in said.get("responses", {}).items()],
        not any(need == {} for need in said.get("security", [])),
    )


def _shape_of(answer: dict[str, Any]) -> str:
    content = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return _kind(content) if content else str(answer.get("description", ""))


def _fields(shape: dict[str, Any]) -> list[Field]:
    required = set(shape.get("required", []))
    return [
        Field(
            name, _kind(one), " ".join(one.get("description", "").split("\n\n")[0].split()), name in required
        )
        for name, one in shape.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """A few words for a type."""
    for joint in ("allOf", "oneOf", "anyOf"):
        if joint in schema:
            return " | ".join(filter(None, (_kind(one) for one in schema[joint])))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "")
