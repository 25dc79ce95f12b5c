"""The README is true: its first screen, commands, options, settings, exit codes, demo and file map.

`python tests/test_docs.py` prints what the file map lacks and what it names in vain.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAPPED = ("agent", "knowledge", "prompts", "evals")
AS_ONE_LINE = ("agent/doors/console", "knowledge/shops/northquay", "knowledge/shops/wenhuo", "evals/cases")
"""Folders of data: the map gives the folder its line, not each file in it."""
FIRST_SCREEN = 45
"""Lines of the README that a reader sees before scrolling twice."""


# ---- commands and options -------------------------------------------------------------------------------------------


@cache
def commands() -> dict[str, Any]:
    """Every command of the command line by its words, such as "shop check"."""
    import typer.main

    from agent.doors.cli import app

    return dict(_leaves("", typer.main.get_command(app)))


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, child in inner.items():
        yield from _leaves(f"{name} {word}".strip(), child)


def documented() -> list[list[str]]:
    """Every `youju ...` command that the README shows in code, as words."""
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL))
    found = (re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?youju (\S.*)", line.strip()) for line in lines)
    return [shlex.split(match[1], comments=True) for match in found if match]


def command_of(words: list[str]) -> str | None:
    """The command that these words call: the longest beginning that is one."""
    return next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in commands()), None)


def test_every_command_is_in_the_readme() -> None:
    assert set(commands()) - {command_of(words) for words in documented()} == set()


def test_every_command_in_the_readme_exists() -> None:
    strangers = [
        " ".join(words) for words in documented() if command_of(words) is None and not words[0].startswith(("-", "…"))
    ]
    assert strangers == []


def test_every_option_in_the_readme_belongs_to_its_command() -> None:
    wrong = []
    for words in documented():
        name = command_of(words)
        if name is None:
            continue
        known = {option for parameter in commands()[name].params for option in parameter.opts} | {"--help"}
        wrong += [
            f"youju {name} {word}" for word in words if word.startswith("--") and word.partition("=")[0] not in known
        ]
    assert wrong == []


def test_every_command_says_what_it_does() -> None:
    assert [name for name, command in commands().items() if not (command.help or "").strip()] == []


# ---- settings and exit codes ----------------------------------------------------------------------------------------


def settings_rows() -> dict[str, str]:
    """Variable -> the rest of its row, from the README's table under "Settings"."""
    section = README.partition("\n## Settings\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|(.*)\|$", section, re.MULTILINE))


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    from agent.settings import Settings

    assert sorted(settings_rows()) == sorted(Settings.model_fields)


def test_every_setting_has_its_default_and_meaning_in_the_readme() -> None:
    from agent.settings import Settings

    rows = settings_rows()
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, ()) else f"`{field.default}`"
        assert rows[name].split("|")[0].strip() == default, f"the README's default of {name}"
        assert (field.description or "no meaning") in rows[name], f"the README's meaning of {name}"


def test_every_exit_code_is_in_the_readme() -> None:
    from agent import errors

    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.YoujuError)]
    rows = set(re.findall(r"^\| (\d+) \|", README, re.MULTILINE))
    assert rows == {"0", *(str(kind.exit_code) for kind in kinds)}


# ---- first screen, demo, changelog ----------------------------------------------------------------------------------


def demo_block() -> str:
    """The text between the demo's marks."""
    match = re.search(r"<!-- demo:begin -->\n(.*?)<!-- demo:end -->", README, re.DOTALL)
    assert match is not None, "README has no <!-- demo:begin --> … <!-- demo:end -->"
    return match[1]


def test_the_first_screen_is_a_sentence_a_message_with_its_draft_and_the_commands() -> None:
    lines = README.splitlines()
    assert lines[0].startswith("# Youju")
    sentence = next(line for line in lines[1:] if line.strip())
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    first = "\n".join(lines[:FIRST_SCREEN])
    assert first.index("<!-- demo:begin -->") < first.index("<!-- demo:end -->")
    assert "make demo" in first
    assert "make test" in first


def test_the_demo_in_the_readme_is_what_the_command_prints(data_dir: Path) -> None:
    fence = re.fullmatch(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*)```\n", demo_block(), re.DOTALL)
    assert fence is not None, "the demo block must be one ```console fence: `$ command`, then its output"
    words = shlex.split(fence["command"])
    assert words[0] == ".venv/bin/youju"
    command = [sys.executable, str(ROOT / "tests" / "network_guard.py"), *words[1:], "--data", str(data_dir)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert timeless(done.stdout) == timeless(fence["output"])


def timeless(text: str) -> str:
    """The text without trailing space and with every measured time masked."""
    unwrapped = re.sub(r"\n(?=\d+\.\d+\.\d+$)", " ", text.strip())  # where the time has a digit more
    masked = re.sub(r"\d+(?:\.\d+)? ?(ms|s)\b", r"# \1", unwrapped)
    return "\n".join(line.rstrip() for line in masked.strip().splitlines())


def test_the_changelog_speaks_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_file_that_the_readme_links_to_exists() -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []


# ---- the file map ---------------------------------------------------------------------------------------------------


def tracked() -> list[str]:
    """The repository's files: by git in a checkout (also the new, not ignored ones), else from the disk."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *MAPPED]
    if (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
        return sorted(name for name in listed if (ROOT / name).is_file())
    found = (path for package in MAPPED for path in (ROOT / package).rglob("*") if path.is_file())
    return sorted(path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts)


def wanted_in_map() -> set[str]:
    """What deserves a line: every file of the four packages but empty __init__.py, folders of data as one."""
    names = set()
    for name in tracked():
        folder = next((folder for folder in AS_ONE_LINE if name.startswith(f"{folder}/")), None)
        if folder is not None:
            names.add(f"{folder}/")
        elif Path(name).name != "__init__.py" or (ROOT / name).stat().st_size:
            names.add(name)
    return names


def named_in_map() -> list[str]:
    """The paths of the README's file map; a line reads `path  what it is`, a folder's path ends in /."""
    section = README.partition("\n## File map\n")[2]
    block = re.search(r"```text\n(.*?)```", section, re.DOTALL)
    assert block is not None, "README ends with no file map"
    lines = [line for line in block[1].splitlines() if line.strip()]
    assert all(re.fullmatch(r"\S+ {2,}\S.*", line) for line in lines), "each line of the map is a path and what it is"
    return [line.split()[0] for line in lines]


def map_differences() -> tuple[list[str], list[str]]:
    """(lines that the map lacks, lines that name nothing)."""
    wanted, named = wanted_in_map(), named_in_map()
    return sorted(wanted - set(named)), sorted(set(named) - wanted)


def test_the_readme_ends_with_the_file_map() -> None:
    assert re.findall(r"^## (.+)$", README, re.MULTILINE)[-1] == "File map"
    assert README.rstrip().endswith("```")


def test_the_file_map_has_a_line_for_every_file_and_no_other() -> None:
    assert map_differences() == ([], [])


def test_the_file_map_names_nothing_twice() -> None:
    named = named_in_map()
    assert sorted(named) == sorted(set(named))


def first_sentence(name: str) -> str:
    """The beginning of a module's docstring, as a proposal for its line."""
    text = (ROOT / name).read_text(encoding="utf-8") if name.endswith(".py") else ""
    match = re.match(r'"""(.+?)(?:\.\s|\.?"""|\n)', text)
    return match[1].strip() if match else "TODO"


def main() -> None:
    """Print the map's missing lines, with the docstring's first sentence as a proposal, and the vain ones."""
    lacking, vain = map_differences()
    for name in lacking:
        print(f"{name:<34}  {first_sentence(name)}")
    for name in vain:
        print(f"names nothing: {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
