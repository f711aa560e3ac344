"""What can be set on the service. Each setting is a variable: ``time_limit`` is MUJAZ_TIME_LIMIT."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from summarizer.errors import ConfigurationError

PREFIX = "MUJAZ_"

Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseModel):
    """All settings with their defaults, which suit one user on the loopback interface."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Annotated[Path | None, Field(description="Folder of models, cache and jobs")] = None
    profiles: Annotated[
        tuple[str, ...], Field(min_length=1, description="Profiles to load; the first one is the default")
    ] = ("lite",)
    device: Annotated[str, Field(description="Where models of Hugging Face run: auto, cpu, cuda, mps")] = (
        "auto"
    )
    dtype: Annotated[str, Field(description="In which number format: auto, float32, bfloat16, float16")] = (
        "auto"
    )
    remote_key: Annotated[
        SecretStr | None, Field(description="Key of the service of a profile that names this variable")
    ] = None
    cache: Annotated[
        str | None, Field(description="memory:, a redis:// address or a file; none: briefs.sqlite in home")
    ] = None
    cache_max_age: Annotated[Seconds | None, Field(description="Seconds after which a brief is stale")] = None
    answers_bytes: Annotated[
        int, Field(ge=0, description="Memory for finished answers of this process, in bytes")
    ] = 64 * 2**20

    threads: Annotated[int, Field(ge=1, le=64, description="Briefs written at once")] = 2
    queue: Annotated[int, Field(ge=1, description="Requests that may wait for a thread before a 503")] = 64
    time_limit: Annotated[Seconds, Field(description="Seconds that a brief may take")] = 120.0
    body_seconds: Annotated[Seconds, Field(description="Seconds in which a request's body must be here")] = (
        30.0
    )
    shutdown_seconds: Annotated[
        Seconds, Field(description="Seconds for what runs to finish when the service stops")
    ] = 20.0

    max_body_bytes: Annotated[int, Field(ge=1_000, description="Largest body of one brief")] = 2 * 2**20
    max_job_bytes: Annotated[int, Field(ge=1_000, description="Largest body of a job")] = 32 * 2**20
    max_json_depth: Annotated[int, Field(ge=3, description="Deepest nesting of a JSON body")] = 16

    job_threads: Annotated[int, Field(ge=0, le=16, description="Articles of jobs written at once")] = 1
    job_lease: Annotated[
        Seconds, Field(description="Seconds after which a dead worker's article is free")
    ] = 15.0
    job_attempts: Annotated[int, Field(ge=1, description="How often an article may kill its worker")] = 3
    job_retention: Annotated[Seconds, Field(description="Seconds that finished jobs are kept")] = 7 * 86_400.0

    keys_file: Annotated[Path | None, Field(description="API keys, hashed; none: everybody may ask")] = None
    rate_limit: Annotated[
        str | None, Field(description="Requests a key or address may make, such as 60/minute")
    ] = None
    rate_storage: Annotated[
        str, Field(description="Where requests are counted: memory:// or a redis:// address")
    ] = "memory://"
    cors_origins: Annotated[tuple[str, ...], Field(description="Origins of other sites that may ask")] = ()
    hosts: Annotated[
        tuple[str, ...],
        Field(description="Host names that are answered beside those of the loopback interface; * for all"),
    ] = ()

    fetch: Annotated[bool, Field(description="Whether articles may be given as a URL")] = False
    fetch_seconds: Annotated[Seconds, Field(description="Seconds in which a page must be here")] = 15.0
    fetch_bytes: Annotated[int, Field(ge=1_000, description="Largest page, in bytes")] = 5 * 2**20
    fetch_ports: Annotated[tuple[int, ...], Field(description="Ports that may be asked")] = (80, 443)

    @field_validator("profiles", "cors_origins", "hosts", "fetch_ports", mode="before")
    @classmethod
    def _list(cls, value: Any) -> Any:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("rate_limit")
    @classmethod
    def _rate(cls, value: str | None) -> str | None:
        from limits import parse

        if value is not None:
            parse(value)
        return value


def from_variables(variables: Mapping[str, str]) -> Settings:
    """The settings that environment variables describe; an empty value means the default.

    Raises:
        ConfigurationError: a variable has a wrong value, or a name that starts with MUJAZ_ is unknown.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in variables.items()
        if name.startswith(PREFIX) and value
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise ConfigurationError(
            f"{name}: {first['msg']}", value=first.get("input"), hint="docs/operations.md lists every setting"
        ) from error
