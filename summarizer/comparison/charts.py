"""Charts as inline SVG. Places are in percent, so that they fit any width and no letter is ever scaled.

Labels are HTML beside the drawings; colours come from the page's style by class.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

#: Classes of marks in the scatter, in the order of the systems.
SERIES = ("a", "b", "c", "d", "e", "f")


@dataclass(frozen=True)
class Point:
    """An output in the scatter; ``label`` is shown when it is pointed at."""

    x: float
    y: float
    series: str
    label: str


def nice(value: float) -> float:
    """The least of 1, 2, 2.5, 5 and 10 times a power of ten that is not less than ``value``."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= value * 0.999999)


def bar(mean: float, low: float, high: float, most: float, kind: str, label: str) -> Markup:
    """A bar from 0 to ``mean``, and its interval as a line; ``most`` is where the scale ends."""
    return Markup(
        '<svg class="bar" role="img" aria-label="{}" height="22" width="100%">'
        '<rect class="track" x="0" y="4" width="100%" height="14"/>'
        '<rect class="fill {}" x="0" y="4" width="{}%" height="14"/>'
        '<line class="interval" x1="{}%" x2="{}%" y1="11" y2="11"/>'
        '<line class="interval" x1="{}%" x2="{}%" y1="7" y2="15"/>'
        '<line class="interval" x1="{}%" x2="{}%" y1="7" y2="15"/></svg>'
    ).format(
        label,
        kind,
        *(_percent(v, 0.0, most) for v in (mean, low, high, low, low, high, high)),
    )


def gap(mean: float, low: float, high: float, most: float, verdict: str, label: str) -> Markup:
    """A difference with its interval on a scale from ``-most`` to ``most``, zero in the middle."""
    return Markup(
        '<svg class="gap" role="img" aria-label="{}" height="26" width="100%">'
        '<rect class="track" x="0" y="0" width="100%" height="26"/>'
        '<line class="zero" x1="50%" x2="50%" y1="0" y2="26"/>'
        '<line class="whisker {}" x1="{}%" x2="{}%" y1="13" y2="13"/>'
        '<circle class="dot {}" cx="{}%" cy="13" r="5"/></svg>'
    ).format(
        label,
        verdict,
        _percent(low, -most, most),
        _percent(high, -most, most),
        verdict,
        _percent(mean, -most, most),
    )


def scatter(points: Sequence[Point], *, x_most: float, y_most: float) -> Markup:
    """Points over x from 0 to ``x_most`` and y from 0 (at the top: nothing failed) to ``y_most``.

    Counts fall on the same places, so a point is moved a little, by its label, for all to be seen.
    """
    parts = [
        Markup('<svg class="scatter" role="img" aria-label="{}" height="340" width="100%">').format(
            "Salience of each brief against its failed checks"
        )
    ]
    for tick in range(5):
        x = 8 + 88 * tick / 4
        parts.append(
            Markup(
                '<line class="grid" x1="{0}%" x2="{0}%" y1="2%" y2="90%"/>'
                '<text x="{0}%" y="97%" text-anchor="middle">{1}</text>'
            ).format(_short(x), _short(x_most * tick / 4))
        )
    for tick in _ticks(y_most):
        y = 6 + 80 * tick / y_most
        parts.append(
            Markup(
                '<line class="grid" x1="8%" x2="96%" y1="{0}%" y2="{0}%"/>'
                '<text x="7%" y="{0}%" dy="4" text-anchor="end">{1}</text>'
            ).format(_short(y), _short(tick))
        )
    for point in points:
        noise = zlib.crc32(point.label.encode("utf-8", "replace"))
        shift = ((noise & 0xFF) / 255 - 0.5) * 0.28
        y = 6 + 80 * min(y_most, max(-0.3, point.y + shift)) / y_most
        x = 8 + 88 * min(1.0, max(0.0, point.x / x_most))
        parts.append(
            Markup('<circle class="point {}" cx="{}%" cy="{}%" r="4.5"><title>{}</title></circle>').format(
                point.series, _short(x), _short(y), point.label
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _ticks(most: float) -> list[int]:
    step = max(1, round(most / 5))
    return list(range(0, math.floor(most) + 1, step))


def _percent(value: float, least: float, most: float) -> str:
    share = (value - least) / (most - least)
    return _short(100 * min(1.0, max(0.0, share)))


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
