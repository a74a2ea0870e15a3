"""The API as it is served."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from comity.web.api import (  # `acts` adds to the router of `records`: both answer at one address
    acts,  # noqa: F401
    auth,
    faults,
    files,
    people,
    reads,
    records,
)

_ABOUT = """What the pages of Comity do, for programs. In addresses a slash in the name of a record is written ~1, and ~
is ~0. Whoever is signed in reads what they may; a token is made on one's page, and sent as `Authorization: Bearer …`.
What goes wrong is told in one form, with a status that fits. Within version 1 fields may be added, and none taken away.
"""


class Strict(Parser):
    """JSON as RFC 8259 has it: no NaN, no infinities."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - any JSON
        """The value."""
        return json.loads(request.body, parse_constant=_no_number)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


class Service(NinjaAPI):
    """The library's API, its operations named after their functions, and marked where a stranger may ask too."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of its function."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:  # noqa: ANN401 - the library's own
        """The description."""
        made = super().get_openapi_schema(**where)
        for bound in self._get_bound_routers():
            for view in bound.path_operations.values():
                for one in view.operations:
                    if auth.stranger in one.auth_callbacks:
                        _find(made, one.view_func.__name__)["security"].append({})
        return made


def _find(made: OpenAPISchema, name: str) -> dict[str, Any]:
    paths = made["paths"].values()
    return next(one for path in paths for one in path.values() if one["operationId"] == name)


def build() -> NinjaAPI:
    """The API with all of its operations."""
    api = Service(title="Comity", version="1", description=_ABOUT, docs_url=None, parser=Strict())
    for router in (reads.router, records.router, files.router, people.router):
        api.add_router("", router)
    faults.handle(api)
    return api


api = build()
