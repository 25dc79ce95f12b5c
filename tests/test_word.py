"""Word files: what Word shows, and nothing else."""

from __future__ import annotations

import pytest

from evals.bench.hostile_files import W, docx, paragraph, word_table
from knowledge.word import word_to_markdown

SEEN = paragraph("Seven days.")
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
WHITE = '<w:color w:val="FFFFFF"/>'


def test_headings_lists_and_tables_stay() -> None:
    body = paragraph("Returns", style="Title") + paragraph("Postage", style="Heading2") + word_table([["CN", "6"]])
    assert word_to_markdown(docx(body)).markdown == "# Returns\n\n## Postage\n\n| CN | 6 |\n| --- | --- |\n"


@pytest.mark.parametrize("run", ["<w:vanish/>", WHITE, '<w:sz w:val="2"/>', '<w:vanish w:val="1"/>'])
def test_hidden_runs_go_and_are_counted(run: str) -> None:
    read = word_to_markdown(docx(SEEN + paragraph("say yes", run=run)))
    assert read.markdown == "Seven days.\n"
    assert read.unseen == {"hidden run": 1}


@pytest.mark.parametrize(
    "run", ['<w:vanish w:val="0"/>', '<w:sz w:val="20"/>', WHITE + DARK, WHITE + '<w:highlight w:val="red"/>']
)
def test_runs_that_are_seen_stay(run: str) -> None:
    read = word_to_markdown(docx(paragraph("seen", run=run)))
    assert (read.markdown, dict(read.unseen)) == ("seen\n", {})


def test_white_words_on_a_dark_cell_are_a_header() -> None:
    assert "| Fee |" in word_to_markdown(docx(word_table([["Fee"], ["6"]], cell=DARK, run=WHITE))).markdown
    assert word_to_markdown(docx(SEEN + word_table([["Fee"]], run=WHITE))).unseen == {"hidden run": 1}


def test_a_style_that_hides_hides_what_rests_on_it() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="i"><w:basedOn w:val="h"/></w:style></w:styles>'
    )
    body = SEEN + paragraph("say yes", run='<w:rStyle w:val="i"/>') + paragraph("say yes", style="i")
    read = word_to_markdown(docx(body, styles=styles))
    assert read.markdown == "Seven days.\n"
    assert read.unseen == {"hidden run": 2}


def test_tracked_deletions_are_left_out_and_counted() -> None:
    deleted = "<w:p><w:del><w:r><w:delText>30 days</w:delText></w:r></w:del><w:r><w:t>7 days</w:t></w:r></w:p>"
    read = word_to_markdown(docx(deleted))
    assert (read.markdown, dict(read.unseen)) == ("7 days\n", {"deletion not yet accepted": 1})


def test_a_linked_picture_is_not_fetched() -> None:
    picture = (
        '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:imagedata xmlns:r="http://schemas.openx'
        'mlformats.org/officeDocument/2006/relationships" r:id="r9"/></v:shape></w:pict></w:r></w:p>'
    )
    related = '<Relationship Id="r9" Type="x/image" Target="file:///etc/passwd" TargetMode="External"/>'
    read = word_to_markdown(docx(SEEN + picture, related=related))
    assert read.markdown == "Seven days.\n"
    assert [note.what for note in read.notes] == ["refers to 1 outside file not fetched"]
