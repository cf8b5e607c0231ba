"""Office Open XML (ECMA-376 Transitional): the five parts that a word processor needs, and no more."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

from visio.transcripts.exports.heading import heading, position
from visio.transcripts.exports.minutes import minutes_of
from visio.transcripts.text import Text, one_line

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# XML 1.0, section 2.2: these may not appear, not even as references.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The same transcript is the same file: no clock in it.
_MADE = (1980, 1, 1, 0, 0, 0)


def write(text: Text) -> bytes:
    title, facts = heading(text)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        _add(file, "[Content_Types].xml", _CONTENT_TYPES)
        _add(file, "_rels/.rels", _RELATIONS)
        _add(file, "word/_rels/document.xml.rels", _DOCUMENT_RELATIONS)
        _add(file, "word/styles.xml", _STYLES)
        _add(file, "docProps/core.xml", _core(title))
        _add(file, "word/document.xml", _document(title, facts, text))
    return out.getvalue()


def _document(title: str, facts: str, text: Text) -> str:
    body = [_paragraph(_run(title), "Title"), _paragraph(_run(facts), "Subtitle")]
    for turn in text.turns:
        said = one_line(turn.text)
        if said:
            name = _run(one_line(turn.speaker.name), bold=True)
            body.append(_paragraph(name + _run(f"  {position(turn.start)}"), "Speaker"))
            body.append(_paragraph(_run(said)))
    body += _minutes(text)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134"'
    page += ' w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    return f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}{page}</w:body></w:document>'


def _minutes(text: Text) -> list[str]:
    minutes = minutes_of(text)
    if minutes is None:
        return []
    title, remark, sections = minutes
    body = [_paragraph(_run(title), "Heading1")]
    if remark:
        body.append(_paragraph(_run(remark), "Subtitle"))
    for section in sections:
        body.append(_paragraph(_run(section.title), "Heading2"))
        body += [_paragraph(_run(f"• {point}"), "Point") for point in section.points]
    return body


def _paragraph(runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{runs}</w:p>"


def _run(written: str, *, bold: bool = False) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{weight}<w:t xml:space="preserve">{_xml(written)}</w:t></w:r>'


def _xml(written: str) -> str:
    return escape(_NOT_XML.sub("", written))


def _add(file: zipfile.ZipFile, name: str, content: str) -> None:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, content.encode())


def _core(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_xml(title)}</dc:title></cp:coreProperties>'
    )


_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MEDIA}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MEDIA}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)


def _style(name: str, label: str, look: str, *, default: bool = False) -> str:
    usual = ' w:default="1"' if default else ""
    return f'<w:style w:type="paragraph"{usual} w:styleId="{name}"><w:name w:val="{label}"/>{look}</w:style>'


_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_WORD}">'
    + _style(
        "Normal", "Normal", '<w:pPr><w:spacing w:after="160"/></w:pPr><w:rPr><w:sz w:val="22"/></w:rPr>', default=True
    )
    + _style("Title", "Title", '<w:pPr><w:spacing w:after="80"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr>')
    + _style("Subtitle", "Subtitle", '<w:rPr><w:color w:val="595959"/><w:sz w:val="20"/></w:rPr>')
    + _style("Speaker", "Speaker", '<w:pPr><w:keepNext/><w:spacing w:before="120" w:after="0"/></w:pPr>')
    + _style(
        "Heading1",
        "heading 1",
        '<w:pPr><w:keepNext/><w:spacing w:before="480" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="30"/></w:rPr>',
    )
    + _style(
        "Heading2",
        "heading 2",
        '<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="1"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="24"/></w:rPr>',
    )
    + _style("Point", "Point", '<w:pPr><w:spacing w:after="80"/><w:ind w:left="284" w:hanging="227"/></w:pPr>')
    + "</w:styles>"
)
