"""`uptake check`: what keeps content or a program from being sent, in plain sentences with file and key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.errors import BadInput
from bot.model.content import (
    NudgeItem,
    PlanTask,
    Question,
    QuestionSet,
    ThemeItem,
    TipItem,
    Worded,
    stale_languages,
)
from bot.model.definitions import METRICS
from bot.model.people import LOCALES
from bot.model.tokens import folded, tokens
from bot.model.topics import topic_of
from bot.settings import HOUSE
from bot.steps.program import checked_program
from bot.words import Content, load_content

_BLANK = re.compile(r"\{(\w+)\}")
_STRAY = re.compile(r"\{(?!\w+\})|(?<!\w)\}")
_ITEM_BLANKS = {"tool", "minutes"}
_TITLE, _NUDGE, _TIP, _COPY = 75, 300, 450, 450
_OPTION, _MOST_OPTIONS = 75, 24
# Simplified forms that never stand in Taiwan's script, and mainland words Taiwan does not use, and the reverse.
_NOT_IN = {
    "zh-Hant": "这们为发现问题说话时间实际应该经过还没对应选择设置链接请输入邮件数据",
    "zh-Hans": "這們為發現問題說話時間實際應該經過還沒對應選擇設置鏈接請輸入郵件數據",
}
_FOREIGN_WORDS = {
    "zh-Hant": (
        "反饋", "用戶", "質量", "數據", "軟件", "默認", "信息", "培訓", "視頻", "登錄", "小貼士", "郵箱",
    ),
    "zh-Hans": ("回饋", "使用者", "品質", "軟體", "預設", "資訊", "影片", "登入"),
}  # fmt: skip
_SAME_IN_BOTH = set(_NOT_IN["zh-Hant"]) & set(_NOT_IN["zh-Hans"])


def check_content(folder: Path) -> list[str]:
    """Every problem of a content folder; empty when all of it can be sent."""
    try:
        content = load_content(folder)
    except BadInput as error:
        return error.problems
    return [
        *_missing_phrases(folder, content.phrases),
        *_phrase_problems(content.phrases),
        *(
            p
            for file, revised in content.revised.items()
            for p in _stale_problems(_file_of(file), stale_languages(revised))
        ),
        *(
            p
            for key, item in content.nudges.items()
            for p in _nudge_problems(f"nudges/{key}.toml", key, item)
        ),
        *(p for key, item in content.tips.items() for p in _tip_problems(f"tips/{key}.toml", key, item)),
        *(
            p
            for key, item in content.questions.items()
            for p in _question_problems(f"questions/{key}.toml", key, item)
        ),
        *(p for key, item in content.question_sets.items() for p in _set_problems(key, item, content)),
        *(
            p
            for key, item in content.themes.items()
            for p in _theme_problems(f"themes/{key}.toml", key, item)
        ),
        *_metric_problems(content),
        *_grouping_problems(content),
        *_command_problems(content.commands),
        *_topic_problems(content),
        *(p for key, item in content.plan_tasks.items() for p in _task_problems(key, item)),
        *(p for path in sorted(folder.glob("programs/*.toml")) for p in check_program_file(path, content)),
    ]


def name_of(path: Path) -> str:
    """A file as problems name it: with its folder, where it has one."""
    return str(path) if path.parent == Path() else f"{path.parent.name}/{path.name}"


def check_program_file(path: Path, content: Content) -> list[str]:
    """Every problem of a program file, people aside; each names the file with its folder."""
    name = name_of(path)
    try:
        checked_program(path.read_text(encoding="utf-8"), name, content)
    except BadInput as error:
        return error.problems
    except (OSError, UnicodeDecodeError) as error:
        return [f"{name}: can't be read as UTF-8 text: {error}"]
    return []


def _file_of(name: str) -> str:
    return name if name == "topics.toml" else f"phrases/{name}"


def _missing_phrases(folder: Path, phrases: Mapping[str, Worded]) -> Iterator[str]:
    """Phrases the code says and this folder does not have: those of the content shipped."""
    shipped = HOUSE / "content"
    if folder.resolve() == shipped:
        return
    for key in sorted(load_content(shipped).phrases.keys() - phrases.keys()):
        noun, _, name = key.partition(".")
        yield f"phrases/{noun}.toml: {name}: missing; copy it from the content shipped and write it your way"


def _phrase_problems(phrases: Mapping[str, Worded]) -> Iterator[str]:
    for key, worded in phrases.items():
        noun, _, name = key.partition(".")
        where = f"phrases/{noun}.toml: {name}"
        blanks = {locale: set(_BLANK.findall(worded.root[locale])) for locale in LOCALES}
        for locale in LOCALES[1:]:
            if blanks[locale] != blanks["en"]:
                odd = ", ".join(sorted(blanks[locale] ^ blanks["en"]))
                yield f"{where}: {locale}: the blanks differ from English: {odd}"
        yield from _script_problems(where, worded)


def _nudge_problems(file: str, key: str, item: NudgeItem) -> Iterator[str]:
    yield from _item_problems(file, key, item.key, item.stale_languages())
    yield from _text_problems(f"{file}: title", item.title, _TITLE, _ITEM_BLANKS)
    yield from _text_problems(f"{file}: body", item.body, _NUDGE, _ITEM_BLANKS)
    if item.copy_text:
        yield from _text_problems(f"{file}: copy", item.copy_text, _COPY, _ITEM_BLANKS)


def _tip_problems(file: str, key: str, item: TipItem) -> Iterator[str]:
    yield from _item_problems(file, key, item.key, item.stale_languages())
    yield from _text_problems(f"{file}: title", item.title, _TITLE, {"tool"})
    yield from _text_problems(f"{file}: body", item.body, _TIP, {"tool"})
    if item.expires_on <= item.checked_on:
        yield f"{file}: expires_on: must come after checked_on"
    if item.copy_text:
        yield from _text_problems(f"{file}: copy", item.copy_text, _COPY, {"tool"})


def _task_problems(key: str, item: PlanTask) -> Iterator[str]:
    file = f"plan_tasks/{key}.toml"
    yield from _item_problems(file, key, item.key, item.stale_languages())
    yield from _text_problems(f"{file}: label", item.label, 40, set())
    yield from _text_problems(f"{file}: copy", item.copy_text, _COPY, {"tool"})


def _topic_problems(content: Content) -> Iterator[str]:
    """Topics people could not turn off by name, and plans that could not be made."""
    for folder, items in (("nudges", content.nudges), ("tips", content.tips)):
        for key, item in items.items():
            if topic_of(item) not in content.topics:
                yield f"{folder}/{key}.toml: topic {topic_of(item)!r}: has no name; write one in topics.toml"
    for key, worded in content.topics.items():
        yield from _text_problems(f"topics.toml: {key}", worded, 40, set())
    if not content.plan_tasks and any(item.asks_plan for item in content.nudges.values()):
        yield "plan_tasks: a nudge asks for a plan, but there is no task to choose; copy those of the content shipped"


def _question_problems(file: str, key: str, item: Question) -> Iterator[str]:
    yield from _item_problems(file, key, item.key, item.stale_languages())
    yield from _text_problems(f"{file}: text", item.text, 300, {"tool"})
    for option in item.options:
        most = _OPTION - len("✓ ") if item.takes_several else _OPTION
        yield from _text_problems(f"{file}: option {option.key}", Worded(option.label), most, set())
    if len(item.options) > _MOST_OPTIONS:
        yield f"{file}: options: {len(item.options)}, at most {_MOST_OPTIONS}; leave some out"
    if item.unit:
        yield from _text_problems(f"{file}: unit", item.unit, 20, set())


def _set_problems(key: str, item: QuestionSet, content: Content) -> Iterator[str]:
    file = f"question_sets/{key}.toml"
    yield from _item_problems(file, key, item.key, item.stale_languages())
    yield from _text_problems(f"{file}: title", item.title, _TITLE, set())
    asked: list[str] = []
    for ask in item.ask:
        if ask.question not in content.questions:
            yield f"{file}: question {ask.question!r} is not in content/questions; write it or name another"
        for earlier, values in {**ask.ask_when, **ask.skip_when}.items():
            yield from _condition_problems(file, ask.question, earlier, values, asked, content)
        asked.append(ask.question)


def _theme_problems(file: str, key: str, item: ThemeItem) -> Iterator[str]:
    yield from _item_problems(file, key, item.key, item.stale_languages())
    yield from _text_problems(f"{file}: title", item.title, 40, set())
    for locale, words in item.words.items():
        seen: set[str] = set()
        for word in words:
            if not tokens(word):
                yield f"{file}: words: {locale}: {word!r} has no letter in it and would match nothing"
            if folded(word) in seen:
                yield f"{file}: words: {locale}: {word!r} stands there twice"
            seen.add(folded(word))
    together = {locale: "、".join(words) for locale, words in item.words.items()}
    yield from _script_problems(f"{file}: words", Worded(together))


def _metric_problems(content: Content) -> Iterator[str]:
    """Numbers without a definition, definitions of no number, versions that overlap or leave a gap."""
    for missing in sorted(set(METRICS) - content.metrics.keys()):
        yield f"metrics/{missing}.toml: missing; copy it from the content shipped and write it your way"
    for key, item in content.metrics.items():
        file = f"metrics/{key}.toml"
        yield from _item_problems(file, key, item.key, item.stale_languages())
        if key not in METRICS:
            yield f"{file}: key: there is no number of this name; there are {', '.join(METRICS)}"
        yield from _text_problems(f"{file}: title", item.title, _TITLE, set())
        for one in item.versions:
            for name, text in one.texts.items():
                yield from _text_problems(f"{file}: version {one.version}: {name}", text, _NUDGE, set())
        yield from (f"{file}: {problem}" for problem in item.problems())


def _grouping_problems(content: Content) -> Iterator[str]:
    for key, item in content.groupings.items():
        file = f"groupings/{key}.toml"
        yield from _item_problems(file, key, item.key, item.stale_languages())
        yield from _text_problems(f"{file}: title", item.title, _TITLE, set())
        for name, text in item.texts.items():
            yield from _text_problems(f"{file}: {name}", text, _NUDGE, set())
        for fed in item.fed_by:
            if fed not in content.metrics:
                yield f"{file}: fed_by: {fed!r} is not in content/metrics; write it or name another"


def _condition_problems(
    file: str,
    question: str,
    earlier: str,
    values: tuple[str, ...],
    asked: list[str],
    content: Content,
) -> Iterator[str]:
    if earlier not in asked:
        yield f"{file}: {question}: depends on {earlier!r}, which is not asked before it"
    elif earlier in content.questions:
        for value in values:
            if content.questions[earlier].option(value) is None:
                yield f"{file}: {question}: {earlier!r} has no option {value!r}"


def _command_problems(commands: Mapping[str, Mapping[str, list[str]]]) -> Iterator[str]:
    owner: dict[str, str] = {}
    for command, languages in commands.items():
        for locale in LOCALES:
            if not languages.get(locale):
                yield f"commands.toml: {command}: missing in {locale}"
        for name in {name.casefold() for names in languages.values() for name in names}:
            if owner.setdefault(name, command) != command:
                yield f"commands.toml: {name!r} names both {owner[name]} and {command}; a name belongs to one"


def _item_problems(file: str, name: str, key: str, stale: list[str]) -> Iterator[str]:
    if key != name:
        yield f"{file}: key: is {key!r}, but the file is called {name}.toml; make them the same"
    yield from _stale_problems(file, stale)


def _stale_problems(file: str, stale: list[str]) -> Iterator[str]:
    for locale in stale:
        yield f"{file}: revised: {locale} is older than the newest language; read it again and set its date"


def _text_problems(where: str, worded: Worded, most: int, blanks: set[str]) -> Iterator[str]:
    for locale, text in worded.root.items():
        if len(text) > most:
            yield f"{where}: {locale}: {len(text)} characters, at most {most}; shorten it"
        for blank in sorted(set(_BLANK.findall(text)) - blanks):
            allowed = ", ".join(f"{{{name}}}" for name in sorted(blanks)) or "none"
            yield f"{where}: {locale}: unknown blank {{{blank}}}; allowed here: {allowed}"
        if _STRAY.search(text):
            yield f"{where}: {locale}: a single {{ or }}; blanks are written {{tool}}"
    yield from _script_problems(where, worded)


def _script_problems(where: str, worded: Worded) -> Iterator[str]:
    for locale, characters in _NOT_IN.items():
        text = worded.root[locale]
        for character in sorted((set(characters) - _SAME_IN_BOTH) & set(text)):
            yield f"{where}: {locale}: {character} belongs to the other script; write it as this language does"
        for word in _FOREIGN_WORDS[locale]:
            if word in text:
                yield f"{where}: {locale}: {word} is not how this language says it; see docs/how-to/write-content.md"
