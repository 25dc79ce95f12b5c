from pathlib import Path

import pytest

from prompts.phrasebook import PhraseError, load_phrases, slots_of


def test_every_move_of_the_house_has_both_languages_and_equal_slots() -> None:
    book = load_phrases()
    for move, texts in book.moves.items():
        slots = {lang: frozenset().union(*map(slots_of, voices.values())) for lang, voices in texts.items()}
        extra = slots["zh"] ^ slots["en"]
        assert extra <= {"fold", "name"}, f"{move} says more in one language: {extra}"


def test_a_move_follows_the_shops_voice_and_falls_back_to_its_only_one() -> None:
    book = load_phrases()
    assert book.say("open", "zh", "friendly") == "亲，您好～"
    assert book.say("open", "zh", "formal") == "您好，"
    assert book.say("lead_time", "en", "formal", product="cap", days="7") == "The lead time for the cap is 7 days."


def test_a_missing_slot_names_move_and_slot() -> None:
    with pytest.raises(PhraseError, match=r"'price' \(en\) needs the slot 'product'"):
        load_phrases().say("price", "en", "plain", price="1")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: {zh: 好}\n", "'a' needs exactly zh and en"),
        ("a: {zh: {x: '{p}', y: '{q}'}, en: '{p}'}\n", "different slots"),
    ],
)
def test_a_wrong_phrase_file_is_refused_by_name(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "bad.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PhraseError, match=complaint):
        load_phrases(tmp_path)


def test_a_move_that_stands_twice_is_refused(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("a: {zh: 好, en: ok}\n", encoding="utf-8")
    with pytest.raises(PhraseError, match="'a' stands twice"):
        load_phrases(tmp_path)
