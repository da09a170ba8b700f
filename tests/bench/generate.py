"""Makes courses of any size from a seed: the same lessons and questions for our engine, as plain lists, and for mkdocs-quiz.

The lengths are those of Part 1: a stem of 160 characters, options of 50, feedback of 95, a hint in every second question, markup in one
feedback of forty, a glossary term here and there, a formula now and then, a misconception in every second question.
"""

from __future__ import annotations

import itertools
import random
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
TEN = ("single", "single", "numeric", "single", "multiple", "single", "order", "single", "multiple", "single")
TEN_OF_ALL = ("single", "classify", "numeric", "single", "multiple", "match", "order", "single", "single", "single")
LEVELS = ("remember", "understand", "apply", "analyse")
ASSETS = ("css", "quiz", "site")

WHO = (
    "the guest|the evening porter|a regular customer|the owner|the housekeeper|a first-time visitor|the cook|the ferry crew|a young couple"
    "|the sales manager|the call centre|a new waiter|the cashier|the driver|the workshop|a supplier|the receptionist|the board|an installer"
    "|the neighbour|a group of cyclists|the technician|the marketing office|a passenger|the night shift|the bakery|the shop floor|a student"
).split("|")
DOES = (
    "notices|remembers|compares|repeats|expects|repairs|explains|delivers|promises|forgets|measures|welcomes|postpones|replaces|describes"
    "|answers|prepares|overlooks|questions|improves|recommends|observes|records|anticipates|defends|confirms|rehearses|interrupts"
).split("|")
WHAT = (
    "the welcome at the desk|a late delivery|the view over the harbour|the second invoice|an honest answer|the waiting time|a small mistake"
    "|the smell of fresh bread|a written promise|the price of a room|the missing key|a complaint by telephone|the order of the steps"
    "|a free cup of coffee|the printed brochure|the state of the corridor|an empty table|the name of the customer|the winter timetable"
    "|a broken lamp|the handover between shifts|the size of the bill|an unexpected visit|the rule in the handbook|the tone of the letter"
).split("|")
WHEN = (
    "on a busy Saturday|before the season begins|after the first visit|in front of other customers|without asking anybody|during breakfast"
    "|at the end of the month|once the contract is signed|while the queue grows|as soon as the doors open|in the middle of the night"
    "|when nobody is looking|for the third time this week|within four minutes|from behind the counter|between two meetings|in plain words"
).split("|")
WHY = (
    "because the promise was made in public|since one contact colours the next|so that the visit ends well|although it costs almost nothing"
    "|and the overall impression changes with it|which no survey of last year could show|but the rule says something else"
    "|since quality is judged by the customer|so the same mistake can be made twice|and everybody in the room can hear it"
    "|because the list was never written down|which is cheaper than a new campaign|although the handbook forbids it"
).split("|")
KINDS = (
    "quiet late second written hidden shared early planned spoken printed seasonal local distant regular silent warm narrow double"
    " public private missing broken daily weekly open closed visible costly simple honest borrowed crowded final first rare steady"
).split()
THINGS = (
    "arrival handover queue counter invoice routine greeting corridor timetable promise survey brochure complaint delivery rehearsal"
    " signal booking menu counterpart doorway receipt letter warranty tasting reminder sample inventory landmark encounter departure"
).split()
UNITS = ("EUR", "contacts", "guests", "minutes")


@dataclass(frozen=True)
class Part:
    """An option, a near miss, an entry of a sequence, a pair or a member of a group; `other` is a pair's right side or a member's group."""

    text: str
    feedback: str = ""
    right: bool = False
    other: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Ask:
    """A question in no engine's form."""

    id: str
    type: str
    stem: str
    parts: tuple[Part, ...]
    section: str
    quote: str
    objective: str
    level: str
    held_back: bool = False
    hint: str = ""
    value: int = 0
    unit: str = ""
    formula: str = ""
    right: str = ""
    wrong: str = ""


@dataclass
class Page:
    """A lesson: sections of blocks, each block a string of Markdown, and its questions."""

    key: str
    title: str
    description: str
    objectives: dict[str, str]
    concepts: dict[str, str]
    misconceptions: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)


class Writer:
    """Writes sentences, lessons and questions from one seed."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        terms = [f"{kind} {thing}" for kind, thing in itertools.product(KINDS, THINGS)]
        self.random.shuffle(terms)
        self.terms = terms

    def pick(self, words: Sequence[str]) -> str:
        return self.random.choice(words)

    def phrase(self) -> str:
        """Return some 50 characters without a full stop."""
        who, does, what = self.pick(WHO), self.pick(DOES), self.pick(WHAT)
        return _capital(f"{who} {does} {what}")

    def sentence(self, extra: str = "") -> str:
        """Return a sentence of 12 to 25 words."""
        shape = self.random.random()
        body = f"{self.pick(WHO)} {self.pick(DOES)} {self.pick(WHAT)} {self.pick(WHEN)}"
        if shape < 0.45:
            body += f", {self.pick(WHY)}"
        elif shape < 0.75:
            body = f"{self.pick(WHEN)}, {body}"
        return _capital(body + (f", as with {extra}" if extra else "")) + "."

    def stem(self, index: int, term: str) -> str:
        """Return a case and a question, some 160 characters; the number in it keeps it apart from the lesson's own sentences."""
        case = f"{self.pick(WHO)} {self.pick(DOES)} {self.pick(WHAT)} on day {self.random.randrange(1000)} {self.pick(WHEN)}"
        return _capital(f"{case}{f', as with {term}' if term else ''}. {self.phrase()}. Which of these follows, number {index + 1}?")

    def feedback(self) -> str:
        mark = "*" if self.random.random() < 0.025 else ""
        return f"{_capital(self.pick(WHO))} {self.pick(DOES)} {mark}{self.pick(WHAT)}{mark}, {self.pick(WHY)}."

    def distinct(self, count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.phrase()] = None
        return list(found)

    def page(self, number: int, words: int, kinds: Iterable[str], concepts: int, held_back: float) -> Page:
        """Return lesson `number` with about `words` words and one question of each of `kinds`."""
        own = [self.terms[(number * concepts + index) % len(self.terms)] for index in range(concepts)]
        page = Page(
            f"part-{number // 10 + 1:02}/lesson-{number + 1:03}",
            f"{_capital(self.pick(KINDS))} {self.pick(THINGS)}, lesson {number + 1}",
            self.sentence(),
            {f"aim-{number + 1}-{letter}": f"Explain how {self.phrase().lower()}" for letter in "ab"},
            {term: self.feedback().replace("*", "") for term in own},
        )
        self._write_sections(page, words, own)
        kinds = list(kinds)
        page.misconceptions = {f"idea-{number + 1}-{index + 1}": self.phrase() for index in range(len(kinds) // 2)}
        for index, kind in enumerate(kinds):
            page.asks.append(self.ask(page, number, index, kind, held_back))
        return page

    def _write_sections(self, page: Page, words: int, terms: list[str]) -> None:
        count = max(2, min(8, words // 150))
        for section in range(count):
            blocks: list[str] = []
            while sum(len(block.split()) for block in blocks) < words / count - 25:
                blocks.append(self._block(len(blocks), section, terms, words >= 1000))
            page.sections[f"section-{section + 1}"] = blocks

    def _block(self, index: int, section: int, terms: list[str], long: bool) -> str:
        if long and index == 2 and section % 2 == 0:
            return "\n".join(f"- {self.sentence()}" for _ in range(3))
        if long and index == 2 and section == 3:
            rows = [f"| {self.pick(THINGS)} | {self.random.randrange(2, 90)} | {self.phrase()} |" for _ in range(4)]
            return "\n".join(["| Contact | Minutes | What happens |", "|---|---|---|", *rows])
        if long and index == 2 and section == 5:
            a, b = self.random.randrange(10, 90), self.random.randrange(3, 12)
            inner = f"{self.sentence()} So $Q = {a} \\times {b} = {a * b}$.\n\n{self.sentence()}"
            return '!!! example "Worked example"\n\n' + "\n".join(f"    {line}" if line else "" for line in inner.split("\n"))
        term = self.pick(terms) if terms and index == 0 else ""
        sentences = [self.sentence(f"a {term}" if term else ""), *(self.sentence() for _ in range(2))]
        if index == 1:
            sentences[1] = re.sub(r"^(\w+ \w+)", r"**\1**", sentences[1])
        return " ".join(sentences)

    def ask(self, page: Page, number: int, index: int, kind: str, held_back: float) -> Ask:
        """Return question `index` of a lesson."""
        section = self.pick(list(page.sections))
        paragraph = next(block for block in page.sections[section] if not block.startswith(("-", "|", "!")))
        quote = self.pick(re.split(r"(?<=\.) ", paragraph)).strip("*.").replace("**", "")
        given: dict = {}
        terms = list(page.concepts)
        term = f"a {terms[index]}" if index < len(terms) else ""
        if kind in ("single", "multiple"):
            texts = self.distinct(self.random.choice((3, 3, 4)))
            rights = {0} if kind == "single" else {0, 1}
            wrong = list(page.misconceptions) or [""]
            parts = [
                Part(text, self.feedback(), order in rights, misconception="" if order in rights else self.pick(wrong))
                for order, text in enumerate(texts)
            ]
            self.random.shuffle(parts)
        else:
            parts, given = getattr(self, f"_{kind}")()
            given |= {"right": self.feedback(), "wrong": self.feedback()}
        return Ask(
            id=f"lesson-{number + 1}-question-{index + 1}",
            type=kind,
            stem=self.stem(index, term),
            parts=tuple(parts),
            section=section,
            quote=quote,
            objective=list(page.objectives)[index // 2 % 2],
            level=self.pick(LEVELS),
            held_back=index > 2 and self.random.random() < held_back,
            hint=self.feedback() if index % 2 else "",
            **given,
        )

    def _numeric(self) -> tuple[list[Part], dict]:
        a, b = self.random.randrange(11, 99), self.random.randrange(11, 99)
        near = [Part(str(a * b + shift), self.feedback()) for shift in (100, -7)]
        return near, {"value": a * b, "unit": self.pick(UNITS), "formula": f"{a} * {b}"}

    def _order(self) -> tuple[list[Part], dict]:
        return [Part(text) for text in self.distinct(4)], {}

    def _match(self) -> tuple[list[Part], dict]:
        texts = self.distinct(9)
        pairs = [Part(texts[index], other=texts[index + 4]) for index in range(4)]
        return [*pairs, Part(texts[8])], {}

    def _classify(self) -> tuple[list[Part], dict]:
        texts = self.distinct(5)
        return [Part(text, self.feedback(), other="Seen" if index % 2 else "Unseen") for index, text in enumerate(texts)], {}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def make_pages(count: int, words: int, kinds: Sequence[str], seed: int = 1, concepts: int = 1, held_back: float = 0.0) -> list[Page]:
    """Return `count` lessons of about `words` words with a question of each of `kinds`; `held_back` is the share kept for tests."""
    writer = Writer(seed)
    return [writer.page(number, words, kinds, concepts, held_back) for number in range(count)]


# Our engine


def write_course(root: Path, pages: list[Page], without: Sequence[str] = ()) -> None:
    """Write the course as our engine reads it."""
    _write_config(root, pages, without=without)
    (root / "exercises").mkdir()
    claims = [entry for page in pages for entry in page.misconceptions.items()]
    misconceptions = [{"id": id, "claim": claim, "reply": f"{claim} only now and then."} for id, claim in claims]
    _dump(root / "docs" / "misconceptions.yml", misconceptions)
    _dump(root / "docs" / "concepts.yml", [_concept(term, text) for page in pages for term, text in page.concepts.items()])
    _write(root / "docs" / "glossary.md", _front("Glossary", "All terms of the course.") + "{{ glossary }}\n")
    for page in pages:
        _write(root / "docs" / f"{page.key}.md", _lesson(page))
        quiz = {"author": "first-author", "questions": [_question(ask) for ask in page.asks]}
        _dump(root / "quizzes" / f"{page.key}.yml", quiz)


def _concept(term: str, definition: str) -> dict:
    names = {language: term for language in ("en", "sv", "nb", "da")}
    return {"id": term.replace(" ", "-"), "term": names, "also": [term + "s"], "definition": definition, "rows": ["A01"]}


def _lesson(page: Page) -> str:
    front = {
        "title": page.title,
        "description": page.description,
        "minutes": {"read": 8, "practise": 8, "do": 4},
        "objectives": page.objectives,
        "concepts": [term.replace(" ", "-") for term in page.concepts],
    }
    named = [ask for ask in page.asks if not ask.held_back][:3]
    parts = [f"---\n{_yaml(front)}---\n"]
    for index, body in enumerate(_bodies(page)):
        parts.append(body)
        if index < min(len(named), len(page.sections) - 1):
            parts.append(f"{{{{ question {named[index].id} }}}}\n")
    return "\n".join([*parts, "## Check yourself\n", "{{ questions }}\n"])


def _question(ask: Ask) -> dict:
    data: dict = {"id": ask.id, "type": ask.type, "use": "test" if ask.held_back else "practice"}
    data |= {"objective": ask.objective, "level": ask.level, "stem": ask.stem} | _KEYS[ask.type](ask)
    if ask.right:
        data["feedback"] = {"right": ask.right, "wrong": ask.wrong}
    if ask.hint:
        data["hint"] = ask.hint
    return data | {"evidence": {"section": ask.section, "quote": ask.quote}}


def _options(ask: Ask) -> dict:
    options = []
    for letter, part in zip("abcdef", ask.parts, strict=False):
        mark = {"correct": True} if part.right else {"misconception": part.misconception} if part.misconception else {}
        options.append({"id": letter, "text": part.text} | mark | {"feedback": part.feedback})
    return {"options": options}


def _number(ask: Ask) -> dict:
    near = [{"value": int(part.text), "tolerance": 0, "feedback": part.feedback} for part in ask.parts]
    return {"answer": {"value": ask.value, "tolerance": 0, "unit": ask.unit}, "formula": ask.formula, "near": near}


def _sequence(ask: Ask) -> dict:
    return {"sequence": [{"id": letter, "text": part.text} for letter, part in zip("abcdef", ask.parts, strict=False)]}


def _pairs(ask: Ask) -> dict:
    lettered = list(zip("abcdef", ask.parts, strict=False))
    pairs = [{"id": letter, "left": part.text, "right": part.other} for letter, part in lettered if part.other]
    return {"pairs": pairs, "decoys": [{"id": letter, "text": part.text} for letter, part in lettered if not part.other]}


def _groups(ask: Ask) -> dict:
    lettered = list(zip("abcdef", ask.parts, strict=False))
    return {
        "groups": [
            {
                "id": name.lower(),
                "text": name,
                "members": [{"id": letter, "text": part.text, "feedback": part.feedback} for letter, part in lettered if part.other == name],
            }
            for name in ("Seen", "Unseen")
        ]
    }


_KEYS = {"single": _options, "multiple": _options, "numeric": _number, "order": _sequence, "match": _pairs, "classify": _groups}


# The same words without our engine


def write_plain(root: Path, pages: list[Page], without: Sequence[str] = ()) -> None:
    """Write the course as plain Markdown, its questions as nested lists."""
    _write_other(root, pages, _list, [], without)


def write_peer(root: Path, pages: list[Page], without: Sequence[str] = ()) -> None:
    """Write the course for mkdocs-quiz, in its syntax and with its default settings."""
    _write_other(root, pages, _peer, ["mkdocs_quiz"], without)


def _write_other(root: Path, pages: list[Page], form, plugins: list[str], without: Sequence[str]) -> None:
    _write_config(root, pages, plain=True, plugins=plugins, without=without)
    terms = [f"{term}\n:   {text}\n" for page in pages for term, text in page.concepts.items()]
    _write(root / "docs" / "glossary.md", _front("Glossary", "All terms of the course.") + "\n".join(terms))
    for page in pages:
        asks = [form(ask) for ask in page.asks if not ask.held_back]
        parts = [_front(page.title, page.description), "Afterwards you can\n", *(f"- {aim}" for aim in page.objectives.values()), ""]
        for index, body in enumerate(_bodies(page)):
            parts.append(body)
            if index < min(3, len(page.sections) - 1):
                parts.append(asks.pop(0))
        _write(root / "docs" / f"{page.key}.md", "\n".join([*parts, "## Check yourself\n", *asks]))


def _list(ask: Ask) -> str:
    return "\n".join([f"- {ask.stem}", *(f"    {line}" for line in _nested(ask)), ""])


def _nested(ask: Ask) -> Iterator[str]:
    """Yield what stands below a stem in a plain list."""
    if ask.type == "numeric":
        yield f"- **{ask.value} {ask.unit}**"
    for number, part in enumerate(ask.parts, start=1):
        text = f"{part.text}: {part.other}" if part.other else part.text
        yield f"{number}. {text}" if ask.type == "order" else f"- **{text}**" if part.right else f"- {text}"
        if part.feedback:
            yield f"    - {part.feedback}"
    for text in filter(None, (ask.right, ask.wrong, ask.hint)):
        yield f"- {text}"


def _peer(ask: Ask) -> str:
    """Return a question as mkdocs-quiz has it: options to choose, else blanks to fill, since it knows no number and no order."""
    below = [text for text in (ask.right, ask.wrong, ask.hint) if text]
    if ask.type in ("single", "multiple"):
        lines = [ask.stem]
        for part in ask.parts:
            lines += [f"- [{'x' if part.right else ' '}] {part.text}", f"> {part.feedback}"]
        return "\n".join(["<quiz>", *lines, "", "\n\n".join(below), "</quiz>\n"])
    if ask.type == "numeric":
        question = [f"{ask.stem} [[{ask.value}]] {ask.unit}"]
        below += [f"{part.text}: {part.feedback}" for part in ask.parts]
    else:
        question = [ask.stem, "", *(f"- [[{number}]] {part.text}" for number, part in enumerate(ask.parts, start=1))]
    return "\n".join(["<quiz>", *question, "", "---", "", "\n\n".join(below), "</quiz>\n"])


# What all forms share


def _bodies(page: Page) -> Iterator[str]:
    for anchor, blocks in page.sections.items():
        yield f"## {_capital(anchor.replace('-', ' '))} {{#{anchor}}}\n\n" + "\n\n".join(blocks) + "\n"


def _write_config(root: Path, pages: list[Page], plain: bool = False, plugins: Sequence[str] = (), without: Sequence[str] = ()) -> None:
    """Write the real mkdocs.yml with paths that lead back to the engine; a plain one is Material's as it comes, with its own search."""
    config = yaml.compose((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    fields = {key.value: (key, value) for key, value in config.value}
    parts = itertools.groupby(pages, key=lambda page: page.key.split("/")[0])
    nav = ["index.md", *({part: [f"{page.key}.md" for page in inside]} for part, inside in parts), "glossary.md"]
    own = {"nav": nav, "hooks": [str(ROOT / "hooks" / "mkdocs_hooks.py")]}
    own["watch"] = ["quizzes", "exercises", str(ROOT / "hooks" / "course"), str(ROOT / "hooks" / "theme")]
    for name, value in own.items():
        fields[name] = (yaml.ScalarNode("tag:yaml.org,2002:str", name), _node(value))
    _set(fields["theme"][1], "custom_dir", str(ROOT / "hooks" / "theme"))
    _drop(fields["plugins"][1], without)
    fields["plugins"][1].value += [_node(name) for name in (*plugins, *(["search"] if plain else []))]
    if plain:
        theme = fields["theme"][1]
        theme.value = [(key, value) for key, value in theme.value if key.value not in ("custom_dir", "static_templates")]
        _drop(fields["markdown_extensions"][1], ["course.embed"])
        del fields["hooks"], fields["watch"], fields["exclude_docs"]
    config.value = list(fields.values())
    _write(root / "mkdocs.yml", yaml.serialize(config, allow_unicode=True))
    for name in ASSETS:
        shutil.copytree(ROOT / "docs" / "assets" / name, root / "docs" / "assets" / name)
    _write(root / "docs" / "index.md", _front("A course of any size", "Made for measuring.") + "Begin with [the glossary](glossary.md).\n")


def _node(value: object) -> yaml.Node:
    return yaml.compose(yaml.safe_dump(value))


def _set(mapping: yaml.MappingNode, name: str, value: object) -> None:
    mapping.value = [(key, _node(value) if key.value == name else old) for key, old in mapping.value]


def _drop(entries: yaml.SequenceNode, names: Sequence[str]) -> None:
    entries.value = [node for node in entries.value if _name(node) not in names]


def _name(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else node.value[0][0].value


def _front(title: str, description: str) -> str:
    return f"---\n{_yaml({'title': title, 'description': description})}---\n\n"


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)


def _dump(file: Path, data: object) -> None:
    _write(file, _yaml(data))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
