"""Comparing two states of a text."""

from memento.editions.passages import as_passages, plain
from memento.editions.text_diff import differences, word_runs


def test_rich_text_gives_its_lines():
    assert plain("<p>Un&nbsp;mot &amp; <b>deux</b></p><ul><li>trois</li></ul>").split() == [
        "Un",
        "mot",
        "&",
        "deux",
        "trois",
    ]


def test_moved_passage_or_new_block_id_is_no_change():
    before = [*as_passages("a", "Texte", "Un."), *as_passages("b", "Texte", "Deux.")]
    after = [*as_passages("c", "Texte", "Deux."), *as_passages("", "Texte", "Un.")]
    assert differences(before, after) == []


def test_typography_is_no_change():
    before, after = (
        as_passages("a", "Texte", "L'avis : «oui»"),
        as_passages("a", "Texte", "L’avis\u00a0: «\u00a0oui\u00a0»"),
    )
    assert differences(before, after) == []


def test_passage_with_another_id_is_matched_by_its_words():
    before = as_passages("a", "Texte", "Comptez trois mois de loyer et une caution.")
    after = as_passages("b", "Texte", "Comptez deux mois de loyer et une caution.")
    assert differences(before, after) == [{"before": before[0], "after": after[0]}]


def test_words_far_from_a_change_are_left_out():
    many = " ".join(f"mot{number}" for number in range(100))
    runs = word_runs(f"{many} fin", f"{many} suite")
    assert [run["status"] for run in runs] == ["same", "removed", "added"]
    assert runs[0]["text"].startswith("[…] mot85")
