"""Makes a repository of drafts for the tests: texts of our own, put together by number, half of them Word files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from word_builder import docx, p

_MATTERS = ("停车收费", "户外广告", "集贸市场", "建筑垃圾", "公共浴室", "夜间经济", "农家旅馆", "共享单车", "校外托管", "二手车交易")
_TOWNS = ("临河县", "青岩市", "石桥区", "白鹭镇", "云溪县", "望江区", "南浦市", "长亭县", "柳湾镇", "东皋区")
_GOOD = (
    "制定涉及企业的政策措施，应当通过座谈会、问卷等方式听取企业和行业协会商会的意见，采纳情况应当反馈。",
    "任何单位和个人不得向企业摊派费用，不得强制企业捐赠、赞助。",
    "涉企收费实行目录清单管理，清单应当在政府网站公开，清单之外不得收费。",
    "公职人员不得收受企业的礼品、礼金和有价证券。",
    "违反本办法规定的，由有权机关责令改正，对直接责任人员依法给予处分。",
)
_BAD = (
    "特殊情况下，主管部门可以向企业摊派活动费用。",
    "时间紧迫的，制定涉企政策可以不听取企业意见。",
    "企业应当加入行业协会，未加入的不予办理年检。",
)
_PLAIN = (
    "主管部门应当建立台账，每季度汇总一次，于季度末报送统计数据。", "所称经营场所，包括固定摊位、临时摊位和流动摊位。",
    "设施损坏的，维护单位应当在接到通知后三日内修复。", "遇有大风、暴雨等天气，经营者应当及时加固或者撤除设施。",
    "主管部门应当在显著位置设置指示牌，标明开放时间和咨询电话。",
)
_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def articles(number: int) -> list[str]:
    """The articles of draft ``number``, without their numbers: some good provisions, some plain ones, in every third a bad one."""
    matter = _MATTERS[number % 10]
    found = [f"为了规范{matter}管理，根据有关法律法规，制定本办法。", f"本行政区域内的{matter}活动，适用本办法。"]
    found += [_PLAIN[(number + i) % 5] for i in range(2)]
    found += [_GOOD[(number + i) % 5] for i in range(1 + number % 3)]
    if number % 3 == 0:
        found.append(_BAD[(number // 3) % 3])
    found.append(f"本办法自二〇二{number % 7}年六月一日起施行。")
    return found


def lines(number: int, texts: list[str] | None = None) -> list[str]:
    """The draft as lines: title and numbered articles."""
    title = f"{_TOWNS[number // 10 % 10]}{_MATTERS[number % 10]}管理办法（第{number}号）"
    return [title, *(f"第{_NUMBERS[i]}条 {text}" for i, text in enumerate(texts if texts is not None else articles(number)))]


def write(file: Path, rows: list[str]) -> None:
    """Write a draft, as Word or as text by its extension."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".docx":
        file.write_bytes(docx("".join(p(row) for row in rows)))
    else:
        file.write_bytes(("\n".join(rows) + "\n").encode("utf-8"))


def name(number: int) -> str:
    """Where draft ``number`` lies in the repository."""
    return f"草案/{number // 50 + 1}季度/{number:03d}.{'docx' if number % 2 else 'txt'}"


def make(root: Path, count: int) -> None:
    """A git repository with ``count`` drafts and one commit."""
    for number in range(count):
        write(root / name(number), lines(number))
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.email", "drafts@example.org")
    git(root, "config", "user.name", "起草人")
    git(root, "config", "commit.gpgsign", "false")
    commit(root, "第一批草案")


def git(root: Path, *arguments: str) -> str:
    """Run git in the repository; gives what it prints."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(["git", "-c", "core.quotepath=off", *arguments], cwd=root, env=clean, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def commit(root: Path, message: str) -> None:
    """Commit everything, past any hook."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--no-verify", "-m", message)
