"""News-like English sentences of our own, of many lengths."""

from __future__ import annotations

_OPENINGS = (
    "",
    "On Friday ",
    "In spite of the heavy rain ",
    "For the first time in nine years ",
    "According to a statement by the governor's office ",
    "Earlier this month, witnesses said, ",
    "Two days before the vote ",
)
_SENTENCES = (
    "the port reopened.",
    "two bridges were closed after the storm.",
    "farmers in the north expected a better harvest.",
    "the ministry said that 14 schools would stay shut until Sunday.",
    "talks between the two delegations resumed in Geneva after a break of three weeks.",
    "prices of bread and cooking oil rose by 8 percent, the statistics office reported.",
    "rescue teams pulled a child alive from the rubble of a building two days after the earthquake.",
    "the central bank kept its main interest rate unchanged and warned that inflation could return.",
    "residents of the old quarter told reporters that they had had neither water nor power since the "
    "shelling began, and that the nearest clinic was an hour away on foot.",
    "the prime minister, who took office in January, promised to publish the full report on the collapse "
    "of the dam within a month and to compensate every family that had lost a home or a field.",
)


def sentences(count: int) -> list[str]:
    """``count`` sentences, distinct up to 70, short and long ones mixed."""
    made = []
    for i in range(count):
        text = _OPENINGS[i % len(_OPENINGS)] + _SENTENCES[i % len(_SENTENCES)]
        made.append(text[0].upper() + text[1:])
    return made
