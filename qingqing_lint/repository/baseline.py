"""The baseline: findings that were there when a repository began to be checked. Keyed on path, rule and the clause's words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qingqing_lint.report import DraftReport, RuleInfo, Suppression
from qingqing_lint.reporting.findings import findings, fingerprints
from qingqing_lint.reporting.visible import shorten, visible

__all__ = ["Baseline", "BaselineError", "Entry", "entries_of", "load_baseline"]

_VERSION = 1


class BaselineError(Exception):
    """The baseline file cannot be used; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One known finding. ``path``: relative to the baseline's folder, with slashes. ``place`` and ``text`` are for people."""

    path: str
    rule: str
    kind: str
    fingerprint: str
    place: str = ""
    text: str = ""


@dataclass(frozen=True)
class Baseline:
    """A baseline file as read. ``file``: where it lies; paths in ``entries`` are relative to its folder."""

    file: Path
    entries: tuple[Entry, ...] = ()

    def name(self, path: Path) -> str:
        """A draft's path as the entries write it."""
        return name_in(path, self.file.parent)

    def known(self) -> dict[str, dict[str, Suppression]]:
        """By path: fingerprint → why it is not reported."""
        found: dict[str, dict[str, Suppression]] = {}
        for entry in self.entries:
            found.setdefault(entry.path, {})[entry.fingerprint] = Suppression("baseline", where=self.file.name)
        return found

    def moved(self, renames: Mapping[str, str]) -> Baseline:
        """The same entries under the paths that their files have now."""
        if not renames:
            return self
        return replace(self, entries=tuple(replace(e, path=renames.get(e.path, e.path)) for e in self.entries))

    def stale(self, still: Mapping[str, Collection[str]]) -> tuple[Entry, ...]:
        """Entries that no longer match: of checked drafts (``still``: path → fingerprints found), and of files that are gone."""
        return tuple(
            entry for entry in self.entries
            if (entry.fingerprint not in still[entry.path] if entry.path in still else not (self.file.parent / entry.path).exists())
        )

    def write(self) -> None:
        """Write the file whole or not at all; one entry a line, sorted, so that versions of it merge well."""
        from qingqing_lint.reporting import write_atomic

        lines = [json.dumps(_plain(entry), ensure_ascii=False) for entry in sorted(set(self.entries))]
        body = "[\n  " + ",\n  ".join(lines) + "\n ]" if lines else "[]"
        write_atomic(self.file, f'{{\n "version": {_VERSION},\n "entries": {body}\n}}\n')


def _plain(entry: Entry) -> dict[str, str]:
    return {
        "path": entry.path, "rule": entry.rule, "kind": entry.kind, "fingerprint": entry.fingerprint, "place": entry.place,
        "text": entry.text,
    }


def name_in(path: Path, folder: Path) -> str:
    """A path relative to a folder, with slashes; absolute when it lies elsewhere."""
    absolute = (Path.cwd() / path).resolve()
    try:
        return absolute.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return absolute.as_posix()


def load_baseline(file: Path) -> Baseline:
    """Read a baseline. Raises `BaselineError` when it is missing or damaged."""
    try:
        whole: Any = json.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise BaselineError(f"没有基线文件“{file}”；请先运行 qingqing-lint baseline create。") from None
    except OSError as error:
        raise BaselineError(f"读不了基线文件“{file}”（{error.strerror or error}），请检查权限。") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise BaselineError(f"{file}:{line}: 基线文件不是完整的 JSON（合并冲突没有解决？），请改正或者重新生成。") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("entries"), list):
        raise BaselineError(f"“{file}”不是基线文件，请检查路径或者重新生成。")
    if whole.get("version") != _VERSION:
        raise BaselineError(f"基线文件“{file}”的版本是 {whole.get('version')}，这个程序只认 {_VERSION}，请升级程序或者重新生成。")
    entries = []
    for number, one in enumerate(whole["entries"], 1):
        fields = {name: one.get(name, "") for name in Entry.__slots__} if isinstance(one, dict) else {}
        if not all(isinstance(v, str) for v in fields.values()) or not all(fields.get(k) for k in ("path", "rule", "fingerprint")):
            raise BaselineError(f"基线文件“{file}”的第 {number} 个条目不完整，请改正或者重新生成。")
        entries.append(Entry(**fields))
    return Baseline(file, tuple(entries))


def entries_of(report: DraftReport, rules: Mapping[str, RuleInfo], name: str, kinds: Iterable[str] = ("error", "warning", "info")) -> list[Entry]:
    """The reported findings of a draft as entries under the path ``name``, those of the severities ``kinds``.

    Fingerprints are counted over all findings, suppressed ones too, so that an excuse more or less changes nothing.
    """
    bare = without_suppressions(report)
    found = findings(bare, rules)
    wanted = set(kinds)
    reported = {(f.row.rule, f.kind, f.region) for f in findings(report, rules)}
    return [
        Entry(name, f.rule.id, f.kind, mark, visible(f.place), shorten(visible(f.reading.text), 60) if f.reading else "")
        for f, mark in zip(found, fingerprints(found), strict=True)
        if f.severity in wanted and (f.row.rule, f.kind, f.region) in reported
    ]


def without_suppressions(report: DraftReport) -> DraftReport:
    """The report as if nothing had been argued away."""
    return replace(report, rules=tuple(
        replace(row, suppressed=None, readings=tuple(replace(r, suppressed=None) if r.suppressed else r for r in row.readings))
        if row.suppressed or any(r.suppressed for r in row.readings) else row
        for row in report.rules
    ))
