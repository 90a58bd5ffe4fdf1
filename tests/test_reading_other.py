"""Old Word and WPS files through LibreOffice, and PDF files: read where the machine can, else told how to convert."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from word_builder import docx, p

from qingqing_lint.reading import UnreadableDraft, files, find_drafts, office, pdf, read_bytes
from qingqing_lint.reading.pdf import join_lines

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf", ".odt"])
def test_without_libreoffice_old_files_say_how_to_convert(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    with pytest.raises(UnreadableDraft, match=r"另存为 \.docx"):
        read_bytes(OLE, f"a{suffix}")


def test_a_docx_named_doc_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    assert read_bytes(docx(p("甲")), "a.doc").paragraphs[0].text == "甲"


@pytest.mark.skipif(office.find_libreoffice() is None, reason="needs LibreOffice")
def test_libreoffice_converts_a_copy() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg936 {\u31532?\u19968?\u26465? ok}\par}"
    draft = read_bytes(rtf, "a.rtf")
    assert [paragraph.text for paragraph in draft.paragraphs if paragraph.text] == ["第一条 ok"]
    assert "LibreOffice" in draft.notes[-1]


@pytest.mark.skipif(office.find_libreoffice() is None, reason="needs LibreOffice")
def test_a_conversion_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(UnreadableDraft, match="秒内"):
        office.convert_to_docx(b"{\\rtf1 x}", ".rtf", seconds=0.01)


def test_standard_input_is_what_its_bytes_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    assert read_bytes(docx(p("甲")), "-").format == "word"
    assert read_bytes("甲".encode("gb18030"), "-").format == "text"
    with pytest.raises(UnreadableDraft, match=r"\.doc "):
        read_bytes(OLE, "-")
    with pytest.raises(UnreadableDraft, match="PDF"):
        read_bytes(b"%PDF-1.4 nonsense", "-")
    with pytest.raises(UnreadableDraft, match="密码"):
        read_bytes(OLE + "EncryptedPackage".encode("utf-16-le"), "a.doc")


def test_folders_list_old_files_only_where_they_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.doc", "b.wps", "c.pdf", "d.txt"):
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr(files, "find_libreoffice", lambda: None)
    monkeypatch.setattr(files, "has_pdf_library", lambda: False)
    assert [path.name for path in find_drafts([tmp_path])] == ["d.txt"]
    monkeypatch.setattr(files, "find_libreoffice", lambda: "soffice")
    monkeypatch.setattr(files, "has_pdf_library", lambda: True)
    assert [path.name for path in find_drafts([tmp_path])] == ["a.doc", "b.wps", "c.pdf", "d.txt"]


def test_without_the_pdf_library_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "has_pdf_library", lambda: False)
    with pytest.raises(UnreadableDraft, match=r"\[pdf\]"):
        read_bytes(b"%PDF-1.4", "a.pdf")


@pytest.mark.skipif(not pdf.has_pdf_library(), reason="needs pypdf")
def test_damaged_pdf_and_pdf_without_text() -> None:
    with pytest.raises(UnreadableDraft, match="损坏"):
        read_bytes(b"%PDF-1.4 nonsense", "a.pdf")
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    import io

    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(UnreadableDraft, match="扫描件"):
        read_bytes(buffer.getvalue(), "a.pdf")


def test_pdf_lines_are_joined_and_heads_and_page_numbers_dropped() -> None:
    page = ["青石市文件", "第一条 为了规范收费行为，保护企业合法权益，", "制定本办法。", "第二条 不得摊派：", "（一）现金；", "— {} —"]
    pages = [[line.format(number) for line in page] for number in (1, 2, 3)]
    assert list(join_lines(pages)) == [
        "第一条 为了规范收费行为，保护企业合法权益，制定本办法。",
        "第二条 不得摊派：",
        "（一）现金；",
    ] * 3  # fmt: skip


@pytest.mark.skipif(office.find_libreoffice() is None or not pdf.has_pdf_library(), reason="needs LibreOffice and pypdf")
def test_a_pdf_made_by_libreoffice_reads_like_its_source(tmp_path: Path) -> None:
    sentence = "有关部门制定涉企政策应当听取企业和行业协会商会的意见，并将采纳情况向社会公开说明理由。"
    body = [f"　　第{n}条 {sentence * 2}" for n in "一二三四"] + ["　　（一）现金；", "　　（二）实物。"]
    source = tmp_path / "a.docx"
    source.write_bytes(docx(*map(p, body)))
    command = [office.find_libreoffice() or "", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run([*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)], check=True, capture_output=True)
    draft = read_bytes((tmp_path / "a.pdf").read_bytes(), "a.pdf")
    assert ["".join(q.text.split()) for q in draft.paragraphs] == ["".join(line.split()) for line in body]
    assert draft.format == "pdf"
