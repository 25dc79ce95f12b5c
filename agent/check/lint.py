"""Rules of law, platform, security and privacy, read from prompts/lint. Words live there, the reading here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import prompts
from agent.quantities.numbers import plain
from agent.suggestion import Finding, Severity, Span
from knowledge.bilingual import Bilingual, Lang

LINT_FOLDER = Path(prompts.__file__).parent / "lint"
_KEYS = frozenset(
    {"id", "severity", "platforms", "words", "patterns", "except", "unless_denied", "unless_known", "unless_measured"}
    | {"why", "fix", "breaks", "passes"}
)
_DENIAL = re.compile(
    r"不|勿|别|没有|拒绝|谨防|切勿|并非|(?<![a-z])(?:not|cannot|n[’']t|never|neither|nor|no|do not|unable|refuse"
    r"|decline|without|avoid|instead of|beware)(?![a-z])",
    re.IGNORECASE,
)
_DENIED_LIST = re.compile(
    r"不(?:接受|支持|使用|收)|(?<![a-z])(?:not|never|neither|nor)(?: [a-z]+)? (?:accept|use|take|support|ask)",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r"\s*(?:or|and|nor|,|、|和|或)(?![a-z])", re.IGNORECASE)
_CLAUSE_BREAK = re.compile(r"[,。;!?\n]|\.(?=\s|$)")


_WHOLE_NUMBER = 7
"""Digits from which a number is somebody's: a telephone, not a count."""
_QUOTED = 2
"""Characters of a certificate that must stand beside the word for the word to be a quotation of it."""


class RuleError(ValueError):
    """A lint file that cannot be used; names file, rule and key."""


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule. hits: what breaks it; allowed: what looks like it and is fine. platforms empty = everywhere.

    breaks, passes: examples by language; they are the rule's test.
    """

    id: str
    severity: Severity
    hits: re.Pattern[str]
    allowed: re.Pattern[str] | None
    platforms: frozenset[str]
    unless_denied: bool
    unless_known: bool
    unless_measured: bool
    why: Bilingual
    fix: Bilingual
    breaks: Mapping[Lang, tuple[str, ...]]
    passes: Mapping[Lang, tuple[str, ...]]


@lru_cache(maxsize=4)
def load_rules(folder: Path = LINT_FOLDER) -> tuple[LintRule, ...]:
    """Read and check every rule of a folder. Raises RuleError naming the file and the rule."""
    import yaml

    rules: list[LintRule] = []
    for path in sorted(folder.glob("*.yaml")):
        records = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if not isinstance(records, list):
            raise RuleError(f"{path.name}: expected a list of rules, each with an id")
        rules += [_rule(path.name, record) for record in records]
    if len({rule.id for rule in rules}) < len(rules):
        raise RuleError(f"{folder}: two rules have the same id; give each its own")
    return tuple(rules)


def _rule(file: str, record: Any) -> LintRule:
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise RuleError(f"{file}: a rule without an id; give it one such as ad.superlative")
    name = record["id"]
    unknown = set(record) - _KEYS
    if unknown:
        raise RuleError(
            f"{file}: rule {name}: unknown key {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}"
        )
    if record.get("severity") not in get_args(Severity):
        raise RuleError(f"{file}: rule {name}: severity must be one of {', '.join(get_args(Severity))}")
    hits = [re.escape(word) for word in _both(record.get("words"))] + _both(record.get("patterns"))
    if not hits or not record.get("why"):
        raise RuleError(f"{file}: rule {name}: needs words or patterns, and a why")
    allowed = _both(record.get("except"))
    try:
        return LintRule(
            name, record["severity"], re.compile("|".join(hits), re.IGNORECASE),
            re.compile("|".join(allowed), re.IGNORECASE) if allowed else None,
            frozenset(record.get("platforms", ())), bool(record.get("unless_denied")), bool(record.get("unless_known")),
            bool(record.get("unless_measured")), Bilingual(**record["why"]), Bilingual(**record.get("fix", {})),
            _examples(record.get("breaks")), _examples(record.get("passes")),
        )  # fmt: skip
    except re.error as error:
        raise RuleError(f"{file}: rule {name}: a pattern cannot be read: {error}") from error


def _both(record: Mapping[str, Sequence[str]] | None) -> list[str]:
    return [] if record is None else [*record.get("zh", ()), *record.get("en", ())]


def _examples(record: Mapping[str, Sequence[str]] | None) -> Mapping[Lang, tuple[str, ...]]:
    told = record or {}
    return {"zh": tuple(told.get("zh", ())), "en": tuple(told.get("en", ()))}


def lint(
    text: str,
    lang: Lang,
    platform: str,
    certificates: Sequence[str] = (),
    *,
    known: str = "",
    ours: str | None = None,
    sheet: str = "",
    folder: Path = LINT_FOLDER,
) -> list[Finding]:
    """Every rule that this text breaks, in order of place.

    lang: of the messages. platform: shop.toml's. certificates: names and numbers that may be quoted.
    known: what this buyer has already said or been shown; private details in it are not new. ours: the part of it that
    the shop itself says, which alone makes a link or number the shop's; None: all of it. sheet: what sheets and product
    rows say; a superlative with a figure of theirs beside it is a measured fact.
    """
    said = known if ours is None else ours
    clean = plain(text)
    found: list[Finding] = []
    for rule in load_rules(folder):
        if rule.platforms and platform not in rule.platforms:
            continue
        for match in rule.hits.finditer(clean):
            if not _excused(rule, clean, match, certificates, said, sheet):
                span = Span(match.start(), match.end())
                found.append(
                    Finding(
                        rule.id, rule.severity, _message(rule.why.best(lang), text, span), span, rule.fix.best(lang)
                    )
                )
    found += _private_details(text, clean, known, lang)
    return sorted(found, key=lambda finding: finding.span.start if finding.span else 0)


def _message(why: str, text: str, span: Span) -> str:
    return f"{why}: {text[span.start : span.end]!r}"


def _excused(
    rule: LintRule, text: str, match: re.Match[str], certificates: Sequence[str], ours: str, sheet: str
) -> bool:
    if rule.allowed is not None and any(
        other.start() <= match.start() < other.end() or match.start() <= other.start() < match.end()
        for other in rule.allowed.finditer(text, max(0, match.start() - 12), min(len(text), match.end() + 12))
    ):
        return True
    if rule.unless_known and _has(ours, match[0]):
        return True
    if rule.unless_measured and _measured(text, match, certificates, sheet):
        return True
    if not rule.unless_denied:
        return False
    breaks = [0, *(item.end() for item in _CLAUSE_BREAK.finditer(text, 0, match.start()))]
    if _DENIAL.search(text, breaks[-1], match.start()) is not None or _DENIED_AFTER.match(text, match.end()):
        return True
    return _in_denied_list(text, breaks, match)


def _has(known: str, contact: str) -> bool:
    """Whether the contact stands there; a number is the same however its digits are grouped."""
    if contact.casefold() in known.casefold():
        return True
    digits = re.sub(r"\D", "", contact)
    return len(digits) >= _WHOLE_NUMBER and digits in re.sub(r"(?<=\d)[ -](?=\d)", "", known)


def _measured(text: str, match: re.Match[str], certificates: Sequence[str], sheet: str) -> bool:
    """A certificate quoted beyond the word itself, or a figure of the sheet in the same clause."""
    breaks = [0, *(item.end() for item in _CLAUSE_BREAK.finditer(text, 0, match.start()))]
    end = _CLAUSE_BREAK.search(text, match.end())
    clause = text[breaks[-1] : end.start() if end is not None else len(text)]
    first, last = max(0, match.start() - _QUOTED), match.end() + _QUOTED
    around = (text[first : match.end()], text[match.start() : last], text[match.start() - 1 : match.end() + 1])
    if any(len(part) > len(match[0]) and part in certificate for part in around for certificate in certificates):
        return True
    return match[0] in sheet and any(
        re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", sheet) for number in re.findall(r"\d+(?:\.\d+)?", clause)
    )


def _in_denied_list(text: str, breaks: Sequence[int], match: re.Match[str]) -> bool:
    """The second of "we do not accept personal accounts, Western Union or cash"."""
    if text[breaks[-1] : match.start()].strip() or len(breaks) < 2 or not _LIST_GOES_ON.match(text, match.end()):
        return False
    return _DENIED_LIST.search(text, breaks[-2], breaks[-1]) is not None


_DENIED_AFTER = re.compile(
    r"(?:上|号|转账|付款|交易|聊|这边|那边|这个|方面)?(?:我们|咱们|我|本店|这边)?(?:就|也|都|暂时|目前|还是|一律)*(?:不(?:[加收做用办发给聊走行转留]|支持|接受|可以|能|提供|方便)|没法|无法|没办法|免了)"
    r"|(?:(?: or [a-z]+)? (?:is|are|would be|was|were)(?: also| something (?:that )?we)?(?: not"
    r"|n[’']t)| (?:does|do)(?: not|n[’']t))(?![a-z])",
    re.IGNORECASE,
)
"""微信就不加啦, Western Union is not accepted: the refusal stands after the words."""
_HAN_DIGIT = "零〇一二三四五六七八九幺两"
_MOBILE = re.compile(
    r"(?<!\d)(?<!\d[ -])1[ ._·*-]{0,2}[3-9](?:[ ._·*-]{0,2}\d){9}(?!\d|[ -]\d)"
    rf"|(?<![{_HAN_DIGIT}])[一幺][三四五六七八九][{_HAN_DIGIT}]{{9}}(?![{_HAN_DIGIT}])"
)
"""A mobile number of the mainland, its digits spaced, dotted or written out."""
_SPELT = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
_ID_CARD = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_CARD = re.compile(
    r"(?<![\dA-Za-z-])(?:\d(?: ?\d){12,18}|\d{4}(?:-\d{4}){3}(?:-\d{1,3})?|\d{4}-\d{6}-\d{5})(?![\dA-Za-z-])"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_DETAIL: dict[str, Bilingual] = {
    "privacy.id_number": Bilingual(zh="身份证号不能出现在回复里", en="an ID number must not stand in a reply"),
    "privacy.card_number": Bilingual(zh="银行卡号不能出现在回复里", en="a card number must not stand in a reply"),
    "privacy.phone": Bilingual(zh="这个手机号不在本次对话的资料里", en="this phone number is not in the evidence"),
    "privacy.email": Bilingual(zh="这个邮箱不在本次对话的资料里", en="this e-mail address is not in the evidence"),
}
_TAKE_OUT = Bilingual(zh="删去", en="take it out")


def _private_details(text: str, clean: str, known: str, lang: Lang) -> Iterable[Finding]:
    """Card and ID numbers never; phone numbers and addresses only when this buyer's evidence has them."""
    if not re.search(r"\d|@|[一幺][三四五六七八九]", clean):
        return
    spans: list[tuple[str, int, int]] = []
    spans += [("privacy.id_number", *match.span()) for match in _ID_CARD.finditer(clean) if is_id_number(match[0])]
    for match in _CARD.finditer(clean):
        is_id = any(first < match.end() and match.start() < last for _, first, last in spans)
        if not is_id and is_card_number(match[0]) and match[0] not in known:
            spans.append(("privacy.card_number", *match.span()))
    digits = re.sub(r"[ -]", "", known)
    spans += [
        ("privacy.phone", *match.span())
        for match in _MOBILE.finditer(clean)
        if re.sub(r"\D", "", match[0].translate(_SPELT)) not in digits
    ]
    spans += [
        ("privacy.email", *match.span())
        for match in _EMAIL.finditer(clean)
        if match[0].casefold() not in known.casefold()
    ]
    for rule, start, end in spans:
        yield Finding(rule, "block", _DETAIL[rule].best(lang), Span(start, end), _TAKE_OUT.best(lang))


def is_id_number(text: str) -> bool:
    """18 characters with a valid date and check digit (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True))
    month, day = int(text[10:12]), int(text[12:14])
    return "10X98765432"[total % 11] == text[17].upper() and 1 <= month <= 12 and 1 <= day <= 31


def is_card_number(text: str) -> bool:
    """13-19 digits that pass the Luhn check and begin as payment cards do."""
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19 or digits[0] not in (3, 4, 5, 6):
        return False
    doubled = [digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
