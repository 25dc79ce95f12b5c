"""A policy, FAQ, script or sheet to its clauses: front matter, headings, approved wording and facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from knowledge.bilingual import Bilingual, Lang
from knowledge.explain import explain, nearest_word
from knowledge.faults import Fault
from knowledge.headings import Outline, Part, outline
from knowledge.locate import FormatError, Located
from knowledge.locate_yaml import read_yaml
from knowledge.moments import Day
from knowledge.passage import Audience, Clause, DatedBy, Kind, Stage
from knowledge.sides import split_body, split_label

_QUOTED_KEY = re.compile(r"\s*>\s*([A-Za-z_]+(?:\.[A-Za-z_-]+)?)\s*[:\uff1a]\s*(.*)")
_KEYS = ("say.zh", "say.en", "say", "facts")


class FrontMatter(BaseModel):
    """The YAML head of a document; nothing in it is required. valid_until is the last day in force."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)
    id: str | None = None
    title: Bilingual = Bilingual()
    valid_from: Day | None = None
    valid_until: Day | None = None
    dated_by: DatedBy = "message"
    audience: Audience = "buyer"
    supersedes: str | None = None
    skus: tuple[str, ...] | None = None
    stage: Stage | None = None
    intent: str | None = None
    x: Any = Field(default=None)

    @model_validator(mode="before")
    @classmethod
    def _null_is_missing(cls, value: Any) -> Any:
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value

    @field_validator("skus", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str | int) else value

    @field_validator("valid_until")
    @classmethod
    def _in_order(cls, value: Day | None, info: ValidationInfo) -> Day | None:
        start = info.data.get("valid_from")
        if value is not None and start is not None and value < start:
            raise ValueError(f"{value} is before valid_from ({start}); swap or correct them")
        return value


@dataclass(frozen=True, slots=True)
class Source:
    """One document's text before it is taken apart.

    file: path for messages; head: its front matter as YAML text or None; head_file/head_line: where that stands;
    body: Markdown; body_line: the line its first line stands on, None when it was converted and has no lines.
    """

    file: str
    folder: str
    stem: str
    kind: Kind
    head: str | None
    head_file: str
    head_line: int
    body: str
    body_line: int | None


@dataclass(slots=True)
class Document:
    """A document that was read, its clauses, and what is wrong with it."""

    source: Source
    front: FrontMatter | None = None
    clauses: list[Clause] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    anchors: frozenset[str] = frozenset()
    head: Located | None = None

    @property
    def name(self) -> str:
        return f"{self.source.folder}/{self.source.stem}"

    def head_line(self, key: str) -> int:
        return self.head.line_of((key,)) if self.head is not None else self.source.head_line


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """(YAML or None, body, 1-based line of the body). Raises FormatError when the head is not closed."""
    if not re.match(r"---[ \t]*\n", text):
        return None, text, 1
    end = re.search(r"^(?:---|\.\.\.)[ \t]*$", text[4:], re.MULTILINE)
    if end is None:
        raise FormatError(1, "front matter is not closed; end it with a line ---")
    head = text[text.index("\n") + 1 : 4 + end.start()]
    rest = text[4 + end.end() :]
    return head, rest.removeprefix("\n"), text[: 4 + end.end()].count("\n") + 2


def read_document(source: Source, first_language: Lang, skus_known: frozenset[str]) -> Document:
    """The document with its clauses; when its head is faulty it has none, because its validity is unknown."""
    document = Document(source)
    shape = outline(source.body, source.body_line or 1)
    document.anchors = frozenset(part.anchor for part in shape.parts)
    if not _read_head(document, first_language):
        return document
    _read_parts(document, shape, first_language, skus_known)
    if not document.clauses and not document.faults:
        document.faults.append(Fault(source.file, None, "", "holds no text", "write it or remove it"))
    return document


def _read_head(document: Document, first_language: Lang) -> bool:
    source = document.source
    try:
        head = read_yaml(source.head, source.head_line) if source.head else Located(None, lambda _: source.head_line)
    except FormatError as fault:
        document.faults.append(Fault(source.head_file, fault.line, "", f"front matter {fault.what}"))
        return False
    document.head = head
    try:
        front = FrontMatter.model_validate(
            {} if head.value is None else head.value, context={"first_language": first_language}
        )
    except ValidationError as error:
        document.faults += explain(error, FrontMatter, source.head_file, head.line_of)
        return False
    if front.id is not None and front.id != source.stem:
        line, what = head.line_of(("id",)), f"{front.id!r} is not the file's name without its ending ({source.stem!r})"
        document.faults.append(Fault(source.head_file, line, "id", what, "leave id out, or rename the file"))
        return False
    document.front = front
    return True


def _read_parts(document: Document, shape: Outline, first_language: Lang, skus_known: frozenset[str]) -> None:
    front, source = document.front, document.source
    assert front is not None
    title = front.title or split_label(shape.title or "") or Bilingual.model_validate({first_language: source.stem})
    skus = front.skus
    if skus is None:
        skus = (source.stem,) if source.stem in skus_known else ()
    lines_of: dict[str, int] = {}
    for part in shape.parts:
        if part.anchor in lines_of and part.level:
            first = "first further up" if source.body_line is None else f"first on line {lines_of[part.anchor]}"
            fix = "give each heading its own {#anchor}"
            _fault(document, part.line, f"#{part.anchor}", f"duplicate anchor ({first})", fix)
            continue
        clause = _clause(document, front, part, title, skus, first_language)
        if clause is not None:
            lines_of[part.anchor] = part.line
            document.clauses.append(clause)


def _clause(
    document: Document, front: FrontMatter, part: Part, title: Bilingual, skus: tuple[str, ...], first_language: Lang
) -> Clause | None:
    """The clause of one part; None when nothing stands under its heading."""
    text, say, facts = _read_part(document, part, first_language)
    if not text and not say:
        return None
    return Clause(
        id=f"{document.name}#{part.anchor}",
        doc=document.name,
        anchor=part.anchor,
        kind=document.source.kind,
        title=title,
        section=split_label(part.heading),
        text=text or say,
        say=say,
        facts=facts,
        valid_from=front.valid_from,
        valid_until=front.valid_until,
        dated_by=front.dated_by,
        audience=front.audience,
        supersedes=front.supersedes,
        skus=skus,
        stage=front.stage,
        intent=front.intent,
        file=document.source.file,
        line=None if document.source.body_line is None else part.line,
    )


def _read_part(document: Document, part: Part, first_language: Lang) -> tuple[Bilingual, Bilingual, dict[str, Any]]:
    """(text, say, facts) of one part; its quoted keys are taken out of the text."""
    body: list[str] = []
    quoted: dict[str, tuple[int, list[str]]] = {}
    last: str | None = None
    for number, line in part.lines:
        found = _QUOTED_KEY.fullmatch(line)
        key = _quoted_key(document, number, found.group(1)) if found else None
        if found and key is not None:
            last = key
            if key in quoted:
                _fault(
                    document, number, key, f"stands twice in this clause (first on line {quoted[key][0]})", "keep one"
                )
                last = ""
            else:
                quoted[key] = (number, [found.group(2)])
        elif last is not None and line.lstrip().startswith(">"):
            if last:
                quoted[last][1].append(line.lstrip().lstrip(">").strip())
        else:
            last = None
            body.append(line.lstrip().removeprefix(">").strip() if line.lstrip().startswith(">") else line)
    say = {
        key: " ".join(text for text in lines if text).strip() for key, (_, lines) in quoted.items() if key != "facts"
    }
    spoken = Bilingual(
        zh=say.get("say.zh") or (say.get("say") if first_language == "zh" else None) or None,
        en=say.get("say.en") or (say.get("say") if first_language == "en" else None) or None,
    )
    return split_body(body), spoken, _facts(document, *quoted["facts"]) if "facts" in quoted else {}


def _quoted_key(document: Document, number: int, word: str) -> str | None:
    """The quoted key this word is, or None when the line is an ordinary quotation."""
    if word in _KEYS:
        return word
    if "." in word or "_" in word or word.lower() in ("fact", "says"):
        meant = nearest_word(word, _KEYS)
        if meant is not None:
            _fault(document, number, word, "unknown key in a quotation", f"did you mean {meant}?")
    return None


def _facts(document: Document, number: int, lines: list[str]) -> dict[str, Any]:
    try:
        value = read_yaml("\n".join(lines), number).value
    except FormatError as fault:
        _fault(
            document, fault.line, "facts", fault.what, 'write {window: "7 day"} with quotation marks round odd values'
        )
        return {}
    if isinstance(value, dict):
        return value
    _fault(document, number, "facts", "expected a table in braces", 'write {window: "7 day"}')
    return {}


def _fault(document: Document, line: int, key: str, what: str, fix: str) -> None:
    placed = line if document.source.body_line is not None else None
    document.faults.append(Fault(document.source.file, placed, key, what, fix))
