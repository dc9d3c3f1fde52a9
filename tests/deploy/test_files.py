"""What the shop is deployed by is what its machines take, and speaks of settings that there are."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import validators
from kubernetes_validate import validate
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shopwright.faces.cli.main import COMMANDS
from shopwright.infra.settings import Settings

ROOT = Path(__file__).parents[2]
MANIFESTS = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
DOCUMENTS = [each for file in MANIFESTS for each in yaml.safe_load_all(file.read_text())]
SETTINGS = {name.upper() for name in Settings.model_fields}
VERSION = "1.30"  # the oldest whose preStop can sleep


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [each for each in DOCUMENTS if each["kind"] == kind]


def pods() -> Iterator[dict[str, Any]]:
    for each in (*of_kind("Deployment"), *of_kind("Job")):
        yield each["spec"]["template"]["spec"]


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda d: f"{d['kind']}-{d['metadata']['name']}"
)
def test_each_manifest_is_what_kubernetes_takes(document: dict[str, Any]) -> None:
    validate(document, VERSION, strict=True)


def test_there_is_everything_that_a_shop_needs() -> None:
    assert sorted(each["kind"] for each in DOCUMENTS) == [
        *("ConfigMap", "Deployment", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job"),
        *("NetworkPolicy", "PodDisruptionBudget", "Secret", "Service"),
    ]


def test_pods_run_without_rights_and_within_bounds() -> None:
    for pod in pods():
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"memory"} <= set(container["resources"]["limits"])
        assert not container["image"].endswith(":latest")
        assert container["command"][1] in COMMANDS


def test_selectors_find_their_pods_and_probes_their_addresses() -> None:
    labels = [d["spec"]["template"]["metadata"]["labels"] for d in of_kind("Deployment")]
    for each in of_kind("Service"):
        assert each["spec"]["selector"] in labels
    for each in (*of_kind("PodDisruptionBudget"), *of_kind("Deployment")):
        assert each["spec"]["selector"]["matchLabels"] in labels
    [container] = of_kind("Deployment")[0]["spec"]["template"]["spec"]["containers"]
    paths = {
        container[f"{p}Probe"]["httpGet"]["path"] for p in ("startup", "liveness", "readiness")
    }
    assert paths == {"/health/live", "/health/ready"}
    [autoscaler] = of_kind("HorizontalPodAutoscaler")
    assert autoscaler["spec"]["scaleTargetRef"]["name"] == "shopwright"


def test_each_setting_that_is_named_exists_and_no_secret_is_filled_in() -> None:
    [config], [secret] = of_kind("ConfigMap"), of_kind("Secret")

    assert set(config["data"]) | set(secret["stringData"]) <= SETTINGS
    assert set(secret["stringData"].values()) == {""}


def test_what_the_manifests_configure_is_a_shop_for_production(tmp_path: Path) -> None:
    [config] = of_kind("ConfigMap")
    given = {name.lower(): value for name, value in config["data"].items()}
    told = {
        "secret_key": "kP3v-9XtQ2mLrW8zYb5nHc7dJf4gSa1o",
        "database_url": "postgresql://shop@db/shop",
        "mail_url": "smtps://shop:pw@mail.test:465",
    }

    assert Settings(_env_file=None, **given, **told).is_production


def test_compose_is_what_its_schema_says_and_names_settings_that_there_are() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    schema = get_builtin_schema("vendor.compose-spec")

    validators.validator_for(schema)(schema).validate(composed)

    assert set(composed["services"]) == {"app", "worker", "postgres", "redis"}
    assert set(composed["x-shop"]["environment"]) <= SETTINGS
    for name in ("app", "postgres", "redis"):
        assert "healthcheck" in composed["services"][name] or name == "app"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class FromDatabase(Strict):
    name: str
    property: Literal["connectionString", "host", "port", "user", "password", "database"]


class FromService(FromDatabase):
    type: Literal["web", "worker", "pserv", "keyvalue"]
    property: Literal["connectionString", "host", "port", "hostport"]


class Variable(Strict):
    """One of Render's ways to give a variable its value."""

    key: str | None = None
    value: str | None = None
    sync: Literal[False] | None = None
    generate_value: Annotated[bool | None, Field(alias="generateValue")] = None
    from_database: Annotated[FromDatabase | None, Field(alias="fromDatabase")] = None
    from_service: Annotated[FromService | None, Field(alias="fromService")] = None
    from_group: Annotated[str | None, Field(alias="fromGroup")] = None


class Server(Strict):
    type: Literal["web", "worker"]
    name: str
    runtime: Literal["docker"]
    plan: str
    num_instances: Annotated[int, Field(alias="numInstances", ge=1)] = 1
    health_check_path: Annotated[str, Field(alias="healthCheckPath")] = ""
    pre_deploy_command: Annotated[str, Field(alias="preDeployCommand")] = ""
    docker_command: Annotated[str, Field(alias="dockerCommand")]
    max_shutdown_delay: Annotated[int, Field(alias="maxShutdownDelaySeconds", ge=1, le=300)]
    env_vars: Annotated[list[Variable], Field(alias="envVars")]


class KeyValue(Strict):
    type: Literal["keyvalue"]
    name: str
    plan: str
    maxmemory_policy: Annotated[str, Field(alias="maxmemoryPolicy")]
    ip_allow_list: Annotated[list[str], Field(alias="ipAllowList")]


class Database(Strict):
    name: str
    plan: str
    major: Annotated[str, Field(alias="postgresMajorVersion", pattern="^1[4-8]$")]
    ip_allow_list: Annotated[list[str], Field(alias="ipAllowList")]


class Group(Strict):
    name: str
    env_vars: Annotated[list[Variable], Field(alias="envVars")]


class Blueprint(Strict):
    services: list[Annotated[Server | KeyValue, Field(discriminator="type")]]
    databases: list[Database]
    groups: Annotated[list[Group], Field(alias="envVarGroups")]


def test_the_blueprint_of_render_is_whole_and_names_what_there_is() -> None:
    told = yaml.safe_load((ROOT / "render.yaml").read_text())

    found = TypeAdapter(Blueprint).validate_python(told)

    servers = [each for each in found.services if isinstance(each, Server)]
    variables = [each for server in servers for each in server.env_vars]
    variables += [each for group in found.groups for each in group.env_vars]
    assert {each.key for each in variables if each.key} <= SETTINGS
    assert {each.from_group for each in variables if each.from_group} == {
        group.name for group in found.groups
    }
    assert {each.from_database.name for each in variables if each.from_database} == {
        each.name for each in found.databases
    }
    names = {each.name for each in found.services}
    assert {each.from_service.name for each in variables if each.from_service} <= names
    assert {server.docker_command.split()[1] for server in servers} <= set(COMMANDS)


def test_the_processes_of_the_procfile_are_commands_that_there_are() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()

    processes = dict(line.split(": ") for line in lines)

    assert list(processes) == ["release", "web", "worker"]
    assert all(each.split()[0] == "shopwright" for each in processes.values())
    assert {each.split()[1] for each in processes.values()} <= set(COMMANDS)


def test_the_image_is_made_in_stages_and_runs_as_nobody() -> None:
    told = (ROOT / "Dockerfile").read_text()
    lines = told.splitlines()
    stages = [line for line in lines if line.startswith("FROM")]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", told, re.MULTILINE)

    assert len(stages) == 2
    assert all(
        re.fullmatch(r"FROM python:3\.\d+\.\d+-slim-\w+( AS build)?", each) for each in stages
    )
    assert [line for line in lines if line.startswith("USER")] == ["USER shopwright"]
    assert "--require-hashes" in told
    assert [line for line in lines if line.startswith("HEALTHCHECK")]
    for names in copied:
        for name in names.split():
            assert list(ROOT.glob(name)) or name.endswith("*"), name
    assert sys.version_info >= (3, 11)
