"""A prompt is a checked record: Markdown with YAML front matter, its words editable by a support lead.

Front matter: `id` (the file's stem), `purpose`, `variables` (name -> what it holds), `model` (which model
role runs it) and `answer` (the shape that comes back). The body is split at the lines `# system`, `# user`
and `# assistant` into messages, each a Jinja template. Text written by others enters through the filter
`untrusted`, which puts it between marks that the text cannot close.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

Role = Literal["system", "user", "assistant"]
KEYS = ("id", "purpose", "variables", "model", "answer")
MOST_INLINE = 500
HERE = Path(__file__).parent

_ROLE_LINE = re.compile(r"^# (system|user|assistant)[ \t]*$", re.MULTILINE)
_BLOCK_MARK = re.compile(r"[<＜](?=\s*[/／]?\s*data(?![0-9a-z_]))", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]|[\U000e0000-\U000e007f]"
)


class PromptError(ValueError):
    """A prompt file that cannot be used, or variables that do not fit it; names file and variable."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. `text` is exactly what the endpoint gets."""

    role: Role
    text: str


@dataclass(frozen=True)
class Prompt:
    """One prompt file. `hash`: 12 hex digits over the whole file, so a changed word is a changed version."""

    id: str
    purpose: str
    variables: Mapping[str, str]
    model: str
    answer: str
    hash: str
    parts: tuple[tuple[Role, str], ...]

    def render(self, variables: Mapping[str, Any]) -> tuple[Message, ...]:
        """The messages with their variables filled in; PromptError names a missing or unknown one."""
        from jinja2 import TemplateError

        missing, unknown = self.variables.keys() - variables.keys(), variables.keys() - self.variables.keys()
        if missing or unknown:
            wrong = [f"missing {name!r}" for name in sorted(missing)] + [
                f"unknown {name!r}" for name in sorted(unknown)
            ]
            raise PromptError(f"prompt {self.id!r}: {', '.join(wrong)}; it takes {', '.join(self.variables)}")
        try:
            texts = [(role, template_engine().from_string(part).render(variables)) for role, part in self.parts]
        except TemplateError as exc:
            raise PromptError(f"prompt {self.id!r}: {exc}") from exc
        return tuple(Message(role, re.sub(r"\n{3,}", "\n\n", text).strip()) for role, text in texts)


@dataclass(frozen=True)
class PromptBook:
    """Every prompt of one folder, by id. `version` changes when any word of any prompt changes."""

    prompts: Mapping[str, Prompt]

    @cached_property
    def version(self) -> str:
        return _digest("".join(self.prompts[name].hash for name in sorted(self.prompts)))

    def render(self, name: str, **variables: Any) -> tuple[Message, ...]:
        """The messages of prompt `name`; PromptError when there is no such prompt or a variable is wrong."""
        if name not in self.prompts:
            raise PromptError(f"there is no prompt {name!r}; there are {', '.join(sorted(self.prompts))}")
        return self.prompts[name].render(variables)


@lru_cache(maxsize=8)
def load_prompts(folder: Path = HERE) -> PromptBook:
    """Read and check the `*.md` prompts of a folder (subfolders hold other kinds). PromptError names the file."""
    found = [read_prompt(path) for path in sorted(folder.glob("*.md")) if path.stem.upper() != "README"]
    return PromptBook({prompt.id: prompt for prompt in found})


def render(name: str, **variables: Any) -> tuple[Message, ...]:
    """The messages of one of the house's own prompts."""
    return load_prompts().render(name, **variables)


def read_prompt(path: Path) -> Prompt:
    """One prompt file, checked: its keys, its roles, and that it uses exactly the variables it declares."""
    text = path.read_text(encoding="utf-8")
    head, body = _split(path, text)
    record = _front_matter(path, head)
    parts = _parts(path, body)
    _check_variables(path, set(record["variables"]), body, lines_before=text.count("\n") - body.count("\n"))
    return Prompt(**record, hash=_digest(text), parts=parts)


def untrusted(text: object, source: str) -> str:
    """`text` as data between marks that it cannot close; characters that nobody sees are taken out."""
    return f'<data source="{source}">\n{neutral(str(text)).strip()}\n</data>'


def neutral(text: str) -> str:
    """Text written by others: unseen characters removed, anything like our data mark made harmless."""
    return _BLOCK_MARK.sub("‹", _CONTROL.sub("", _INVISIBLE.sub("", text)))


def inline(text: object) -> str:
    """Text written by others on one line of ours: no line of its own, no mark, and not long."""
    return " ".join(neutral(str(text)).split())[:MOST_INLINE]


@lru_cache(maxsize=1)
def template_engine() -> SandboxedEnvironment:
    """Jinja without reach into Python, where an undefined name is an error."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    engine = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    engine.filters["untrusted"] = untrusted
    engine.filters["inline"] = inline
    return engine


def _split(path: Path, text: str) -> tuple[str, str]:
    match = re.match(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL)
    if match is None:
        raise PromptError(f"{path.name}: a prompt begins with YAML front matter between two lines '---'")
    return match[1], match[2]


def _front_matter(path: Path, head: str) -> dict[str, Any]:
    import yaml

    try:
        record = yaml.safe_load(head)
    except yaml.YAMLError as exc:
        raise PromptError(f"{path.name}: the front matter is not YAML: {exc}") from exc
    if not isinstance(record, dict):
        raise PromptError(f"{path.name}: the front matter must be keys and values: {', '.join(KEYS)}")
    unknown, missing = sorted(set(record) - set(KEYS)), [key for key in KEYS if key not in record]
    if unknown or missing:
        wrong = [f"unknown key {key!r}" for key in unknown] + [f"missing key {key!r}" for key in missing]
        raise PromptError(f"{path.name}: {', '.join(wrong)}; the keys are {', '.join(KEYS)}")
    if not isinstance(record["variables"], dict) or not all(isinstance(key, str) for key in record["variables"]):
        raise PromptError(f"{path.name}: 'variables' must say for each name what it holds")
    for key in ("id", "purpose", "model", "answer"):
        if not isinstance(record[key], str):
            raise PromptError(f"{path.name}: {key!r} must be text, not {record[key]!r}")
    if record["id"] != path.stem:
        raise PromptError(f"{path.name}: id {record['id']!r} must be the file's name without its ending")
    return record


def _parts(path: Path, body: str) -> tuple[tuple[Role, str], ...]:
    pieces = _ROLE_LINE.split(body)
    if pieces[0].strip() or len(pieces) == 1:
        raise PromptError(f"{path.name}: the text must begin with '# system', '# user' or '# assistant'")
    return tuple((cast(Role, role), text.strip("\n")) for role, text in zip(pieces[1::2], pieces[2::2], strict=True))


def _check_variables(path: Path, declared: set[str], body: str, *, lines_before: int) -> None:
    from jinja2 import TemplateSyntaxError
    from jinja2.meta import find_undeclared_variables

    try:
        used = find_undeclared_variables(template_engine().parse(body))
    except TemplateSyntaxError as exc:
        raise PromptError(f"{path.name}:{lines_before + exc.lineno}: {exc.message}") from exc
    wrong = [f"uses {name!r}, which 'variables' does not declare" for name in sorted(used - declared)]
    wrong += [f"declares {name!r} and never uses it" for name in sorted(declared - used)]
    if wrong:
        raise PromptError(f"{path.name}: {'; '.join(wrong)}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
