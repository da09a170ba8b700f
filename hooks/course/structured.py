"""What a page tells a machine that looks for teaching material: its kind and facts in the words of schema.org, as JSON-LD.

Knows the bank and addresses, nothing of how a page is shown. Says what a quiz is about and never what is right in it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from course.bank import Bank, Exercise, Lesson
from course.model import Minutes, Test
from course.outline import ordered_lessons, parts, tested_lessons
from course.render import url_of

Thing = dict[str, Any]
Address = Callable[[str], str]


def structured(bank: Bank, key: str, name: str, address: Address) -> Thing | None:
    """Return the JSON-LD of the page with key `key`, or None where there is nothing to say.

    `name` is the course's; `address` maps a path below the site's root to an address that holds on this page.
    """
    say = _Sayer(bank, name, address)
    page = bank.pages.get(key)
    things = list(_things(say, key, page)) if page and page.front else []
    return {"@context": "https://schema.org", "@graph": things} if things else None


def _things(say: _Sayer, key: str, page: Lesson | Exercise) -> Iterable[Thing]:
    if key == "index":
        return [say.course(page)]
    if isinstance(page, Exercise):
        return [say.exercise(page)]
    if page.is_lesson:
        return [say.lesson(page), *([say.quiz(page)] if key in say.bank.quizzes else [])]
    if page.front.test:
        return [say.test(page, page.front.test)]
    if any(marker.name == "glossary" for marker in page.findings.markers):
        return [say.glossary(page)]
    return [say.part(page)] if posixpath.dirname(key) in parts(say.bank) and posixpath.basename(key) == "index" else []


class _Sayer:
    """Says things about one course."""

    def __init__(self, bank: Bank, name: str, address: Address):
        self.bank, self.name, self.address = bank, name, address
        self.concepts = {concept.id: concept for concept, _ in bank.concepts}
        settings = bank.settings.course
        self.common = {"inLanguage": "en-GB", "isAccessibleForFree": True}
        self.common |= {said: settings[field] for said, field in _SETTINGS.items() if settings.get(field)}

    def course(self, page: Lesson) -> Thing:
        lessons = ordered_lessons(self.bank)
        minutes = sum(_length(lesson.front.minutes) for lesson in lessons)
        minutes += sum(exercise.front.minutes for exercise in self.bank.exercises.values() if exercise.front)
        return self.resource("Course", self.name, page.front.description, url_of(page.key), minutes) | {
            "teaches": [aim for lesson in lessons for aim in lesson.front.objectives.values()],
            "hasPart": [self.named("LearningResource", lesson.front.title, url_of(lesson.key)) for lesson in lessons],
            "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "online", "courseWorkload": duration(minutes)},
            "offers": {"@type": "Offer", "category": "Free"},
        }

    def part(self, page: Lesson) -> Thing:
        lessons = [lesson for lesson in ordered_lessons(self.bank) if posixpath.dirname(lesson.key) == posixpath.dirname(page.key)]
        minutes = sum(_length(lesson.front.minutes) for lesson in lessons)
        return self.within(self.resource("LearningResource", page.front.title, page.front.description, url_of(page.key), minutes)) | {
            "learningResourceType": "part of a course",
            "hasPart": [self.named("LearningResource", lesson.front.title, url_of(lesson.key)) for lesson in lessons],
        }

    def lesson(self, page: Lesson) -> Thing:
        front = page.front
        return self.within(self.resource("LearningResource", front.title, front.description, url_of(page.key), _length(front.minutes))) | {
            "learningResourceType": "lesson",
            "teaches": list(front.objectives.values()),
            "about": self.terms(front.concepts),
        }

    def quiz(self, page: Lesson) -> Thing:
        front, url = page.front, url_of(page.key)
        found = self.resource(
            "Quiz", f"{front.title}: questions", f"Questions of the lesson, with feedback. {front.description}", url, front.minutes.practise
        )
        return found | {
            "learningResourceType": "practice quiz",
            "assesses": list(front.objectives.values()),
            "about": self.terms(front.concepts),
            "isPartOf": self.named("LearningResource", front.title, url),
        }

    def test(self, page: Lesson, test: Test) -> Thing:
        lessons = tested_lessons(self.bank, test)
        return self.within(self.resource("Quiz", page.front.title, page.front.description, url_of(page.key))) | {
            "learningResourceType": "test",
            "assesses": [aim for lesson in lessons for aim in lesson.front.objectives.values()],
            "about": [self.named("LearningResource", lesson.front.title, url_of(lesson.key)) for lesson in lessons],
        }

    def exercise(self, exercise: Exercise) -> Thing:
        front = exercise.front
        aims = {id: aim for lesson in ordered_lessons(self.bank) for id, aim in lesson.front.objectives.items()}
        return self.within(self.resource("LearningResource", front.title, front.description, url_of(exercise.key), front.minutes)) | {
            "learningResourceType": "exercise",
            "teaches": [aims[id] for id in front.objectives if id in aims],
        }

    def glossary(self, page: Lesson) -> Thing:
        found = self.within(self.resource("DefinedTermSet", page.front.title, page.front.description, url_of(page.key)))
        entries = [self.term(id) | {"description": concept.definition} for id, concept in self.concepts.items()]
        return found | {"hasDefinedTerm": entries}

    def resource(self, type: str, name: str, description: str, path: str, minutes: Decimal | int = 0) -> Thing:
        """Return what all of the course's works have in common."""
        thing = self.named(type, name, path) | {"description": description} | self.common
        return thing | {"timeRequired": duration(minutes)} if minutes else thing

    def within(self, thing: Thing) -> Thing:
        return thing | {"isPartOf": self.named("Course", self.name, "")}

    def named(self, type: str, name: str, path: str) -> Thing:
        return {"@type": type, "name": name, "url": self.address(path)}

    def terms(self, ids: Iterable[str]) -> list[Thing]:
        return [self.term(id) for id in ids if id in self.concepts]

    def term(self, id: str) -> Thing:
        return self.named("DefinedTerm", self.concepts[id].term.en, f"glossary/#{id}")


_SETTINGS = {"educationalLevel": "level", "license": "license"}


def _length(minutes: Minutes) -> Decimal:
    return minutes.read + minutes.practise + minutes.do


def duration(minutes: Decimal | int) -> str:
    """Return minutes as ISO 8601 has them."""
    hours, rest = divmod(int(minutes), 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")
