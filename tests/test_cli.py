"""The command line as a person or a script meets it: options, batches, errors, exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from shop_on_disk import SHOP_TOML, json_lines, write_shop

from agent.doors import inputs, output
from agent.doors.batch import Answer, answer_lines
from agent.doors.cli import main
from agent.doors.inputs import Line
from agent.errors import DataError, InputError

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = "2026-11-20T10:00:00+08:00"


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Puts bytes on stdin."""

    def put(raw: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    return put


# Inputs


def test_an_empty_text_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"^--text is empty; give the buyer's words or the text to check$"):
        inputs.given_text(" \n\t")


def test_a_text_over_one_mebibyte_is_refused_and_the_limit_named() -> None:
    with pytest.raises(InputError, match="at most 1 MiB"):
        inputs.given_text("字" * 400_000)
    assert len(inputs.given_text("a" * (1 << 20))) == 1 << 20


def test_bytes_that_are_not_utf8_are_refused_in_an_argument_and_on_stdin(stdin: Callable[[bytes], None]) -> None:
    with pytest.raises(InputError, match=r"^--text is not valid UTF-8 at character 3; save it as UTF-8"):
        inputs.given_text(b"ab\xff".decode("utf-8", "surrogateescape"))
    stdin("退货".encode("gb18030"))
    with pytest.raises(InputError, match=r"^stdin is not valid UTF-8 at byte 1"):
        inputs.given_text("-")


def test_a_text_may_come_from_stdin(stdin: Callable[[bytes], None]) -> None:
    stdin("\ufeff还能退吗?".encode())
    assert inputs.given_text("-") == "还能退吗?"


@pytest.mark.parametrize("text", ["2026-05-06T10:00:00", "2026-05-06", "tomorrow", "2026-05-06T10:00+25:00"])
def test_a_moment_without_a_usable_zone_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match=r"write it as 2026-05-06T10:00:00\+08:00 \(date, time and zone\)$"):
        inputs.moment(text, SHANGHAI)


def test_a_moment_far_outside_is_refused_before_arithmetic_on_it_fails() -> None:
    with pytest.raises(InputError, match="not a year that a shop could mean"):
        inputs.moment("0001-01-01T00:00:00+14:00", SHANGHAI)


def test_a_moment_keeps_its_own_zone_and_the_present_has_the_shops() -> None:
    assert inputs.moment("2026-05-06T10:00:00Z", SHANGHAI).isoformat() == "2026-05-06T10:00:00+00:00"
    assert inputs.moment(None, SHANGHAI).tzinfo is SHANGHAI


def test_the_first_role_is_the_default_and_an_unknown_one_names_the_shops() -> None:
    assert inputs.role_of(None, ("agent", "lead")) == "agent"
    with pytest.raises(InputError, match="--role 'boss' is not a role of this shop; it has agent, lead"):
        inputs.role_of("boss", ("agent", "lead"))


def test_exactly_one_form_of_input_is_taken() -> None:
    assert inputs.exactly_one(text=None, case="x", cases=None) == "case"
    with pytest.raises(InputError, match=r"^give exactly one of --text, --case; --text and --case were given$"):
        inputs.exactly_one(text="a", case="b")
    with pytest.raises(InputError, match=r"^give exactly one of Q, --queries; none was given$"):
        inputs.exactly_one(q=None, queries=None)


def test_a_missing_file_and_a_folder_are_named_before_the_shop_is_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--cases: there is no file nowhere.jsonl"):
        inputs.batch_lines("nowhere.jsonl", "--cases")
    with pytest.raises(InputError, match="is a folder; give a file"):
        inputs.record_text(str(tmp_path), "--case")


def test_batch_lines_skip_blank_ones_keep_numbers_and_answer_for_bad_bytes(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id":1}\n\n\xff\xfe\n[2]')
    lines = list(inputs.batch_lines(str(file), "--cases"))
    assert [(line.number, line.text.strip()) for line in lines] == [(1, '{"id":1}'), (3, ""), (4, "[2]")]
    assert inputs.json_object(lines[0]) == {"id": 1}
    with pytest.raises(InputError, match=r"in.jsonl:3 is not valid UTF-8 at byte 1"):
        inputs.json_object(lines[1])
    with pytest.raises(InputError, match="line 4 must be one JSON object, not list"):
        inputs.json_object(lines[2])


def test_json_nested_too_deep_is_a_bad_line_and_no_crash() -> None:
    with pytest.raises(InputError, match="line 1 is not JSON"):
        inputs.json_object(Line(1, "[" * 200_000))


# Batches


def lines_of(*texts: str) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, start=1)]


async def test_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    async def answer(line: Line, value: dict[str, Any]) -> Answer:
        if value["id"] == "b":
            raise InputError("text is empty")
        return {"id": value["id"]}, True

    code = await answer_lines(lines_of('{"id":"a"}', '{"id":"b"}', "nonsense", '{"id":7}'), answer)
    documents = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert documents[0] == {"id": "a"}
    assert documents[1] == {"id": "b", "error": {"code": "input", "message": "text is empty", "line": 2}}
    assert (documents[2]["id"], documents[2]["error"]["line"]) == (None, 3)
    assert documents[3] == {"id": 7}
    assert code == output.WRONG


async def test_an_unforeseen_fault_of_one_line_does_not_lose_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    async def answer(line: Line, value: dict[str, Any]) -> Answer:
        if line.number == 1:
            raise ZeroDivisionError("division by zero")
        return {"id": value["id"]}, True

    assert await answer_lines(lines_of('{"id":"a"}', '{"id":"b"}'), answer) == output.WRONG
    first, second = (json.loads(text) for text in capsys.readouterr().out.splitlines())
    assert first["error"]["code"] == "internal"
    assert first["error"]["message"].startswith("this should not happen: ZeroDivisionError: division by zero")
    assert second == {"id": "b"}


async def test_a_text_that_does_not_pass_makes_the_batch_end_with_one() -> None:
    async def answer(line: Line, value: dict[str, Any]) -> Answer:
        return value, line.number != 2

    assert await answer_lines(lines_of('{"id":1}', '{"id":2}'), answer) == output.WRONG
    assert await answer_lines(lines_of('{"id":1}'), answer) == output.OK


async def test_a_damaged_data_folder_ends_the_batch() -> None:
    async def answer(line: Line, value: dict[str, Any]) -> Answer:
        raise DataError("the index is damaged")

    with pytest.raises(DataError):
        await answer_lines(lines_of('{"id":1}'), answer)


# The whole command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Runs the command line in this process; exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    yield call


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    "command", ["draft", "check", "search", "ingest", "reindex", "shop", "demo", "doctor", "bench"]
)
def test_every_command_stands_in_the_help_and_has_its_own(run: Run, command: str) -> None:
    assert f"\n  {command} " in run("--help")[1]
    code, out, _ = run(command, "--help")
    assert code == 0
    assert out.startswith(f"Usage: youju {command} ")


def test_help_says_every_exit_code(run: Run) -> None:
    out = run("draft", "--help")[1]
    assert [line.split()[0] for line in out.split("Exit codes:\n")[1].splitlines() if line[4:5].isdigit()] == list(
        "012345"
    )


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from agent.doors.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'numpy', 'chromadb', 'rich', 'langchain_core', 'openai', 'tiktoken'} & set(sys.modules)\n"
        "sys.exit(' '.join(sorted(heavy)) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_wrong_option_is_an_input_error_in_both_forms(run: Run) -> None:
    code, out, err = run("draft", "--shop", "x", "--nonsense")
    assert (code, out) == (2, "") and "No such option: --nonsense" in err
    code, out, err = run("draft", "--shop", "x", "--nonsense", "--json")
    assert (code, err) == (2, "")
    assert json.loads(out) == {"error": {"code": "input", "message": "No such option: --nonsense"}}


# A small shop, opened for real


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """`--shop` and `--data` of a small shop whose index is made once for these tests."""
    home = tmp_path_factory.mktemp("lantern")
    return ("--shop", str(write_shop(home / "shop")), "--data", str(home / ".youju"))


def message(id_: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "now": NOW, "messages": [{"role": "buyer", "text": text}], **more}


def test_a_message_is_drafted_for_a_script_and_for_a_person(run: Run, lantern: tuple[str, ...]) -> None:
    code, out, _ = run("draft", *lantern, "--text", "几天内可以退?", "--now", NOW, "--json")
    view = json.loads(out)
    assert (code, view["id"], view["reply"]["lang"], view["twin"]["lang"]) == (0, "text-1", "zh", "en")
    assert {claim["verdict"] for claim in view["claims"]} == {"proved"}
    assert out.count("\n") == 1, "one document on one line when piped"
    code, out, _ = run("draft", *lantern, "--text", "几天内可以退?", "--now", NOW)
    assert code == 0
    assert "policies/returns#no-reason: “签收次日起7天内可退。”" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("text", ["👍", "Do you have it in blue?", "有蓝色的吗？"])
@pytest.mark.parametrize(("lang", "twin"), [("en", "zh"), ("zh", "en")])
def test_lang_settles_the_language_of_the_reply(
    run: Run, lantern: tuple[str, ...], lang: str, twin: str, text: str
) -> None:
    view = json.loads(run("draft", *lantern, "--text", text, "--now", NOW, "--lang", lang, "--json")[1])
    assert (view["reply"]["lang"], view["twin"]["lang"]) == (lang, twin)


def test_a_batch_of_cases_keeps_order_ids_and_the_place_of_a_bad_one(
    run: Run, lantern: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json_lines(message("c1", "几天内可以退?"), {"id": "c2"}, message("c3", "台灯多少钱")), "utf-8")
    code, out, _ = run("draft", *lantern, "--cases", str(file))
    first, second, third = (json.loads(text) for text in out.splitlines())
    assert (code, first["id"], second["id"], third["id"]) == (1, "c1", "c2", "c3")
    assert (second["error"]["code"], second["error"]["line"]) == ("case", 2)
    assert second["error"]["message"].startswith(f"{file}:2: ")


def test_an_unknown_order_is_an_error_and_a_known_one_is_used(run: Run, lantern: tuple[str, ...]) -> None:
    code, out, err = run("draft", *lantern, "--text", "几天内可以退?", "--order", "NOPE")
    assert (code, out) == (2, "")
    assert err == "youju: order 'NOPE' is not among the orders of shop 'lantern'; check the id\n"
    assert run("draft", *lantern, "--text", "几天内可以退?", "--order", "A-1", "--now", NOW)[0] == 0


@pytest.mark.parametrize("text", ["😀👍🎉", "?", "字" * 5_000])
def test_odd_messages_get_a_draft(run: Run, lantern: tuple[str, ...], text: str) -> None:
    code, out, _ = run("draft", *lantern, "--text", text, "--now", NOW, "--json")
    assert code == 0
    assert json.loads(out)["reply"]["text"]


def test_a_shop_or_a_data_folder_that_cannot_be_used_ends_with_its_own_code(
    run: Run, lantern: tuple[str, ...], tmp_path: Path
) -> None:
    code, _, err = run("draft", "--shop", str(tmp_path / "nowhere"), "--text", "hi")
    assert (code, err) == (
        3,
        f"youju: {tmp_path / 'nowhere'}: there is no such folder; give the folder that holds shop.toml\n",
    )
    (tmp_path / "file").touch()
    code, out, err = run("draft", *lantern[:2], "--data", str(tmp_path / "file"), "--text", "hi", "--json")
    assert (code, err, json.loads(out)["error"]["code"]) == (4, "", "data")


def test_the_data_folder_is_never_inside_the_shop_folder(
    run: Run, lantern: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Path(lantern[1])
    code, _, err = run("search", "--shop", str(shop), "--data", str(shop / "index"), "退货")
    assert (code, "lies inside the shop folder" in err) == (4, True)
    monkeypatch.delenv("YOUJU_DATA")
    monkeypatch.chdir(shop)
    report = json.loads(run("ingest", "--shop", ".", "--json")[1])
    assert (report["added"], (shop / ".youju").exists()) == (0, False), "the default goes beside the shop"


def test_search_answers_one_question_and_a_batch_in_the_same_shape(
    run: Run, lantern: tuple[str, ...], tmp_path: Path
) -> None:
    one = json.loads(run("search", *lantern, "几天内可以退", "--k", "1", "--now", NOW, "--json")[1])
    assert [hit["id"] for hit in one["results"]] == ["policies/returns#no-reason"]
    assert set(one["results"][0]) >= {"id", "doc", "anchor", "kind", "lang", "score", "text"}
    file = tmp_path / "queries.jsonl"
    file.write_text(json_lines({"id": 7, "text": "几天内可以退", "now": NOW}, {"id": "x", "text": ""}), "utf-8")
    code, out, _ = run("search", *lantern, "--k", "1", "--queries", str(file))
    first, second = (json.loads(text) for text in out.splitlines())
    assert (code, first) == (1, {**one, "id": 7})
    assert second["error"]["message"].startswith("text of 'x' is empty")


def test_search_finds_nothing_that_is_not_in_force_yet(run: Run, lantern: tuple[str, ...]) -> None:
    before = run("search", *lantern, "几天内可以退", "--now", "2026-02-28T10:00:00+08:00", "--json")[1]
    assert not [hit for hit in json.loads(before)["results"] if hit["doc"] == "policies/returns"]


def test_a_checked_text_ends_with_one_when_a_claim_is_not_so(run: Run, lantern: tuple[str, ...]) -> None:
    code, out, _ = run("check", *lantern, "--text", "签收次日起30天内可退。", "--json")
    view = json.loads(out)
    assert (code, view["ok"]) == (1, False)
    assert [claim["verdict"] for claim in view["claims"] if claim["text"] == "30天"] != ["proved"]
    assert run("check", *lantern, "--text", "您好,请稍等。")[0] == 0


def test_a_batch_of_texts_names_cases_by_id(run: Run, lantern: tuple[str, ...], tmp_path: Path) -> None:
    cases, texts = tmp_path / "cases.jsonl", tmp_path / "texts.jsonl"
    cases.write_text("no json\n" + json_lines(message("c1", "几天内可以退?")), "utf-8")
    rows = [
        {"id": "t1", "text": "您好。", "case_id": "c1"},
        {"id": "t2", "text": "您好。", "case_id": "zz"},
        {"id": "t3", "text": "您好。", "case": message("c9", "在吗"), "lang": "zh", "role": "lead"},
        {"id": "t4", "text": "您好。", "lang": "fr"},
    ]
    texts.write_text(json_lines(*rows), "utf-8")
    code, out, _ = run("check", *lantern, "--input", str(texts), "--cases", str(cases))
    first, second, third, fourth = (json.loads(text) for text in out.splitlines())
    assert code == 1
    assert first == {"id": "t1", "ok": True, "claims": [], "findings": first["findings"]}
    assert second["error"]["message"] == "case_id 'zz' is unknown: it is not in the --cases file"
    assert (third["id"], third["ok"]) == ("t3", True)
    assert fourth["error"]["message"] == "lang must be zh or en, not 'fr'"


def test_a_search_benchmark_that_measured_nothing_is_not_passed(run: Run, tmp_path: Path) -> None:
    where = ("--texts", str(tmp_path / "nowhere"), "--data", str(tmp_path / "data"))
    code, out, _ = run("bench", "search", "--only", "mixed", *where, "--json")
    assert code == 1
    assert json.loads(out)["all_met"] is None
    code, _, err = run("bench", "search", "--only", "speeed")
    assert code == 2
    assert "--only knows mixed, siblings" in err and "not speeed" in err


def test_ingest_reports_what_changed_and_every_refused_row(run: Run, lantern: tuple[str, ...], tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop", shop_toml=SHOP_TOML.replace('"lantern"', '"lantern-2"'))
    where = ("--shop", str(shop), *lantern[2:])
    first = json.loads(run("ingest", *where, "--json")[1])
    assert first["added"] > 0 and (first["unchanged"], first["removed"], first["refused"]) == (0, 0, [])
    again = json.loads(run("ingest", *where, "--json")[1])
    assert (again["added"], again["unchanged"], again["removed"]) == (0, first["added"], 0)
    (shop / "faq").mkdir()
    (shop / "faq" / "bad.md").write_bytes(b"\xff\xfe\x00")
    code, out, _ = run("ingest", *where)
    assert code == 1
    assert "1 refused" in out and "✗ faq/bad.md" in out


def test_ingest_tells_what_readers_do_not_see_and_left_out(run: Run, tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    (shop / "policies" / "hidden.md").write_text("## A {#a}\n7​天。\n", encoding="utf-8")
    where = ("--shop", str(shop), "--data", str(tmp_path / "data"))
    assert [one["file"] for one in json.loads(run("ingest", *where, "--json")[1])["warnings"]] == ["policies/hidden.md"]
    code, out, _ = run("ingest", *where)
    assert code == 0
    assert "policies/hidden.md: holds what readers do not see, left out: 1 zero-width" in out


def test_the_doctor_says_that_there_is_a_key_and_never_which(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://user:pass@localhost:8000/v1?token=t")
    monkeypatch.setenv("YOUJU_MODEL", "tiny")
    code, out, _ = run("doctor", "--json")
    said = {check["name"]: check["said"] for check in json.loads(out)["checks"]}
    assert code == 0
    assert said["model"] == "tiny at http://localhost/v1, key set"
    assert "secret" not in out and "pass" not in out


def test_the_doctor_names_a_data_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, out, _ = run("doctor", "--data", str(tmp_path / "file" / "data"))
    assert code == 4
    assert "✗ data folder:" in out


def test_an_unforeseen_fault_is_one_line_and_its_traceback_only_for_those_who_ask(
    run: Run, lantern: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.flow.suggest", lambda *_, **__: 1 / 0)
    code, out, err = run("draft", *lantern, "--text", "hi")
    assert (code, out) == (1, "")
    assert err == (
        "youju: this should not happen: ZeroDivisionError: division by zero "
        "(YOUJU_DEBUG=1 shows where; please report it)\n"
    )
    monkeypatch.setenv("YOUJU_DEBUG", "1")
    assert "Traceback" in run("draft", *lantern, "--text", "hi")[2]
