"""Word, Excel and PDF files made from text, without the programs that write them: for tests, and to be broken."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)
Member = tuple[str, bytes | str]

_MADE = (2026, 1, 1, 0, 0, 0)
"""The date of every archive member, so that the same text makes the same bytes."""


def packed(members: Sequence[Member], level: int = 6) -> bytes:
    """A zip archive of these members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, text in members:
            member = zipfile.ZipInfo(name, _MADE)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, text, compresslevel=level)
    return data.getvalue()


# ---- Word -----------------------------------------------------------------------------------------------------------


def paragraph(text: str, *, style: str = "", run: str = "") -> str:
    """A Word paragraph: `style` its style's id, `run` the XML of its run's properties."""
    own = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{own}<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def word_table(rows: Sequence[Sequence[str]], cell: str = "", run: str = "") -> str:
    """A Word table; `cell` is the XML of every cell's properties, `run` of every run's."""
    body = (
        "<w:tr>" + "".join(f"<w:tc><w:tcPr>{cell}</w:tcPr>{paragraph(t, run=run)}</w:tc>" for t in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(body)}</w:tbl>"


def docx(body: str, *, head: str = "", styles: str = "", related: str = "", more: Sequence[Member] = ()) -> bytes:
    """A Word file.

    head: what stands before the document's root; styles: its own styles.xml; related: further relationships of the
    document; more: further members.
    """
    names = {"Heading1": "heading 1", "Heading2": "heading 2", "Title": "Title"}
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{own}"><w:name w:val="{name}"/></w:style>'
        for own, name in names.items()
    )
    styles = styles or f'<w:styles xmlns:w="{W}">{named}</w:styles>'
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return packed(
        [
            ("[Content_Types].xml", f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
             f'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{main}'
             f'.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{main}.styles+xml"/></Types>'),
            ("_rels/.rels", f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
             'Target="word/document.xml"/></Relationships>'),
            ("word/_rels/document.xml.rels", f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" '
             f'Type="{_OFFICE}/styles" Target="styles.xml"/>{related}</Relationships>'),
            ("word/styles.xml", styles),
            ("word/document.xml", f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'),
            *more,
        ]
    )  # fmt: skip


# ---- Excel ----------------------------------------------------------------------------------------------------------


def sheet(rows: Mapping[int, Mapping[str, str]], dimension: str = "A1") -> str:
    """A sheet's XML: row number -> column letters -> the cell's inner XML, such as `<v>1</v>` or text."""
    body = "".join(
        f'<row r="{number}">' + "".join(_cell(f"{column}{number}", text) for column, text in cells.items()) + "</row>"
        for number, cells in rows.items()
    )
    return f'<worksheet xmlns="{_SHEET}"><dimension ref="{dimension}"/><sheetData>{body}</sheetData></worksheet>'


def _cell(at: str, text: str) -> str:
    if text.startswith("<"):
        return f'<c r="{at}">{text}</c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def xlsx(sheets: Mapping[str, str], *, hidden: Sequence[str] = (), more: Sequence[Member] = ()) -> bytes:
    """An Excel file of these sheets, by name; `hidden` ones are not shown."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [(f"xl/worksheets/sheet{n}.xml", text) for n, text in enumerate(sheets.values(), 1)]
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}" state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(parts) + 1)
    )
    types = "".join(f'<Override PartName="/{name}" ContentType="{main}.worksheet+xml"/>' for name, _ in parts)
    return packed(
        [
            ("[Content_Types].xml", f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
             f'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{main}'
             f'.sheet.main+xml"/>{types}</Types>'),
            ("_rels/.rels", f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
             'Target="xl/workbook.xml"/></Relationships>'),
            ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_RELS}">{related}</Relationships>'),
            ("xl/workbook.xml", f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'),
            *parts,
            *more,
        ]
    )  # fmt: skip


# ---- PDF ------------------------------------------------------------------------------------------------------------


def words(text: str, x: float, y: float, size: float = 11, colour: str = "0 g") -> str:
    """PDF operators that write one line; y in points from the page's bottom. Han text goes into the Chinese font."""
    font = "F1" if text.isascii() else "F2"
    shown = "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    if not text.isascii():
        shown = "<" + text.encode("utf-16-be").hex() + ">"
    return f"BT {colour} /{font} {size} Tf {x} {y} Td {shown} Tj ET\n"


def ruled_table(rows: Sequence[Sequence[str]], x: float, y: float, width: float = 120, height: float = 20) -> str:
    """PDF operators of a table with rules; (x, y) its top left corner."""
    right, bottom = x + width * len(rows[0]), y - height * len(rows)
    rules = [f"{x} {y - height * n} m {right} {y - height * n} l S\n" for n in range(len(rows) + 1)]
    rules += [f"{x + width * n} {y} m {x + width * n} {bottom} l S\n" for n in range(len(rows[0]) + 1)]
    cells = [
        words(cell, x + width * column + 4, y - height * (row + 1) + 6)
        for row, texts in enumerate(rows)
        for column, cell in enumerate(texts)
    ]
    return "".join([*rules, *cells])


def pdf(pages: Sequence[str], *, box: str = "0 0 595 842", loop: bool = False) -> bytes:
    """A PDF of these pages' operators. loop: the page tree leads back to itself."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    han = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts "
        "[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >>"
    )
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages))) + (" 2 0 R" if loop else "")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        font.encode(),
        han.encode(),
    ]
    for n, operators in enumerate(pages):
        stream = zlib.compress(operators.encode())
        fonts = "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {fonts} /Contents {6 + 2 * n} 0 R >>".encode())
        objects.append(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream")
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + text + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
            f"startxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


# ---- sound ones -----------------------------------------------------------------------------------------------------

SOUND: Mapping[str, Callable[[], bytes]] = {
    "docx": lambda: docx(
        paragraph("Returns", style="Heading1")
        + paragraph("Within 7 days.")
        + word_table([["Region", "Fee"], ["CN", "6"]])
    ),
    "xlsx": lambda: xlsx({"Fees": sheet({n: {"A": f"region {n}", "B": "6"} for n in range(1, 40)})}),
    "pdf": lambda: pdf(
        [
            words("Returns", 72, 780, 20)
            + words("Within 7 days.", 72, 740)
            + ruled_table([["CN", "6"], ["EU", "9"]], 72, 700)
        ]
    ),
    "html": lambda: (
        b"<!doctype html><h2>Returns</h2><p>Within 7 days.</p><table><tr><td>CN</td><td>6</td></tr></table>"
    ),
    "md": lambda: "## 退货\n签收次日起7天内可退。\n\n| 地区 | 元 |\n| --- | --- |\n| 江浙沪 | 6 |\n".encode(),
    "csv": lambda: "地区,元\n江浙沪,6\n".encode(),
}
"""A small whole document of each format."""
