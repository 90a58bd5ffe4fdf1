"""``qingqing-lint lexicon check|test|new|docs``: an office's own lexicons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qingqing_lint.cli.choices import LexiconFolders, one_of, own_folders, the_lexicon

if TYPE_CHECKING:
    from qingqing_lint.lexicon import Lexicon, Rule

__all__ = ["check", "docs", "new", "register", "test"]

Folders = Annotated[list[Path] | None, typer.Argument(metavar="[文件夹…]", help="自己的词库文件夹，不写就用配置里的", show_default=False)]


def register(app: typer.Typer, command: Any, group: Any) -> None:
    """Add the group of commands to the application."""
    inner = typer.Typer(cls=group, help="自己的词库：检查、试例句、新写一条规则、生成规则手册。", no_args_is_help=True, rich_markup_mode=None)
    for function, about in (
        (check, "检查词库写得对不对，一次列出全部错误；没有错就列出各层加了什么、改了什么。\n\n例：qingqing-lint lexicon check 词库/"),
        (test, "逐条试规则旁边的例句，列出读得和写的不一样的。\n\n例：qingqing-lint lexicon test 词库/"),
        (new, "一问一答写一条新规则，连同例句存成 YAML 文件，随后检查一遍。\n\n例：qingqing-lint lexicon new 词库/"),
        (docs, "生成规则手册（Markdown 或者 HTML），每条规则的编号就是锚点。\n\n例：qingqing-lint lexicon docs --output 规则手册.html"),
    ):
        inner.command(function.__name__, cls=command, help=about)(function)
    app.add_typer(inner, name="lexicon")


def check(folders: Folders = None) -> int:
    """Load the lexicons; every mistake at once, or a summary of the layers."""
    from qingqing_lint.lexicon import load_lexicon, shipped_folder

    own = own_folders(folders)
    lexicon = load_lexicon(shipped_folder(), *own)
    rules = _of(lexicon, own)
    typer.echo(f"词库没有错误：共 {len(lexicon.rules)} 条规则。" + ("" if own else "没有自己的词库，检查的是自带的。"))
    for folder in own:
        mine = [rule for rule in rules if _lies_in(rule.where, folder)]
        typer.echo(f"{folder}：新规则 {len(mine)} 条" + (f"（{'、'.join(rule.id for rule in mine)}）" if mine else ""))
    for rule in lexicon.rules.values():
        for change in rule.adjusted:
            typer.echo(f"  调整 {rule.id}：{change}")
    for rule_id, where in lexicon.off.items():
        typer.echo(f"  停用 {rule_id}（{where}）")
    for rule in rules if own else ():
        none = sum(example.reading == "none" for example in rule.examples)
        if len(rule.examples) < 5 or none < 2:
            typer.echo(f"  建议：{rule.where} 规则 {rule.id} 的例句有 {len(rule.examples)} 句、其中“不算”的 {none} 句，最好不少于五句和两句。")
    return 0


def test(
    folders: Folders = None,
    every: Annotated[bool, typer.Option("--all", help="自带的规则也试")] = False,
) -> int:
    """Run the examples; 1 when one fails."""
    from qingqing_lint.lexicon import load_lexicon, shipped_folder
    from qingqing_lint.linting.compiled import linter_of
    from qingqing_lint.linting.examples import failures

    own = own_folders(folders)
    lexicon = load_lexicon(shipped_folder(), *own)
    rules = list(lexicon.rules.values()) if every else _of(lexicon, own)
    failed = 0
    for failure in failures(linter_of((shipped_folder(), *own)), rules):
        failed += 1
        typer.echo(f"{failure.example.where}: {failure.rule} 应当读作“{failure.said}”，实际读作“{failure.found}”：{' '.join(failure.example.text.split())}")
    count = sum(len(rule.examples) for rule in rules)
    typer.echo(f"试了 {len(rules)} 条规则的 {count} 个例句，" + (f"{failed} 个不对；用 qingqing-lint trace 看一句是怎么读的。" if failed else "全部相符。"))
    return int(failed > 0)


def docs(
    format: Annotated[str | None, typer.Option("--format", "-f", metavar="markdown|html", help="格式，不写就看文件的扩展名")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="写到文件，不写到屏幕")] = None,
    lexicon: LexiconFolders = None,
) -> int:
    """Write the rule book."""
    from qingqing_lint.lexicon.book import book
    from qingqing_lint.reporting import write_atomic

    form = format or ("html" if output is not None and output.suffix.lower() in (".html", ".htm") else "markdown")
    one_of(form, ("markdown", "html"), "--format")
    text = book(the_lexicon(lexicon), form)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_atomic(output, text)
        typer.echo(f"已写到 {output}。")
    return 0


def new(
    folder: Annotated[Path | None, typer.Argument(metavar="[文件夹]", help="写到哪个词库文件夹，不写就用配置里的第一个，再没有就是 词库", show_default=False)] = None,
) -> int:
    """Ask, write a rule with its examples, then check it."""
    import yaml

    from qingqing_lint.reporting import write_atomic

    own = own_folders(None)
    place = folder or (own[0] if own else Path("词库"))
    every = tuple(dict.fromkeys((*own, place))) if place.is_dir() and any(place.glob("*.yaml")) else own
    lexicon = the_lexicon(list(every))
    category, content = _asked(lexicon)
    name = content["rules"][0]["id"].partition("/")[2]
    file = next(f for f in (place / f"{category}-{name}{n}.yaml" for n in ("", *(f"-{i}" for i in range(2, 1000)))) if not f.exists())
    place.mkdir(parents=True, exist_ok=True)
    write_atomic(file, yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110))
    typer.echo(f"已写到 {file}。")
    folders = list(dict.fromkeys((*own, place)))
    check(folders)
    status = test([place])
    if place.resolve() not in {one.resolve() for one in own}:
        typer.echo(f"要让检查用上它，请在 qingqing.toml 里写 lexicons = [\"{place.as_posix()}\"]，或者检查时写 --lexicon {place}。")
    return status


def _asked(lexicon: Lexicon) -> tuple[str, dict[str, Any]]:
    """What the author answers, as a lexicon file."""
    typer.echo("已有的类别：" + "、".join(f"{key} {title}" for key, title in lexicon.categories.items()))
    category = _ask("类别（已有的，或者新的英文名）", lambda text: "" if re.fullmatch(r"[a-z][a-z0-9-]*", text) else "类别用小写英文字母、数字和短横")
    content: dict[str, Any] = {"category": category}
    if category not in lexicon.categories:
        content["title"] = _ask("这个新类别的中文名")

    def good_name(text: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", text):
            return "编号用小写英文字母、数字和短横，如 parking-fees"
        return f"规则 {category}/{text} 已经有了" if f"{category}/{text}" in lexicon.rules or f"{category}/{text}" in lexicon.off else ""

    rule: dict[str, Any] = {"id": f"{category}/{_ask('规则编号（类别后面的部分，如 parking-fees）', good_name)}"}
    rule["kind"] = _pick("这条规则是", {"ban": "不得做", "duty": "应当做", "allowance": "可以做，附条件"})
    rule["title"] = _ask("规则的中文名")
    rule["scope"] = _pick("对哪些草案要求它", {"qinqing": "只对亲清政商关系类草案", "any": "碰到有关词语的其他草案也要求", "form": "一切规范性文件"})
    if rule["scope"] == "any":
        rule["when"] = {"says": _ask("什么情况下要求（一句话，如：草案涉及停车收费）"), "words": _several("碰到这些词就要求（一行一个，空行结束）")}
    rule["severity"] = _pick("缺了它算多重", {"error": "严重", "warning": "警告", "info": "提示"})
    if rule["kind"] == "ban":
        rule["conduct"] = _ask("禁止什么行为（一句话）")
        role = _pick("下面的说法是", {"acts": "行为本身就不当", "touched": "行为本身合法，草案禁止它才算写到", "demanded": "企业自愿可以，强迫不行"})
        rule[role] = _several("怎么说这件事（写法见词库说明，如：{强制} … {企业} … 停车费；一行一种，空行结束）")
    else:
        name = _ask("核心要素的名字（如：公开）")
        rule["elements"] = {name: {"core": True, "head": True, "says": _ask("这个要素的意思"), "words": _several("怎么说这个要素（一行一种，空行结束）")}}
    typer.echo("已登记的来源文件：" + "、".join(lexicon.documents))
    document = _ask("来源文件的代号（已登记的，或者新的英文名）", lambda text: "" if re.fullmatch(r"[A-Za-z][\w-]*", text, re.ASCII) else "代号用英文字母、数字和短横")
    if document not in lexicon.documents:
        content["documents"] = {document: {"title": _ask("这份来源文件的名称（不写书名号）")}}
    rule["sources"] = [{"document": document, "place": _ask("在来源文件的哪一处（如：第八条）"), "words": _ask("那里的关键词（不超过四十字）")}]
    rule["advice"] = _ask("给起草人的建议（为什么要写、怎么补）")
    rule["wording"] = _ask("可以直接用的条文")
    examples: dict[str, list[str]] = {}
    for reading, asks in (("states", "写到了"), ("violates", "违反"), ("none", "看着像、其实不算")):
        needed = reading != "violates" or rule["kind"] == "ban"
        texts = _several(f"例句：{asks}（一行一句，空行结束）", needed)
        if texts:
            examples[reading] = texts
    rule["examples"] = examples
    content["rules"] = [rule]
    return category, content


def _ask(question: str, wrong: Any = None) -> str:
    while True:
        answer = str(typer.prompt(question)).strip()
        complaint = wrong(answer) if wrong and answer else "" if answer else "不能空着"
        if not complaint:
            return answer
        typer.echo(complaint + "，请重写。")


def _pick(question: str, choices: dict[str, str]) -> str:
    keys = list(choices)
    for number, key in enumerate(keys, 1):
        typer.echo(f"  {number}. {choices[key]}（{key}）")

    def wrong(text: str) -> str:
        return "" if text in keys or (text.isdigit() and 1 <= int(text) <= len(keys)) else f"请写 1 到 {len(keys)}"

    answer = _ask(question, wrong)
    return answer if answer in keys else keys[int(answer) - 1]


def _several(question: str, needed: bool = True) -> list[str]:
    typer.echo(question)
    found: list[str] = []
    while True:
        line = str(typer.prompt("", default="", show_default=False, prompt_suffix="> ")).strip()
        if line:
            found.append(line)
        elif found or not needed:
            return found
        else:
            typer.echo("至少要写一行。")


def _of(lexicon: Lexicon, own: tuple[Path, ...]) -> list[Rule]:
    """The rules of the office's own folders; all of them when it has none."""
    return [rule for rule in lexicon.rules.values() if not own or any(_lies_in(rule.where, folder) for folder in own)]


def _lies_in(where: str, folder: Path) -> bool:
    return Path(where.rpartition(":")[0]).parent.resolve() == folder.resolve()
