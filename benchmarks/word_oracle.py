"""Compare what is read from Word files with LibreOffice's text export: ``python benchmarks/word_oracle.py [FOLDER ...]``.

Without a folder it checks fixtures of its own: every number format, multi-level lists, restarts, overrides, styles. Blanks
are not compared (LibreOffice puts one behind every label). docs/word.md explains the differences that remain.
"""

from __future__ import annotations

import difflib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from word_builder import docx, field, level, num, numbering, override, p, paragraph_style, r, style, styles, table  # noqa: E402

from qingqing_lint.reading import UnreadableDraft, read_draft  # noqa: E402
from qingqing_lint.reading.office import find_libreoffice  # noqa: E402

FORMATS = [
    "decimal",
    "decimalZero",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "ideographDigital",
    "ideographTraditional",
    "ideographZodiac",
    "ideographEnclosedCircle",
    "ideographLegalTraditional",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "decimalEnclosedCircle",
    "decimalEnclosedCircleChinese",
    "decimalEnclosedParen",
    "decimalEnclosedFullstop",
    "decimalFullWidth",
    "numberInDash",
    "none",
]


def fixtures() -> dict[str, bytes]:
    """Word files by name."""
    made = {}
    for form in FORMATS:
        lists = numbering({0: level(0, form, "第%1条　")}, {1: (0, ""), 2: (0, override(0, 99))})
        body = [p(f"甲{n}", num(1 if n <= 35 else 2)) for n in range(1, 42)]
        made[f"format-{form}"] = docx(*body, numbering=lists)
    chapters = level(0, "chineseCounting", "第%1章") + level(
        1, "chineseCounting", "第%2条", extra='<w:lvlRestart w:val="0"/>'
    )
    chapters += level(2, "chineseCounting", "（%3）") + level(3, "decimal", "%4．")
    depths = (0, 1, 2, 2, 3, 3, 2, 1, 2, 0, 1, 1, 2, 3, 0, 1)
    made["chapters"] = docx(*(p("甲", num(1, d)) for d in depths), numbering=numbering({0: chapters}, {1: (0, "")}))
    legal = (
        level(0, "upperRoman", "%1")
        + level(1, "decimal", "%1.%2", extra="<w:isLgl/>")
        + level(2, "lowerLetter", "%1.%2.%3")
    )
    made["legal"] = docx(
        *(p("甲", num(1, d)) for d in (0, 1, 2, 2, 1, 0, 1)), numbering=numbering({0: legal}, {1: (0, "")})
    )
    lists = numbering(
        {0: level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2"), 1: level(0, "decimal", "(%1)", start=5)},
        {1: (0, ""), 2: (0, override(0, 1)), 3: (0, override(0, 7) + override(1, 3)), 4: (1, ""), 5: (0, "")},
    )
    order = [
        (1, 0),
        (1, 1),
        (1, 0),
        (2, 0),
        (2, 1),
        (2, 0),
        (1, 0),
        (3, 0),
        (3, 1),
        (3, 1),
        (4, 0),
        (4, 0),
        (5, 0),
        (5, 1),
    ]
    made["overrides"] = docx(*(p("甲", num(n, d)) for n, d in order), numbering=lists)
    replaced = numbering(
        {0: level(0, "decimal", "%1.")}, {1: (0, ""), 2: (0, override(0, replaced=level(0, "chineseCounting", "%1、")))}
    )
    made["replaced"] = docx(*(p("甲", num(n)) for n in (1, 2, 2, 1)), numbering=replaced)
    made["first-below"] = docx(
        *(p("甲", num(1, d)) for d in (1, 1, 0, 1)), numbering=numbering({0: legal}, {1: (0, "")})
    )
    levels = level(0, "chineseCounting", "第%1条", extra='<w:pStyle w:val="A"/>')
    levels += level(1, "chineseCounting", "（%2）", extra='<w:pStyle w:val="B"/>')
    look = styles(
        paragraph_style("A", "条", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
        paragraph_style("B", "项", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
        paragraph_style("C", "条二", based="A"),
    )
    body = [
        p("甲", style("A")),
        p("乙", style("B")),
        p("丙", style("A") + num(0)),
        p("丁", style("C")),
        p("戊", style("B")),
    ]
    made["styles"] = docx(*body, numbering=numbering({0: levels}, {1: (0, "")}), styles=look)
    made["fields"] = docx(p(r("见") + field("REF x", "第五条") + r("。")), table(["甲", "乙"], ["丙", "丁"]), p("末"))
    return made


def exported(files: list[Path], folder: Path) -> None:
    """LibreOffice's text of every file, as ``NAME.txt`` in ``folder``."""
    program = find_libreoffice()
    if program is None:
        sys.exit("LibreOffice is not installed")
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=600)


def bare(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "").replace("\u2011", "-")


def main(folders: list[str]) -> int:
    """Compare and print; the number of differing stretches."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if folders:
            files = sorted(
                path for name in folders for path in Path(name).rglob("*.docx") if not path.name.startswith("~$")
            )
        else:
            for name, data in fixtures().items():
                (folder / f"{name}.docx").write_bytes(data)
            files = sorted(folder.glob("*.docx"))
        exported(files, folder)
        paragraphs = differences = 0
        spent = 0.0
        for path in files:
            begun = time.perf_counter()
            try:
                draft = read_draft(path)
            except UnreadableDraft as error:
                print(f"{path.name}: {error}")
                continue
            spent += time.perf_counter() - begun
            ours = [bare(q.text) for q in draft.paragraphs if bare(q.text)]
            theirs = [
                bare(line) for line in (folder / f"{path.stem}.txt").read_text("utf-8-sig").split("\n") if bare(line)
            ]
            paragraphs += len(ours)
            for tag, a, b, c, d in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
                if tag != "equal":
                    differences += 1
                    print(
                        f"{path.name}: here {[x[:24] for x in ours[a:b][:3]]} LibreOffice {[x[:24] for x in theirs[c:d][:3]]}"
                    )
        print(
            f"{len(files)} files, {paragraphs} paragraphs, {differences} differing stretches, read in {spent * 1000:.0f} ms"
        )
    return differences


if __name__ == "__main__":
    main(sys.argv[1:])
