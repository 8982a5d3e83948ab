from memento.contents import anchored, reading_minutes, table_of_contents


def heading(text, anchor, level="h2"):
    return {"type": "heading", "id": "", "value": {"text": text, "level": level, "anchor": anchor}}


def anchors(blocks):
    return [block["value"]["anchor"] for block in anchored(blocks)]


def test_anchors_are_unique_and_never_empty():
    blocks = [heading("Bilan", "bilan"), heading("Bilan", "bilan"), heading("Bilan 2", "bilan-2"), heading("?!", "")]
    assert anchors(blocks) == ["bilan", "bilan-2", "bilan-2-2", "partie"]


def test_anchors_leave_the_ids_of_the_template_alone():
    assert anchors([heading("Sources", "sources"), heading("Sommaire", "sommaire")]) == ["sources-2", "sommaire-2"]


def test_making_anchors_changes_nothing_given():
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
