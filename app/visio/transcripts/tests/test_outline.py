"""The outline of a text."""

from __future__ import annotations


def outline(owner, recording):
    return owner.browser.get(f"recordings/{recording.pk}/outline").ok()


def test_it_says_who_spoke_how_long(text, owner, recording):
    speaking = outline(owner, recording)["speaking"]
    assert [(who["name"], who["turns"], who["seconds"]) for who in speaking] == [("Léa", 2, 3.8), ("Ana", 1, 0.9)]
    assert round(sum(who["share"] for who in speaking), 3) == 1


def test_words_that_stand_out_lead_to_where_they_were_said(write, owner, recording):
    write(("Léa", "The budget is small."), ("Ana", "A small budget, then."), ("Léa", "Budget!"))
    [word] = [keyword for keyword in outline(owner, recording)["keywords"] if keyword["word"] == "budget"]
    assert (word["count"], word["at"]) == (3, 1.5)


def test_its_sentences_were_said(write, owner, recording):
    write(("Léa", "We have to talk about the budget of next year. The budget is small."), ("Ana", "Yes, the budget."))
    [chapter] = outline(owner, recording)["chapters"]
    assert "budget" in chapter["title"]
    assert {sentence["text"] for sentence in chapter["sentences"]} <= {
        "We have to talk about the budget of next year.",
        "The budget is small.",
    }


def test_a_text_of_one_word_has_an_outline(write, owner, recording):
    write(("Léa", "Yes"))
    assert outline(owner, recording)["speaking"][0]["share"] == 1


def test_there_is_none_before_there_is_a_text(owner, recording):
    assert owner.browser.get(f"recordings/{recording.pk}/outline").refused() == "transcript-not-ready"
