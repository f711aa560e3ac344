"""Made-up articles in any number, in both languages, the same ones whenever they are asked for."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

_PLACES = {
    "en": [
        "Wadi Salma",
        "Tall Rima",
        "the port of Marfa",
        "the old town",
        "Nahr Bay",
        "the northern district",
    ],
    "ar": ["وادي سلمى", "تل ريما", "ميناء المرفأ", "المدينة القديمة", "خليج النهر"],
}
_WHO = {
    "en": ["The water company", "The city council", "A group of farmers", "The ministry", "Two engineers"],
    "ar": ["شركة المياه", "مجلس المدينة", "مجموعة من المزارعين", "الوزارة", "لجنة المهندسين"],
}
_DID = {
    "en": [
        "opened {n} new wells in {p} on Thursday after a dry summer",
        "promised {n} million dollars for the roads of {p}",
        "counted {n} households without electricity in {p} last week",
        "closed {n} schools in {p} because of the storm",
        "said that prices in {p} had risen by {n} percent in May",
    ],
    "ar": [
        "افتتحت {n} آبار جديدة في {p} يوم الخميس بعد صيف جاف",
        "وعدت بمبلغ {n} مليون دولار لإصلاح الطرق في {p}",
        "أحصت {n} أسرة بلا كهرباء في {p} خلال الأسبوع الماضي",
        "أغلقت {n} مدرسة في {p} بسبب العاصفة القوية",
        "قالت إن الأسعار في {p} ارتفعت بنسبة {n} في المئة في مايو",
    ],
}


def make_article(number: int, sentences: int = 9) -> tuple[str, str]:
    """The language and the text of article ``number``; every second one is Arabic."""
    chance = random.Random(number)
    language = "ar" if number % 2 else "en"
    lines = []
    for _ in range(sentences):
        done = chance.choice(_DID[language]).format(
            n=chance.randint(2, 9_999), p=chance.choice(_PLACES[language])
        )
        lines.append(f"{chance.choice(_WHO[language])} {done}.")
    paragraphs = [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]
    return language, "\n\n".join(paragraphs) + "\n"


def make_records(count: int, *, bad_every: int = 0) -> Iterator[dict[str, object]]:
    """JSONL records; with ``bad_every``, every so-manieth has no text, another language or a used id."""
    for number in range(1, count + 1):
        _, text = make_article(number)
        record: dict[str, object] = {"id": f"a{number:05}", "text": text}
        if bad_every and number % bad_every == 0:
            kind = number // bad_every % 3
            if kind == 0:
                del record["text"]
            elif kind == 1:
                record["text"] = "Быстрая коричневая лиса прыгает через ленивую собаку каждый вечер. " * 3
            else:
                record["id"] = f"a{number - 1:05}"
        yield record


def write_records(path: Path, count: int, *, bad_every: int = 0) -> Path:
    """A JSONL file of such records."""
    with path.open("w", encoding="utf-8") as file:
        for record in make_records(count, bad_every=bad_every):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path
