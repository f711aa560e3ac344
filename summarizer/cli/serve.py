"""``mujaz serve``: the service, in this process or in several."""

from __future__ import annotations

import os
import tempfile
from typing import Annotated

import typer

from summarizer.cli import console, running

#: The app's factory, by name: every process of the service makes its own, and this layer imports no service.
FACTORY = "api.app:from_environment"

#: What the service believes of itself where nobody set it. Host names are those of the loopback interface.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    profile: Annotated[
        str | None, typer.Option(help="Profiles to load, separated by commas; the first is the default.")
    ] = None,
    device: running.Device = "auto",
    dtype: running.Dtype = "auto",
    workers: Annotated[
        int,
        typer.Option(min=1, max=64, help="Processes, each with its own models; they share cache and jobs."),
    ] = 1,
) -> None:
    """Start the service: an API and a web page.

    It answers once its models do: ask /readyz. Everything else is set by environment variables
    (MUJAZ_THREADS, MUJAZ_KEYS_FILE and so on; docs/operations.md). It listens on this machine only unless you
    say otherwise; then set MUJAZ_HOSTS to the names it is known by, and MUJAZ_KEYS_FILE.

    Examples:

    ```
    mujaz serve
    mujaz serve --host 0.0.0.0 --port 8080 --workers 2
    ```
    """
    import uvicorn

    if profile is not None:
        os.environ["MUJAZ_PROFILES"] = profile
    for name, value in (("MUJAZ_DEVICE", device), ("MUJAZ_DTYPE", dtype)):
        if value != "auto":
            os.environ[name] = value
    os.environ.setdefault("MUJAZ_HOME", str(console.data_folder()))
    seconds = float(os.environ.get("MUJAZ_SHUTDOWN_SECONDS") or 20)
    with tempfile.TemporaryDirectory(prefix="mujaz-metrics-") as folder:
        if workers > 1:
            # Read by the Prometheus client when it is imported, in every process.
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        console.say(f"listening on http://{f'[{host}]' if ':' in host else host}:{port}")
        if host not in LOOPBACK and not os.environ.get("MUJAZ_KEYS_FILE"):
            console.say("everybody who reaches this address may ask: there is no MUJAZ_KEYS_FILE")
        uvicorn.run(
            FACTORY,
            factory=True,
            host=host,
            port=port,
            workers=workers,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=int(seconds) + 1,
        )
