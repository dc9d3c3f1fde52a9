import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI

from shopwright.faces.api.routers import TAGS
from shopwright.faces.api.shapes import Payload
from shopwright.infra.http import contract
from shopwright.infra.http.contract import VERBS, AmbiguousOperation
from shopwright.infra.settings import Settings
from shopwright.main import create_app

JSON = "application/json"
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    place = tmp_path_factory.mktemp("contract")
    settings = Settings(_env_file=None, database_url=f"sqlite:///{place / 'shop.db'}")
    return create_app(settings).openapi()


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for path in document["paths"].values()
        for verb, operation in path.items()
        if verb in VERBS
    ]


def test_it_is_openapi_31_with_relative_servers(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/"}]


def test_each_operation_has_a_name_of_its_own_a_summary_and_its_access(
    document: dict[str, Any],
) -> None:
    operations = _operations(document)

    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(operation["summary"] for operation in operations)
    assert all(operation.get("x-access") for operation in operations)


def _subclasses(kind: type[Payload]) -> Iterator[type[Payload]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_each_json_body_has_an_example_that_its_payload_takes(document: dict[str, Any]) -> None:
    payloads = {each.__name__: each for each in _subclasses(Payload)}
    bodies = [
        operation["requestBody"]["content"][JSON]["schema"]
        for operation in _operations(document)
        if JSON in operation.get("requestBody", {}).get("content", {})
    ]
    schemas = [option for body in bodies for option in body.get("anyOf", [body])]
    names = {schema["$ref"].rpartition("/")[2] for schema in schemas if "$ref" in schema}

    assert len(names) > 20
    assert all(schema["examples"] for schema in schemas if "properties" in schema)
    for name in names:
        examples = document["components"]["schemas"][name].get("examples", [])
        assert examples, name
        for example in examples:
            payloads[name].model_validate_json(json.dumps(example))


def test_each_tag_says_what_it_is_about(document: dict[str, Any]) -> None:
    used = {tag for operation in _operations(document) for tag in operation["tags"]}

    assert used == set(TAGS)
    assert [tag["name"] for tag in document["tags"]] == list(TAGS)


def test_each_problem_has_the_one_form(document: dict[str, Any]) -> None:
    for operation in _operations(document):
        statuses = {status for status in operation["responses"] if int(status) >= 400}
        assert statuses >= {"400", "429", "500", "503"}
        for status in statuses:
            place = operation["responses"][status]["$ref"].rpartition("/")[2]
            content = document["components"]["responses"][place]["content"]
            assert content == {"application/problem+json": PROBLEM}


def test_a_body_brings_its_own_problems(document: dict[str, Any]) -> None:
    for operation in _operations(document):
        has_body = "requestBody" in operation
        assert ("415" in operation["responses"]) >= has_body
        assert ("413" in operation["responses"]) >= has_body


def test_what_needs_signing_in_says_how(document: dict[str, Any]) -> None:
    scheme = document["components"]["securitySchemes"]["bearer"]
    guarded = [o for o in _operations(document) if o["x-access"] not in contract.PUBLIC]

    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert guarded
    for operation in guarded:
        by_key = [] if operation["x-access"] == contract.IN_PERSON else [{"apiKey": []}]
        assert operation["security"] == [{"bearer": []}, *by_key]


def test_two_operations_of_one_name_are_refused() -> None:
    app, router = FastAPI(), APIRouter()
    for path in ("/a", "/b"):
        router.add_api_route(path, lambda: None, operation_id="thing_get")
    app.include_router(router)

    with (
        pytest.warns(UserWarning, match="thing_get"),
        pytest.raises(AmbiguousOperation, match="thing_get"),
    ):
        contract.make(app, {})
