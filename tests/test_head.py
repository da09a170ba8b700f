"""What engines and those who share a page are told: titles, descriptions, addresses, structured data, one image."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from course.bank import load_bank
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent
ADDRESS = "https://example.org/course/"
THING = {"@type", "name", "description", "url", "about"}
WORK = THING | {
    "inLanguage",
    "license",
    "isAccessibleForFree",
    "timeRequired",
    "educationalLevel",
    "learningResourceType",
    "teaches",
    "assesses",
    "isPartOf",
    "hasPart",
}
# What schema.org allows of each type (https://schema.org/Course and so on), as far as we use it; then what an engine may rely on.
ALLOWED = {
    "Course": WORK | {"hasCourseInstance", "offers"},
    "CourseInstance": THING | {"courseMode", "courseWorkload"},
    "LearningResource": WORK,
    "Quiz": WORK,
    "DefinedTermSet": WORK | {"hasDefinedTerm"},
    "DefinedTerm": THING,
    "Offer": THING | {"category"},
}
NEEDED = {
    "Course": {"name", "description", "inLanguage", "license", "isAccessibleForFree", "timeRequired", "teaches", "hasPart", "url"},
    "lesson": {"name", "description", "educationalLevel", "timeRequired", "teaches", "about", "isPartOf", "inLanguage", "license", "url"},
    "exercise": {"name", "description", "timeRequired", "teaches", "isPartOf", "url"},
    "part of a course": {"name", "description", "hasPart", "isPartOf", "url"},
    "practice quiz": {"name", "about", "assesses", "isPartOf", "url"},
    "test": {"name", "about", "assesses", "isPartOf", "url"},
    "DefinedTermSet": {"name", "hasDefinedTerm", "isPartOf", "url"},
}


def pages(site: Path) -> Iterator[tuple[str, LexborHTMLParser]]:
    """Yield (path below the site, page) of every page with the site's header: not of fragments and of what is only printed."""
    for file in sorted(site.rglob("*.html")):
        page = LexborHTMLParser(file.read_text(encoding="utf-8"))
        if page.css_first(".md-header"):
            yield file.relative_to(site).as_posix(), page


def named(page: LexborHTMLParser, name: str) -> str:
    node = page.css_first(f'meta[name="{name}"], meta[property="{name}"]')
    return node.attributes["content"] if node else ""


def things(page: LexborHTMLParser) -> list[dict[str, Any]]:
    return [thing for node in page.css('script[type="application/ld+json"]') for thing in json.loads(node.text())["@graph"]]


@pytest.mark.parametrize("course", ["site", "fixture_site"])
def test_every_page_has_a_title_and_a_description_of_its_own(course, request):
    found = [(path, page.css_first("title").text(), named(page, "description")) for path, page in pages(request.getfixturevalue(course))]
    for position in (1, 2):
        said = Counter(entry[position] for entry in found)
        assert not [entry for entry in found if said[entry[position]] > 1 or not entry[position].strip()]


def test_a_page_with_an_address_of_its_own_says_so(fixture_site):
    for path, page in pages(fixture_site):
        address = ADDRESS + path.removesuffix("index.html")
        canonical = page.css_first("link[rel=canonical]")
        if path in ("404.html", "search.html"):
            assert canonical is None and named(page, "robots") == "noindex" and not named(page, "og:url")
        else:
            assert canonical.attributes["href"] == named(page, "og:url") == address
            assert named(page, "og:title") in page.css_first("title").text() and named(page, "og:description") == named(page, "description")


def test_the_sitemap_lists_the_pages_and_nothing_else(fixture_site):
    listed = re.findall(r"<loc>(.*?)</loc>", (fixture_site / "sitemap.xml").read_text(encoding="utf-8"))
    meant = [ADDRESS + path.removesuffix("index.html") for path, _ in pages(fixture_site) if path.endswith("index.html")]
    assert sorted(listed) == sorted(meant) and len(listed) > 4
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (fixture_site / "robots.txt").read_text(encoding="utf-8")


def test_the_shared_image_is_one_png_at_an_address_that_stays(fixture_site):
    image = (fixture_site / "assets" / "social.png").read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n" and [int.from_bytes(image[at : at + 4]) for at in (16, 20)] == [1200, 630]
    assert 20_000 < len(image) < 300_000, "an image without its drawing or its title is smaller"
    for path, page in pages(fixture_site):
        if named(page, "og:url"):
            assert named(page, "og:image") == f"{ADDRESS}assets/social.png" and named(page, "og:image:alt"), path


def test_without_an_address_of_the_site_no_image_is_named(site):
    if not any(page.css_first("link[rel=canonical]") for _, page in pages(site)):
        assert not any(named(page, "og:image") for _, page in pages(site)) and not (site / "assets" / "social.png").exists()


@pytest.mark.parametrize("course", ["site", "fixture_site"])
def test_structured_data_says_what_schema_org_knows(course, request):
    for path, page in pages(request.getfixturevalue(course)):
        for thing in things(page):
            for part in _parts(thing):
                assert set(part) <= ALLOWED[part["@type"]], f"{path}: {part['@type']}: {set(part) - ALLOWED[part['@type']]}"
            kind = thing.get("learningResourceType", thing["@type"])
            assert all(thing.get(field) for field in NEEDED[kind]), (
                f"{path}: {kind}: {[field for field in NEEDED[kind] if not thing.get(field)]}"
            )
            assert re.fullmatch(r"PT(\d+H)?(\d+M)?", thing.get("timeRequired", "PT1M")), thing["timeRequired"]


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(part)


@pytest.mark.parametrize("course", ["site", "fixture_site"])
def test_the_addresses_in_structured_data_lead_to_pages_and_places(course, request):
    site = request.getfixturevalue(course)
    found = dict(pages(site))
    for path, page in found.items():
        for part in _parts(things(page)):
            address = urlsplit(urljoin(ADDRESS + path.removesuffix("index.html"), part["url"])) if "url" in part else None
            if address:
                target = found[address.path.removeprefix("/course/") + "index.html"]
                assert not address.fragment or target.css_first(f"[id='{address.fragment}']"), f"{path}: {part['url']}"


def test_each_kind_of_page_says_its_kind(site):
    bank, found = load_bank(ROOT), {path.removesuffix("index.html"): things(page) for path, page in pages(site)}
    assert [thing["@type"] for thing in found[""]] == ["Course"]
    for key in bank.quizzes:
        lesson, quiz = found[f"{key}/"]
        front = bank.lessons[key].front
        assert lesson["learningResourceType"] == "lesson" and lesson["teaches"] == list(front.objectives.values())
        assert quiz["@type"] == "Quiz" and [term["url"].partition("#")[2] for term in quiz["about"]] == front.concepts
    assert [thing["learningResourceType"] for thing in found["interactive-marketing/test/"]] == ["test"]
    assert [thing["learningResourceType"] for thing in found["exercises/blueprint/"]] == ["exercise"]
    assert [thing["@type"] for thing in found["glossary/"]] == ["DefinedTermSet"]
    assert len(found["glossary/"][0]["hasDefinedTerm"]) == len(bank.concepts)
    assert found["privacy/"] == []


def test_structured_data_gives_no_key_away(site):
    said = " ".join(json.dumps(things(page), ensure_ascii=False) for _, page in pages(site))
    assert not re.search("acceptedAnswer|suggestedAnswer|eduQuestionType|correct answer", said)
    for item in load_bank(ROOT).items.values():
        for option in getattr(item.question, "options", []):
            assert option.feedback not in said and item.question.stem not in said


@pytest.mark.parametrize(("course", "base"), [("site", "/"), ("fixture_site", "/course/")])
def test_the_page_for_lost_readers_works_from_any_depth(course, base, request):
    site = request.getfixturevalue(course)
    page = LexborHTMLParser((site / "404.html").read_text(encoding="utf-8"))
    for node in page.css("[src], link[href], main [href], main [action]"):
        address = next(node.attributes[name] for name in ("src", "href", "action") if name in node.attributes)
        assert address.startswith((base, "#", "https://squidfunk.github.io/")), address
        path = address.partition("#")[0].removeprefix(base).removesuffix(".")
        if address.startswith(base):
            assert (site / path).exists(), address
    links = {node.text() for node in page.css("main a")}
    assert {"Home", "Exercises", "Glossary"} <= links
