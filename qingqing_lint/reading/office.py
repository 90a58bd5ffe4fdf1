"""Old Word and WPS files, read through LibreOffice where it is installed: it turns a temporary copy into .docx."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from qingqing_lint.reading.errors import UnreadableDraft

__all__ = ["CONVERTED", "convert_to_docx", "find_libreoffice"]

CONVERTED = (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt")
"""Extensions that are read through LibreOffice."""

_SECONDS = 90
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx 再检查"
# The profile of the conversion: no macros, no links followed, nothing asked.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="LastCompatibilityCheckID" oor:op="fuse"><value>x</value></prop>
</item>
</oor:items>
"""


def find_libreoffice() -> str | None:
    """The path of the ``soffice`` program, None where LibreOffice is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    places = [Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")]
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        if root := os.environ.get(variable):
            places.append(Path(root) / "LibreOffice" / "program" / "soffice.exe")
    return next((str(place) for place in places if place.is_file()), None)


def convert_to_docx(data: bytes, suffix: str, *, seconds: float = _SECONDS) -> bytes:
    """Convert an old Word or WPS file's bytes to .docx bytes; ``suffix`` is its extension, ``seconds`` the time limit.

    LibreOffice works on a copy in a temporary folder with a profile of its own, without macros and links. Raises
    `UnreadableDraft` where it is not installed, takes too long or cannot read the file.
    """
    program = find_libreoffice()
    if program is None:
        raise UnreadableDraft(f"{suffix} 文件不能直接读取，{_SAVE_AS}；装有 LibreOffice 时会自动转换")
    with tempfile.TemporaryDirectory(prefix="qingqing-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        source, profile, target = root / f"draft{suffix}", root / "profile", root / "out"
        (profile / "user").mkdir(parents=True)
        target.mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(target),
            str(source),
        ]
        finished = _run(command, seconds)
        made = target / "draft.docx"
        if not finished:
            raise UnreadableDraft(f"LibreOffice 在 {seconds:.0f} 秒内没有转换完 {suffix} 文件，{_SAVE_AS}")
        if not made.is_file():
            raise UnreadableDraft(f"LibreOffice 不能转换这个 {suffix} 文件（可能已损坏或设有密码），{_SAVE_AS}")
        return made.read_bytes()


def _run(command: list[str], seconds: float) -> bool:
    """Run a command to its end; False when it took too long and was stopped with all it had started."""
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=sys.platform != "win32"
        )
    except OSError:
        raise UnreadableDraft(f"LibreOffice 启动失败，{_SAVE_AS}") from None
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            if sys.platform != "win32":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                subprocess.run(
                    ["taskkill", "/T", "/F", "/PID", str(process.pid)], stdout=quiet, stderr=quiet, check=False
                )
            process.wait()
    return True
