"""YAML read into plain values that still know their lines.

Numbers with a point come out as Decimal, dates stay ISO text, a repeated key is refused, size and depth are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import yaml

from knowledge.locate import FormatError, Key, Located

_MOST_NODES = 500_000
_DEEPEST = 60
_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE|yes|Yes|no|No)$", "tTfFyYnN"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", "~nN"),
    ("tag:yaml.org,2002:merge", r"^(?:<<)$", "<"),
)


class _Loader(yaml.CSafeLoader):
    """YAML as shop people write it: `16:00`, `NO`, `0123`, `on` and dates stay text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  PyYAML's own class attribute


for _tag, _pattern, _first in _SCALARS:
    for _letter in [*_first, *([""] if _tag.endswith("null") else [])]:
        _Loader.yaml_implicit_resolvers.setdefault(_letter, []).append((_tag, re.compile(_pattern)))


def read_yaml(text: str, first_line: int = 1) -> Located:
    """Raises FormatError. `first_line` is the line of the file on which `text` begins."""
    offset = first_line
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _yaml_fault(error, offset) from error
    except yaml.YAMLError as error:
        raise FormatError(first_line, f"is not YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise FormatError(first_line, "is nested too deep") from error
    finally:
        loader.dispose()
    if node is None:
        return Located(None, lambda _: first_line)
    value = _YamlBuilder(offset).build(node, 0)
    return Located(value, lambda path: offset + _yaml_line(node, path))


def _yaml_fault(error: yaml.MarkedYAMLError, offset: int) -> FormatError:
    inside_open = error.context is not None and ("flow" in error.context or "quoted" in error.context)
    mark = error.context_mark if inside_open and error.context_mark else error.problem_mark or error.context_mark
    line = offset + (mark.line if mark is not None else 0)
    if inside_open and error.context is not None:
        opened = "quotation mark" if "quoted" in error.context else "{" if "mapping" in error.context else "["
        return FormatError(line, f"is not YAML: a {opened} is not closed, or a value needs quotation marks")
    return FormatError(line, f"is not YAML: {error.problem or error.context}")


class _YamlBuilder:
    """Nodes to plain values, bounded in size and depth; aliases are allowed, floods of them are not."""

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self._seen = 0

    def build(self, node: yaml.Node, depth: int) -> Any:
        self._seen += 1
        if self._seen > _MOST_NODES or depth > _DEEPEST:
            raise FormatError(self._offset + node.start_mark.line, "is too large or nested too deep")
        if isinstance(node, yaml.ScalarNode):
            return _yaml_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        assert isinstance(node, yaml.MappingNode)
        return self._mapping(node, depth)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        table: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self._offset + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise FormatError(line, "has a list or table where a key should be")
            value = self.build(value_node, depth + 1)
            if key_node.tag == "tag:yaml.org,2002:merge" and isinstance(value, dict):
                merged.update(value)
                continue
            if key_node.value in table:
                raise FormatError(line, f"has the key {key_node.value} twice")
            table[key_node.value] = value
        return {**merged, **table} if merged else table


def _yaml_scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.tag == "tag:yaml.org,2002:str":
        return text
    if node.tag == "tag:yaml.org,2002:int":
        return int(text) if len(text) < 30 else text
    if node.tag == "tag:yaml.org,2002:float":
        return Decimal(text)
    if node.tag == "tag:yaml.org,2002:bool":
        return text.lower() in ("true", "yes")
    return None if node.tag == "tag:yaml.org,2002:null" else text


def _yaml_line(node: yaml.Node, path: Sequence[Key]) -> int:
    line: int = node.start_mark.line
    for key in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(key)), None)
            if found is None:
                return line
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line
        else:
            return line
    return line
