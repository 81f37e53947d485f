"""Write XML documents whose text holds nothing that XML refuses."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from aggregator.publish.wording import legal

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Add a child to `parent`, and return it."""
    legal_ones = {name: legal(value) for name, value in attributes.items()}
    child = SubElement(parent, tag, legal_ones)
    child.text = legal(text) or None
    return child


def written(element: Element) -> bytes:
    """Return the element as a line of its own."""
    return tostring(element, encoding="unicode").encode() + b"\n"
