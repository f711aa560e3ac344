"""A brief as server-sent events: ``stage``, ``partial``, then ``result`` or ``error``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from api.answers import Answer
from api.errors import InternalError
from api.flights import Flight, wait
from api.problems import problem
from summarizer.errors import MujazError

#: Seconds of silence after which a comment is sent, so that proxies keep the connection open.
KEEP_ALIVE_SECONDS = 10.0


def event(name: str, data: object) -> bytes:
    """One event. ASCII JSON has no line breaks, whatever the article has."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode("ascii")


def answer_events(answer: Answer) -> list[bytes]:
    """An answer as events: one ``partial`` for each pair of sentences, then the ``result``."""
    brief = json.loads(answer.body)
    arabic, english = brief["arabic"]["sentences"], brief["english"]["sentences"]
    events = []
    for number in range(max(len(arabic), len(english))):
        sides = {
            name: sentences[number] if number < len(sentences) else None
            for name, sentences in (("arabic", arabic), ("english", english))
        }
        events.append(event("partial", {"sentence": number, **sides}))
    events.append(event("result", brief))
    return events


async def flight_events(
    flight: Flight,
    seconds: float,
    request_id: str,
    landed: Callable[[Answer], Awaitable[None]],
) -> AsyncIterator[bytes]:
    """The events of a computation. ``landed`` is awaited with the answer before it is sent."""
    stages = flight.stages()
    upcoming: asyncio.Future[object] | None = None
    try:
        while True:
            upcoming = upcoming or asyncio.ensure_future(anext(stages, None))
            done, _ = await asyncio.wait({upcoming}, timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield b": still here\n\n"
                continue
            stage = upcoming.result()
            upcoming = None
            if stage is None:
                break
            yield event("stage", {"stage": stage.stage, "done": stage.done})  # type: ignore[attr-defined]
        answer = await wait(flight, seconds)
        await landed(answer)
        for part in answer_events(answer):
            yield part
    except MujazError as error:
        yield event("error", problem(error, request_id))
    except Exception:  # noqa: BLE001 - the status is sent already, so this is the only way to tell
        yield event("error", problem(InternalError("This is a defect; it was logged"), request_id))
    finally:
        if upcoming is not None:
            upcoming.cancel()
            with suppress(asyncio.CancelledError):
                await upcoming
        await stages.aclose()  # type: ignore[attr-defined]
