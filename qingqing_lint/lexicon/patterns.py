"""The pattern language of the lexicons: words, alternatives, families, gaps and exclusions; no regular expressions.

    摊派                     the word
    捐款|捐赠                 either word
    {强制} … {企业} … {捐赠}   in this order, up to 12 characters between two items (…20: up to 20)
    {强制} …… {捐赠}          in this order, anywhere in the clause
    {听取} + {企业} + {意见}   all three in the clause, in any order
    *{听取} + {企业}          the action that an operator governs is {听取} (default: the first item that is no 名词 family)
    {收费} - 收费站           and none of what follows the minus stands in the clause
"""

from __future__ import annotations

from collections.abc import Callable

from .model import ADJACENT, ANYWHERE, NEAR, Pattern, Slot

__all__ = ["PatternError", "parse_pattern"]

Resolve = Callable[[str], "tuple[frozenset[str], bool] | None"]


class PatternError(ValueError):
    """A pattern that cannot be read; the message says in Chinese what is wrong and what to do."""


def parse_pattern(source: str, resolve: Resolve, canonical: Callable[[str], str], where: str = "") -> Pattern:
    """Read one pattern.

    ``resolve`` gives a family's words and whether it is a noun family, None if there is no such family;
    ``canonical`` brings a word into matching form. Raises PatternError.
    """
    words = source.replace("……", " …… ").split()
    words = [part for word in words for part in _split_gap(word)]
    slots: list[Slot] = []
    groups: list[list[tuple[int, int]]] = [[]]
    without: set[str] = set()
    head = -1
    gap = ADJACENT
    excluding = False
    pending = False
    for word in words:
        if word == "-":
            excluding = True
            continue
        if excluding:
            without |= _alternatives(word, resolve, canonical, source)[0]
            continue
        if word == "+":
            if not groups[-1] or pending:
                raise PatternError(f"模式“{source}”的 + 前后都要有词")
            groups.append([])
            gap, pending = ADJACENT, True
            continue
        if word.startswith("…"):
            if not groups[-1]:
                raise PatternError(f"模式“{source}”的省略号前面要有词")
            tail = word.strip("…")
            if tail and not tail.isdigit():
                raise PatternError(f"模式“{source}”的省略号后面只能跟数字或空格")
            gap = ANYWHERE if word.startswith("……") else int(tail) if tail else NEAR
            pending = True
            continue
        if word.startswith("*"):
            head, word = len(slots), word[1:]
        found, noun = _alternatives(word, resolve, canonical, source)
        groups[-1].append((len(slots), gap))
        slots.append(Slot(frozenset(found), noun))
        gap, pending = ADJACENT, False
    if not slots:
        raise PatternError("空的模式，请写至少一个词")
    if pending:
        raise PatternError(f"模式“{source}”不能以省略号或 + 结尾")
    if head < 0:
        head = next((i for i, slot in enumerate(slots) if not slot.noun), 0)
    return Pattern(tuple(slots), tuple(tuple(g) for g in groups), head, frozenset(without), source, where)


def _split_gap(word: str) -> list[str]:
    """``甲…乙`` without spaces reads like ``甲 … 乙``."""
    if "…" not in word or word.startswith("…"):
        return [word]
    before, _, after = word.partition("…")
    return [before, "…", *([after] if after else [])]


def _alternatives(
    word: str, resolve: Resolve, canonical: Callable[[str], str], source: str
) -> tuple[set[str], bool]:
    found: set[str] = set()
    noun = True
    for part in word.split("|"):
        if part.startswith("{") and part.endswith("}"):
            family = resolve(part[1:-1])
            if family is None:
                raise PatternError(f"模式“{source}”用到的词族“{part}”没有定义")
            found |= family[0]
            noun = noun and family[1]
        elif not part or "{" in part or "}" in part:
            raise PatternError(f"模式“{source}”里的“{word}”写法不对：词族写成 {{名称}}，几个词用 | 隔开，各项之间空一格")
        else:
            found.add(canonical(part))
            noun = False
    return found, noun
