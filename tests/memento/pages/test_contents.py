"""Anchors, table of contents, reading time, and the places that need no card."""

from memento.pages.contents import anchored, cards_without_block, reading_minutes, table_of_contents


def heading(text, anchor, level="h2"):
    return {"type": "heading", "id": "", "value": {"text": text, "level": level, "anchor": anchor}}


def anchors(blocks):
    return [block["value"]["anchor"] for block in anchored(blocks)]


def test_anchors_are_unique_and_never_empty():
    blocks = [heading("Bilan", "bilan"), heading("Bilan", "bilan"), heading("Bilan 2", "bilan-2"), heading("?!", "")]
    assert anchors(blocks) == ["bilan", "bilan-2", "bilan-2-2", "partie"]


def test_anchors_leave_the_ids_of_the_template_alone():
    assert anchors([heading("Sources", "sources"), heading("Sommaire", "sommaire")]) == ["sources-2", "sommaire-2"]


def test_given_blocks_are_not_changed():
    block = heading("Sources", "sources")
    anchored([block])
    assert block["value"]["anchor"] == "sources"


def test_table_of_contents_names_the_first_level_only():
    blocks = anchored(
        [heading("Un", "un"), heading("Détail", "detail", "h3"), {"type": "text", "id": "", "value": "<p>a</p>"}]
    )
    assert table_of_contents(blocks) == [{"title": "Un", "anchor": "un"}]


def test_reading_time_counts_words_not_tags_nor_codes():
    words = " ".join(["mot"] * 600)
    assert reading_minutes([{"type": "text", "value": f"<p>{words}</p>"}]) == 3
    assert reading_minutes("", []) == 1
    assert reading_minutes({"url": "https://exemple.fr/" + "a" * 9000}) == 1


def shared(*blocks):
    return {"type": "shared", "id": "", "value": {"block": {"id": 1, "name": "Contacts", "body": list(blocks)}}}


def test_headings_of_shared_blocks_are_headings_of_the_text():
    twice = shared(heading("Contacts", "contacts"))
    blocks = anchored(
        [heading("Contacts", "contacts"), twice, twice, {"type": "shared", "value": {"block": None}, "id": ""}]
    )
    assert [entry["anchor"] for entry in table_of_contents(blocks)] == ["contacts", "contacts-2", "contacts-3"]
    assert twice["value"]["block"]["body"][0]["value"]["anchor"] == "contacts"


def test_first_heading_is_a_part_whatever_its_level():
    def levels(*blocks):
        return [entry["title"] for entry in table_of_contents(anchored(blocks))]

    assert levels(heading("Un", "un", "h3"), heading("Deux", "deux", "h3")) == ["Un"]
    assert levels(heading("", ""), heading("Un", "un", "h3")) == ["Un"]
    assert levels(shared(heading("Un", "un", "h3")), heading("Deux", "deux", "h3")) == ["Un"]


def test_popover_of_a_definition_does_not_count_in_the_reading_time():
    definition = f'<span popover class="term-definition" id="terme--x"><b>un mot</b> : {"mot " * 900}</span>'
    assert reading_minutes(f"<p>{'mot ' * 200}{definition} fin</p>") == 1


def test_place_shown_by_a_block_has_no_card():
    def place(uid):
        return {"id": uid, "title": uid}

    cards = [{"uid": uid} for uid in "abcde"]
    blocks = [
        {"type": "place", "id": "", "value": {"place": place("a"), "text": ""}},
        {"type": "place", "id": "", "value": {"place": None, "text": ""}},
        {"type": "places_map", "id": "", "value": {"title": "", "places": [place("c"), place("f")]}},
        shared({"type": "place", "id": "", "value": {"place": place("e"), "text": ""}}),
    ]
    assert [card["uid"] for card in cards_without_block(cards, blocks)] == ["b", "d"]
    assert cards_without_block(cards, []) == cards
