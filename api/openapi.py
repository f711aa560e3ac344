"""Completes the OpenAPI document that FastAPI derives: request bodies, briefs, and problems."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.examples import BRIEF_REQUESTS, BRIEFS, COMPARISON_REQUESTS, JOB_REQUESTS
from api.problems import LIBRARY, MEDIA_TYPE, NAMESPACE, service_kinds
from api.schemas import (
    BriefRequest,
    ComparisonRequest,
    ComparisonStatus,
    JobRequest,
    JobStatus,
    Problem,
)
from summarizer import wire
from summarizer.comparison import result as comparison

DESCRIPTION = """\
One news article in Arabic or English in, the same brief in both languages out: aligned sentence by sentence,
traced to the article, and checked.

Every error is a problem document (RFC 9457) with a stable `type`. Operators: see docs/operations.md.
"""

#: Which problems, by status, an operation may answer with.
_ASKED = (401, 421, 429, 500)
PROBLEMS: dict[str, tuple[int, ...]] = {
    "create_brief": (*_ASKED, 400, 403, 408, 409, 413, 415, 422, 501, 503),
    "get_brief": (*_ASKED, 404, 422),
    "create_job": (*_ASKED, 400, 403, 408, 413, 415, 422, 503),
    "list_jobs": (*_ASKED, 422),
    "get_job": (*_ASKED, 404),
    "cancel_job": (*_ASKED, 404),
    "get_job_results": (*_ASKED, 404, 422),
    "create_comparison": (*_ASKED, 400, 408, 413, 415, 422, 501, 503),
    "get_comparison": (*_ASKED, 404),
    "cancel_comparison": (*_ASKED, 404),
    "get_comparison_result": (*_ASKED, 404, 422, 503),
    "list_profiles": (*_ASKED, 503),
    "health": (421,),
    "readiness": (421, 503),
    "metrics": (421,),
}

#: Operations that anybody may call, also where there are API keys.
OPEN = {"health", "readiness", "metrics"}

_SCHEMA = "#/components/schemas/"


def complete(app: FastAPI) -> None:
    """Has ``app.openapi`` give the complete document."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    _, ours = models_json_schema(
        [
            (BriefRequest, "validation"),
            (JobRequest, "validation"),
            (Problem, "serialization"),
            (JobStatus, "serialization"),
            (ComparisonRequest, "validation"),
            (ComparisonStatus, "serialization"),
        ],
        ref_template=_SCHEMA + "{model}",
    )
    schemas |= ours["$defs"]
    for source in ("BriefRequest", "JobArticle"):  # what their validator says, in the schema's words
        schemas[source]["oneOf"] = [{"required": [form]} for form in ("text", "html", "url")]
        for form in ("text", "html", "url"):
            field = schemas[source]["properties"][form]
            field |= next(kind for kind in field.pop("anyOf") if kind["type"] == "string")
            field.pop("default", None)
    schemas |= _brief_schemas()
    schemas["Comparison"] = {k: v for k, v in comparison.schema().items() if k != "$schema"}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "Where the operator asks for API keys"}
    }
    operations = {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    for name, operation in operations.items():
        operation["responses"].pop("422", None)
        for status in sorted(PROBLEMS[name]):
            operation["responses"][str(status)] = _problem_response(status)
        if name not in OPEN:
            operation["security"] = [{}, {"key": []}]
    _briefs(operations)
    _jobs(operations)
    _comparisons(operations)
    operations["metrics"]["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}
    return document


def _briefs(operations: dict[str, dict[str, Any]]) -> None:
    create, read = operations["create_brief"], operations["get_brief"]
    create["requestBody"] = _body("BriefRequest", BRIEF_REQUESTS)
    create.setdefault("parameters", []).extend(
        [
            _header(
                "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
            ),
            _header("Cache-Control", {"type": "string", "examples": ["no-cache", "no-store"]}),
        ]
    )
    brief = {"schema": {"$ref": _SCHEMA + "Brief"}, "examples": BRIEFS}
    headers = {
        "ETag": _given("The strong entity tag of the brief that Content-Location names"),
        "X-Cache": _given("hit or miss"),
        "Age": _given("Seconds since the brief was written, if it came from the cache"),
        "Content-Location": _given("Where the brief can be read again"),
    }
    create["responses"]["200"] = {
        "description": "The brief",
        "headers": headers,
        "content": {"application/json": brief, "text/event-stream": {"schema": {"type": "string"}}},
    }
    read.setdefault("parameters", []).append(_header("If-None-Match", {"type": "string"}))
    read["responses"]["200"] = {
        "description": "The brief",
        "headers": headers,
        "content": {
            "application/json": brief,
            "text/markdown": {"schema": {"type": "string"}},
            "text/html": {"schema": {"type": "string"}},
        },
    }
    read["responses"]["304"] = {"description": "The brief is the one that If-None-Match names"}


def _jobs(operations: dict[str, dict[str, Any]]) -> None:
    create = operations["create_job"]
    create["requestBody"] = _body("JobRequest", JOB_REQUESTS)
    create.setdefault("parameters", []).append(
        _header(
            "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        )
    )
    links = {
        name: {"operationId": name, "parameters": {"id": "$response.body#/id"}}
        for name in ("get_job", "cancel_job", "get_job_results")
    }
    create["responses"]["202"] = {
        "description": "The job was accepted",
        "headers": {"Location": _given("Where the job is")},
        "content": {"application/json": {"schema": {"$ref": _SCHEMA + "JobStatus"}}},
        "links": links,
    }
    operations["create_brief"]["responses"]["200"]["links"] = {
        "get_brief": {"operationId": "get_brief", "parameters": {"id": "$response.body#/id"}}
    }
    operations["get_job_results"]["responses"]["200"] = {
        "description": "One line of JSON for each article that has ended",
        "content": {"application/jsonl": {"schema": {"type": "string"}}},
    }


def _comparisons(operations: dict[str, dict[str, Any]]) -> None:
    create = operations["create_comparison"]
    create["requestBody"] = _body("ComparisonRequest", COMPARISON_REQUESTS)
    create.setdefault("parameters", []).append(
        _header(
            "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        )
    )
    create["responses"]["202"] = {
        "description": "The comparison was accepted",
        "headers": {"Location": _given("Where the comparison is")},
        "content": {"application/json": {"schema": {"$ref": _SCHEMA + "ComparisonStatus"}}},
        "links": {
            name: {"operationId": name, "parameters": {"id": "$response.body#/id"}}
            for name in ("get_comparison", "cancel_comparison", "get_comparison_result")
        },
    }
    operations["get_comparison_result"]["responses"]["200"] = {
        "description": "The figures of what has ended, as JSON or as a page",
        "content": {
            "application/json": {"schema": {"$ref": _SCHEMA + "Comparison"}},
            "text/html": {"schema": {"type": "string"}},
        },
    }


def _body(schema: str, examples: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": _SCHEMA + schema}, "examples": examples}}
    return {"required": True, "content": content}


def _header(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": schema}


def _given(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


def _problem_response(status: int) -> dict[str, Any]:
    kinds = [*service_kinds(), *LIBRARY.values()]
    types = sorted(NAMESPACE + kind.slug for kind in kinds if kind.status == status)
    response: dict[str, Any] = {
        "description": "; ".join(f"`{name}`" for name in types),
        "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA + "Problem"}}},
    }
    if status in (429, 503):
        response["headers"] = {"Retry-After": _given("Seconds to wait")}
    return response


def _brief_schemas() -> dict[str, Any]:
    """The library's schema of a brief as components."""
    text = json.dumps(wire.schema())
    schema = json.loads(text.replace("#/$defs/", _SCHEMA + "Brief_"))
    parts = schema.pop("$defs")
    schema.pop("$schema")
    return {"Brief": schema} | {f"Brief_{name}": part for name, part in parts.items()}
