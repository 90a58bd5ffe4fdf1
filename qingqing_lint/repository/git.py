"""What git knows: revisions, files at a revision, what changed, what was renamed. Runs the git program, never a shell."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Changes", "GitError", "changes_since", "file_at", "last_commit_of", "name_of", "renames", "resolve", "root_of"]

_SECONDS = 120


class GitError(Exception):
    """Git cannot answer; the message is one Chinese sentence."""


class Changes:
    """What differs from a revision. ``files``: paths from the root, now; ``before``: new path → path at the revision."""

    def __init__(self, root: Path, revision: str, files: set[str], before: dict[str, str]) -> None:
        self.root, self.revision, self.files, self.before = root, revision, files, before


def _run(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=off", *arguments], cwd=folder, capture_output=True, timeout=_SECONDS, check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise GitError("这台机器上没有 git，请先安装 git，或者不用这个选项。") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} 超过 {_SECONDS} 秒没有做完，请检查仓库。") from None
    except OSError as error:
        raise GitError(f"运行 git 时出错（{error.strerror or error}）。") from None
    if done.returncode:
        raise GitError(done.stderr.decode("utf-8", "replace").strip() or f"git {arguments[0]} 没有成功。")
    return done.stdout


def _names(data: bytes) -> list[str]:
    return [part.decode("utf-8", "surrogateescape") for part in data.split(b"\0") if part]


def root_of(path: Path) -> Path:
    """The top folder of the repository that a path lies in. Raises `GitError`."""
    here = path if path.is_dir() else path.parent
    while not here.is_dir() and here != here.parent:
        here = here.parent
    try:
        return Path(_run(here, "rev-parse", "--show-toplevel").decode("utf-8").strip()).resolve()
    except GitError as error:
        if "not a git repository" in str(error) or "ot a git" in str(error):
            raise GitError(f"“{path}”不在 git 仓库里。") from None
        raise


def name_of(root: Path, file: Path) -> str:
    """A file's path from the top of the repository, with slashes; links in its folders are followed, it itself is not."""
    try:
        return (file.absolute().parent.resolve() / file.name).relative_to(root).as_posix()
    except ValueError:
        raise GitError(f"“{file}”不在 git 仓库“{root}”里。") from None


def resolve(root: Path, revision: str) -> str:
    """The commit that a revision names. Raises `GitError` with a Chinese sentence when there is none."""
    try:
        return _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode("ascii").strip()
    except GitError:
        raise GitError(f"仓库里没有“{revision}”这个版本（浅克隆时请先取全历史，如 git fetch --unshallow）。") from None


def file_at(root: Path, commit: str, name: str) -> bytes | None:
    """The bytes of a file at a commit; None when it was not there."""
    try:
        return _run(root, "cat-file", "blob", f"{commit}:{name}")
    except GitError:
        return None


def changes_since(root: Path, revision: str) -> Changes:
    """What differs between the point where ``revision`` and HEAD parted and the files as they are on disk, untracked ones too."""
    commit = resolve(root, revision)
    try:
        base = _run(root, "merge-base", commit, "HEAD").decode("ascii").strip() or commit
    except GitError:
        base = commit
    files: set[str] = set()
    before: dict[str, str] = {}
    for new, old in _renamed(_run(root, "diff", "--name-status", "-z", "-M", base), files):
        before[new] = old
    untracked = set(_names(_run(root, "ls-files", "--others", "--exclude-standard", "-z")))
    gone = [name for name in _names(_run(root, "diff", "--name-only", "-z", "--no-renames", "--diff-filter=D", base)) if name not in before.values()]
    before.update(_same_content(root, base, gone, untracked))
    return Changes(root, base, files | untracked, before)


def renames(root: Path, since: str | None, gone: Iterable[str]) -> dict[str, str]:
    """Where files that are no longer there went: old path → path now, through commits since ``since`` and what is not committed."""
    wanted = set(gone)
    if not wanted:
        return {}
    steps: list[tuple[str, str]] = []
    try:
        span = [f"{since}..HEAD"] if since else ["HEAD"]
        log = _run(root, "log", "--reverse", "--topo-order", "-M", "--diff-filter=R", "--name-status", "-z", "--format=", *span)
        steps += [(old, new) for new, old in _renamed(log, set())]
        steps += [(old, new) for new, old in _renamed(_run(root, "diff", "--name-status", "-z", "-M", "HEAD"), set())]
        untracked = _names(_run(root, "ls-files", "--others", "--exclude-standard", "-z"))
    except GitError:
        return {}
    now = {name: name for name in wanted}
    for old, new in steps:
        for first, last in now.items():
            if last == old:
                now[first] = new
    lost = {last: first for first, last in now.items() if not (root / last).exists()}
    for new, old in _same_content(root, "HEAD", list(lost), set(untracked)).items():
        now[lost[old]] = new
    return {old: new for old, new in now.items() if old != new and (root / new).exists()}


def last_commit_of(root: Path, name: str) -> str | None:
    """The last commit that changed a file, None when there is none."""
    try:
        return _run(root, "log", "-1", "--format=%H", "--", name).decode("ascii").strip() or None
    except GitError:
        return None


def _renamed(status: bytes, files: set[str]) -> list[tuple[str, str]]:
    """``(new, old)`` of ``--name-status -z`` output; every path that is there now goes into ``files``."""
    found = []
    parts = iter(_names(status))
    for mark in parts:
        first = next(parts, "")
        if mark.strip()[:1] in ("R", "C"):
            second = next(parts, "")
            files.add(second)
            if mark.strip()[:1] == "R":
                found.append((second, first))
        elif mark.strip()[:1] != "D":
            files.add(first)
    return found


def _same_content(root: Path, commit: str, gone: list[str], untracked: set[str]) -> dict[str, str]:
    """New path → old path for files that moved without git being told and did not change."""
    if not gone or not untracked:
        return {}
    by_content: dict[bytes, str] = {}
    for name in gone[:2000]:
        data = file_at(root, commit, name)
        if data:
            by_content.setdefault(data, name)
    sizes = {len(data) for data in by_content}
    found = {}
    for name in sorted(untracked):
        try:
            file = root / name
            if file.stat().st_size in sizes and (old := by_content.get(file.read_bytes())):
                found[name] = old
        except OSError:
            continue
    return found
