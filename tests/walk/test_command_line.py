"""The command line, walked as the README says, in a folder of one's own."""

from __future__ import annotations

import os
import re
import shutil
import stat
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import HOUSE

PEOPLE = (
    "email,name,team,manager,timezone,locale,role\n"
    "dana@example.com,Dana Example,Office,,Asia/Taipei,en,admin\n"
    "lin@example.com,林範例,財務,dana@example.com,Asia/Taipei,zh-TW,champion\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, prepared by `uptake init`."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("UPTAKE_")]:
        monkeypatch.delenv(name)
    uptake("init")
    return tmp_path


def uptake(*arguments: str) -> int:
    """Runs a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def test_init_writes_settings_and_database_that_only_the_owner_can_read(folder: Path) -> None:
    for name in (".env", "uptake.db"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert "\nUPTAKE_SIGNALS_SECRET=whsec_" in (folder / ".env").read_text()


def test_init_again_keeps_what_is_there(folder: Path) -> None:
    (folder / ".env").write_text("UPTAKE_PORT=1234\n")
    assert uptake("init") == 0
    assert (folder / ".env").read_text() == "UPTAKE_PORT=1234\n"


def test_people_and_program_come_in_from_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"p{n}@example.com,Person {n},財務,,Asia/Taipei,en,pilot_user\n" for n in range(18))
    (folder / "people.csv").write_text(PEOPLE + rows, encoding="utf-8")
    assert uptake("people", "import", "people.csv") == 0
    assert "20 added" in capsys.readouterr().out

    assert uptake("program", "new") == 0
    (folder / "program.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert uptake("check", "program.toml") == 0
    assert "TW: holiday calendar as of version" in capsys.readouterr().out
    assert uptake("program", "apply", "program.toml") == 0
    assert uptake("program", "show") == 0
    assert "first-use\tplanned" in capsys.readouterr().out


def test_bad_rows_are_written_beside_the_file_on_request(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "people.csv").write_text(PEOPLE + "=cmd(),Bad,A,,Mars,en,boss\n", encoding="utf-8")
    assert uptake("people", "import", "people.csv") == 1
    assert "row 4: timezone: 'Mars' is unknown" in capsys.readouterr().err
    assert uptake("people", "import", "people.csv", "--skip-bad") == 0
    rejected = (folder / "people.rejected.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd()" in rejected
    assert "Mars" in rejected


def test_an_export_of_usage_comes_in_and_twice_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    uptake("people", "import", "people.csv")
    (folder / "use.csv").write_text(
        "id,person,tool,feature,day,actions\n1,lin@example.com,m365-copilot,chat,2026-11-16,3\n",
        encoding="utf-8",
    )
    capsys.readouterr()
    assert uptake("signals", "import", "use.csv", "--source", "generic") == 0
    first = capsys.readouterr().out
    assert uptake("signals", "import", "use.csv", "--source", "generic") == 0
    assert first != capsys.readouterr().out
    assert uptake("people", "export", "lin@example.com") == 0
    assert "use: 2026-11-16 m365-copilot chat x3" in capsys.readouterr().out


def test_an_import_is_told_in_the_language_asked_for_and_for_the_period_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    uptake("people", "import", "people.csv")
    text = "person,tool,feature,day,actions\nlin@example.com,copilot,chat,2026-11-16,1\n"
    (folder / "use.csv").write_text(text, encoding="utf-8")
    importing = ("signals", "import", "use.csv", "--source", "generic", "--language", "zh-Hant")
    assert uptake(*importing, "--period", "2026-11-09..2026-11-15") == 1
    assert "檔案的期間是 2026-11-16 至 2026-11-16" in capsys.readouterr().err
    assert uptake(*importing, "--period", "2026-11-15") == 1
    assert "write two days" in capsys.readouterr().err
    assert uptake(*importing, "--period", "2026-11-16..2026-11-22") == 0
    assert "新增 1 筆" in capsys.readouterr().out


def test_the_advice_about_wrong_rows_is_not_counted_as_one_of_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    uptake("people", "import", "people.csv")
    rows = "".join(f"{n},lin@example.com,?,chat,2026-11-16,1\n" for n in range(60))
    (folder / "use.csv").write_text("id,person,tool,feature,day,actions\n" + rows, encoding="utf-8")
    capsys.readouterr()
    assert uptake("signals", "import", "use.csv", "--source", "generic") == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 53
    assert said[50:52] == ["… and 10 more of this kind", "60 problems; nothing was changed."]
    assert "Correct these 60 rows, or leave them out with --partial." in said[52]


def test_a_slip_in_a_managers_address_is_remarked_and_the_row_is_taken(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slip = PEOPLE.replace("財務,dana@", "財務,danna@")
    (folder / "people.csv").write_text(slip, encoding="utf-8")
    assert uptake("people", "import", "people.csv") == 0
    said = capsys.readouterr()
    assert "2 added" in said.out
    assert "row 3: manager: nobody imported has danna@example.com; did you mean dana@example.com?" in said.err


def test_check_names_folder_file_and_key_in_plain_words(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = folder / "own"
    shutil.copytree(HOUSE / "content", own)
    tip = own / "tips" / "clean-a-list.toml"
    tip.write_text(tip.read_text(encoding="utf-8").replace("data_class", "data_clas", 1), encoding="utf-8")
    (own / "phrases" / "note.toml").write_text('short = {en = "x"}', encoding="utf-8")
    (own / "nudges" / "welcome.toml").write_text("key = ", encoding="utf-8")
    assert uptake("check", "--content", "own") == 1
    said = capsys.readouterr().err
    for part in (
        "tips/clean-a-list.toml: data_clas: this key is unknown here; did you mean data_class? Known are: key,",
        "tips/clean-a-list.toml: data_class: is missing; write it",
        "phrases/note.toml: note.short: missing in zh-Hant, zh-Hans: write it in every language",
        "nudges/welcome.toml: can't be read as TOML",
    ):
        assert part in said, part
    assert "Extra inputs" not in said


def test_check_names_the_folder_of_a_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(HOUSE / "content", folder / "own")
    for place in ("own/programs/mine.toml", "mine.toml"):
        (folder / place).write_text("schema = 1", encoding="utf-8")
    assert uptake("check", "--content", "own") == 1
    assert "programs/mine.toml: program: is missing; write it" in capsys.readouterr().err
    assert uptake("check", "mine.toml") == 1
    assert capsys.readouterr().err.startswith("mine.toml: program: is missing")


def test_imports_name_the_folder_of_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "november").mkdir()
    files = {
        "people.csv": PEOPLE + "x@example.com,X,A,,Mars,en,pilot_user\n",
        "use.csv": "id,person,tool,feature,day,actions\n1,lin@example.com,?,chat,2026-11-16,3\n",
        "columns.toml": "colour = 1\n",
    }
    for name, text in files.items():
        (folder / "november" / name).write_text(text, encoding="utf-8")
    assert uptake("people", "import", "november/people.csv") == 1
    assert capsys.readouterr().err.startswith("november/people.csv: row 4: timezone: 'Mars'")
    usage = ("signals", "import", str(folder / "november" / "use.csv"), "--source", "generic")
    assert uptake(*usage) == 1
    assert capsys.readouterr().err.startswith("november/use.csv: row 2: tool: '?'")
    assert uptake(*usage, "--mapping", "november/columns.toml") == 1
    assert capsys.readouterr().err.startswith("november/columns.toml: colour:")


def test_a_person_is_erased_from_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    uptake("people", "import", "people.csv")
    assert uptake("people", "erase", "lin@example.com") == 0
    capsys.readouterr()
    uptake("people", "list")
    assert "lin@example.com" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("people", "import", "nowhere.csv"), "nowhere.csv: there is no such file"),
        (("program", "apply", "nowhere.toml"), "nowhere.toml: No such file"),
        (
            ("program", "new", "--template", "three-day"),
            "there are department, enterprise, twelve-week, two-week",
        ),
        (("people", "erase", "nobody@example.com"), "nobody with this address is known"),
        (("summary", "--week", "soon"), "'soon' is no date"),
        (("check", "--content", "nowhere"), "nowhere: there is no such folder"),
        (("run",), "neither Slack nor Teams is set up"),
        (("demo", "--headless", "--weeks", "99"), "--weeks: 99; write 1 to 26"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert uptake(*arguments) == 1
    assert said in capsys.readouterr().err


def test_without_init_a_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert uptake("people", "list") == 1
    assert not (tmp_path / "uptake.db").exists()


def test_a_year_that_may_still_change_is_said_until_the_own_file_has_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    uptake("program", "new")
    text = capsys.readouterr().out.replace('country = "TW"', 'country = "CN"')
    text = re.sub(r"starts_on = .*", "starts_on = 2098-12-29", text)  # a Monday
    (folder / "program.toml").write_text(text, encoding="utf-8")
    assert uptake("check", "program.toml") == 0
    assert "CN: year 2099 is an estimate" in capsys.readouterr().out

    (folder / "calendar.toml").write_text("[CN]\nannounced = [2098, 2099]\n", encoding="utf-8")
    monkeypatch.setenv("UPTAKE_CALENDAR", "calendar.toml")
    assert uptake("check", "program.toml") == 0
    assert "estimate" not in capsys.readouterr().out


def test_a_calendar_that_does_not_exist_is_refused_wherever_it_stands(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    uptake("program", "new")
    text = capsys.readouterr().out.replace('country = "TW"', 'country = "QQ"')
    (folder / "program.toml").write_text(text, encoding="utf-8")
    for command in (("check", "program.toml"), ("program", "apply", "program.toml")):
        assert uptake(*command) == 1
        assert "program.toml: calendar.country: QQ: no such calendar" in capsys.readouterr().err

    (folder / "calendar.toml").write_text("[QQ]\n", encoding="utf-8")
    monkeypatch.setenv("UPTAKE_CALENDAR", "calendar.toml")
    assert uptake("people", "list") == 1
    assert "calendar.toml: QQ: no such calendar" in capsys.readouterr().err


def test_the_pause_is_drilled_from_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert uptake("pause", "drill") == 1
    assert "nobody is known yet" in capsys.readouterr().err
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    uptake("people", "import", "people.csv")
    capsys.readouterr()
    assert uptake("pause", "drill") == 0
    assert re.search(r"^[0-9A-Z]{6}: nothing started \d+\.\d ms", said := capsys.readouterr().out)
    assert "held: all, program, team" in said


def test_a_wrong_setting_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UPTAKE_PORT", "eighty")
    monkeypatch.setenv("UPTAKE_SIGNALS_SECRET", "hunter2")
    assert uptake("people", "list") == 1
    said = capsys.readouterr().err
    assert "UPTAKE_PORT: write a whole number, not 'eighty'" in said
    assert "UPTAKE_SIGNALS_SECRET: is no key, so every signal would be refused; write whsec_" in said
    assert "hunter2" not in said
