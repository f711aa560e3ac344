"""What can be checked of the Dockerfile and compose.yaml without an engine that runs them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from api.settings import from_variables

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def copied() -> set[str]:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return {source for line in lines for source in line.split()}


def test_the_image_gets_everything_that_the_package_is_built_of() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], *project["project"]["license-files"]}
    needed |= {project["project"]["readme"], "pyproject.toml", "constraints.txt"}
    assert copied() == needed
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line.removeprefix("!") for line in kept if line.startswith("!")} == needed


def test_the_settings_of_the_containers_are_settings() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    service = compose["services"]["mujaz"]
    settings = from_variables(service["environment"])
    assert settings.cache == "redis://redis:6379/0"
    assert "mujaz" in settings.hosts
    from_variables(dict(re.findall(r"(MUJAZ_\w+)=(\S+)", DOCKERFILE)))
    assert float(service["stop_grace_period"].removesuffix("s")) > 2 * settings.shutdown_seconds
