import lzma
import re
from pathlib import Path

from training.corpus import NEWS, Pair, clean, keep, longest_shared, read_news, read_pairs
from training.hints import known_terms


def test_pairs_come_from_both_places_without_duplicates(tmp_path: Path) -> None:
    corpus, news = tmp_path / "train.tsv.xz", tmp_path / "news"
    news.mkdir()
    (news / "a.tsv").write_text("The boat left.\tغادر القارب.\nIt rained.\tهطل المطر.\n", encoding="utf-8")
    with lzma.open(corpus, "wt", encoding="utf-8") as file:
        file.write(
            "tatoeba\tThe boat left.\tغادر القارب.\nd365\tSave it.\tاحفظه.\ntatoeba\tHello there.\tHola\n"
        )
        file.write("tatoeba\tThey came  back .\tعَادُوا .\n")
    assert list(read_pairs(corpus, news)) == [
        Pair("news", "The boat left.", "غادر القارب."),
        Pair("news", "It rained.", "هطل المطر."),
        Pair("tatoeba", "They came back.", "عادوا."),
    ]


def test_the_news_of_the_project_is_fit_to_train_on() -> None:
    pairs = list(read_news())
    assert len(pairs) > 1000
    assert len({pair.english for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert keep(pair), pair
        assert (clean(pair.english), clean(pair.arabic)) == (pair.english, pair.arabic)
        assert not re.search("[\u0660-\u0669]", pair.arabic), pair
        numbers = [sorted(re.findall(r"\d+(?:[.,:]\d+)*", side)) for side in (pair.english, pair.arabic)]
        assert numbers[0] == numbers[1], pair


def test_the_news_of_the_project_is_in_text_files_of_two_columns() -> None:
    for path in NEWS.iterdir():
        assert path.suffix == ".tsv"
        assert all(line.count("\t") == 1 for line in path.read_text(encoding="utf-8").splitlines()), path


def test_terms_that_a_pair_does_not_obey_are_no_hints() -> None:
    pair = Pair("news", "The finance minister flew to Cairo.", "سافر وزير المالية إلى القاهرة.")
    into_arabic, into_english = known_terms(pair)
    assert ("finance minister", "وزير المالية") in into_arabic
    assert ("Cairo", "القاهرة") in into_arabic
    assert "Cairo" in [target for _, target in into_english]
    other = Pair("news", "The finance minister flew to Cairo.", "سافر وزير المالية إلى العاصمة.")
    assert "Cairo" not in [source for source, _ in known_terms(other)[0]]


def test_the_longest_run_of_shared_words(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_text(
        "news\tThe old boat left, at noon.\t-\nnews\tIt rained.\t-\n", encoding="utf-8"
    )
    pairs = [Pair("news", "An old boat left the bay.", "-"), Pair("news", "Then it rained.", "-")]
    assert longest_shared(pairs, tmp_path / "dev.tsv") == (3, ["old boat left"])
    assert longest_shared([], tmp_path / "dev.tsv") == (0, [])
