"""Finds the mutants of a Swift file: small changes that a test should notice.

This is no Swift parser. It reads tokens, nested by their brackets, and relies on the layout that
swift-format produces: infix operators have spaces on both sides, labels none before the colon.
What is taken for an expression and is none does not compile; `mutate` then drops that mutant.
"""

import dataclasses
import os
import re


# The kinds that replace an expression of type Bool.
OF_BOOL = {"comparison turned", "condition dropped", "condition negated", "literal flipped",
           "negation dropped", "unknown turned"}


@dataclasses.dataclass(eq=False)
class Mutant:
    """Replaces the expression source[start:end] by `new`."""

    file: str
    line: int
    start: int
    end: int
    new: str
    kind: str
    shown: str  # `original` → `mutated`
    id: int = 0
    outcome: str = ""

    @property
    def room(self) -> str:
        return self.file.split("/")[1]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind}: {self.shown}"


# --- Tokens, nested by their brackets.

TOKEN = re.compile(
    r'(?P<space>\s+)|(?P<comment>//[^\n]*|/\*.*?\*/|\#if\b.*?\#endif)|(?P<string>\#*"(?:"")?)'
    r"|(?P<word>[\w$]+|`[^`]*`|[#@]\w+)|(?P<op>\.\.[.<]|[-+*/%=<>!&|^~?]+|.)", re.DOTALL)
CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclasses.dataclass
class Node:
    kind: str  # word, op, string, group
    text: str  # a group's is its opening bracket
    start: int
    end: int = 0
    lists: list[list["Node"]] = dataclasses.field(default_factory=list)  # what is nested in it
    infix: bool = False
    newline: bool = False  # the first on its line
    body: bool = False  # the braces of `if`, `for`, `switch`, `while`, `catch`


def parse(source: str, at: int, closing: str) -> tuple[list[Node], int]:
    """The nodes up to the closing bracket, and the place after it."""
    nodes: list[Node] = []
    newline = in_head = False
    while at < len(source):
        match = TOKEN.match(source, at)
        kind, text = match.lastgroup, match.group()
        if kind in ("space", "comment"):
            newline = newline or "\n" in text
            at = match.end()
            continue
        if text == closing:
            return nodes, match.end()
        node = Node(kind, text, at, match.end(), newline=newline)
        newline = False
        if kind == "string":
            node.lists, node.end = parse_string(source, match.end(), text)
        elif text in CLOSING:
            inner, node.end = parse(source, match.end(), CLOSING[text])
            node.kind, node.lists = "group", [inner]
            if text == "{":
                node.body, in_head = in_head, False
        elif kind == "op":
            node.infix = source[at - 1].isspace() and source[match.end()].isspace()
        elif text in ("if", "for", "switch", "while", "catch"):
            in_head = source[match.end()] != ":" and not (nodes and nodes[-1].text == ".")
        nodes.append(node)
        at = node.end
    return nodes, at


def parse_string(source: str, at: int, opening: str) -> tuple[list[list[Node]], int]:
    """The interpolations of a string literal, and the place after it."""
    quotes = opening.lstrip("#")
    hashes = opening[: len(opening) - len(quotes)]
    lists = []
    while not source.startswith(quotes + hashes, at):
        if source.startswith(f"\\{hashes}(", at):
            inner, at = parse(source, at + len(hashes) + 2, ")")
            lists.append(inner)
        else:
            at += 2 if source.startswith("\\" + hashes, at) else 1
    return lists, at + len(opening)


# --- Where an expression begins and ends, by the precedence of the operators beside it.

TERNARY, OR, AND, COMPARING, COALESCING, ADDING, TIGHT = 1, 2, 3, 4, 5, 8, 20
PRECEDENCE = {
    "=": 0, "+=": 0, "-=": 0, "*=": 0, "->": 0, "?": TERNARY, ":": TERNARY, "||": OR, "&&": AND,
    "==": COMPARING, "!=": COMPARING, "<": COMPARING, ">": COMPARING, "<=": COMPARING,
    ">=": COMPARING, "??": COALESCING, "+": ADDING, "-": ADDING, "*": 9, "/": 9, "%": 9}
KEYWORDS = {"return", "throw", "in", "if", "guard", "where", "while", "switch", "case", "else",
            "for", "try", "await", "let", "var"}
TURNED = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "==": "!=", "!=": "=="}
EMPTIED = {"vms", "networks", "hosts", "evidence", "remedy", "happens", "commands", "closedBy"}


def ends(node: Node, limit: int) -> bool:
    """Whether a node cannot be part of an expression whose operators bind at least so tightly."""
    return (node.body or node.text in ",;:" or node.kind == "word" and node.text in KEYWORDS
            or node.infix and PRECEDENCE.get(node.text, 7) < limit)


def parted(one: Node, other: Node) -> bool:
    """Whether a new statement begins between two neighbours."""
    return (other.newline and not (one.infix or other.infix or one.text in KEYWORDS)
            and other.text not in {".", ",", "where", "else", "in"} and one.text not in ",:")


def left(nodes: list[Node], at: int, limit: int) -> int:
    while at > 0 and not ends(nodes[at - 1], limit) and not parted(nodes[at - 1], nodes[at]):
        at -= 1
    return at


def right(nodes: list[Node], at: int, limit: int) -> int:
    """The index after the expression to the right of an operator."""
    at += 1
    while at < len(nodes) and not ends(nodes[at], limit) and not parted(nodes[at - 1], nodes[at]):
        at += 1
    return at


def shorten(original: str, mutated: str) -> str:
    """Both on one line, from shortly before the first difference."""
    texts = [" ".join(text.split()) for text in (original, mutated)]
    same = len(os.path.commonprefix(texts))
    begin = max(0, same - 60) if max(map(len, texts)) > 100 else 0
    return " → ".join(
        "`" + "…" * (begin > 0) + text[begin:begin + 100] + "…" * (len(text) > begin + 100) + "`"
        for text in texts)


class Finder:
    """Collects all mutants of a file."""

    def __init__(self, file: str, source: str) -> None:
        self.file = file
        self.source = source
        self.found: list[Mutant] = []
        self.scan(parse(self.source, 0, "")[0], "", False)

    def text(self, nodes: list[Node]) -> str:
        return self.source[nodes[0].start:nodes[-1].end] if nodes else ""

    def add(self, kind: str, nodes: list[Node], new: str, label: Node | None = None) -> None:
        if not nodes or not new:
            return
        start, end = nodes[0].start, nodes[-1].end
        first, last = label.start if label else start, end
        if last - first < 12:  # so short that only its line explains it
            first = self.source.rfind("\n", 0, start) + 1
            last = self.source.find("\n", end)
        shown = shorten(
            self.source[first:last], self.source[first:start] + new + self.source[end:last])
        line = self.source.count("\n", 0, start) + 1
        self.found.append(Mutant(self.file, line, start, end, new, kind, shown))

    def scan(self, nodes: list[Node], bracket: str, is_declared: bool) -> None:
        after = 0  # nodes before this one are left out
        for at, node in enumerate(nodes):
            if at < after:
                continue
            before = nodes[at - 1].text if at > 0 else ""
            following = nodes[at + 1] if at + 1 < len(nodes) else Node("op", "", 0)
            if node.text == "examples" and following.text == ":":
                after = at + 3
            elif node.text in KEYWORDS and following.text == ":":
                continue  # a label
            elif node.text == "where" and not self.has_condition(nodes, at):
                while after < len(nodes) and not (after > at and nodes[after].text == "{"):
                    after += 1
            elif node.kind == "word":
                self.word(nodes, at, before, following, bracket == "(" and not is_declared)
            elif node.kind == "op":
                self.operator(nodes, at, before)
            declares = node.text == "(" and self.is_declaration(nodes, at)
            for inner in node.lists:
                self.scan(inner, node.text, declares)

    def has_condition(self, nodes: list[Node], at: int) -> bool:
        """Whether a `where` belongs to a loop, a case or a catch, and not to a generic type."""
        while at > 0 and not parted(nodes[at - 1], nodes[at]):
            at -= 1
            if nodes[at].text in ("for", "case", "catch"):
                return True
        return False

    def is_declaration(self, nodes: list[Node], at: int) -> bool:
        """Whether the parenthesis holds parameters, and not arguments."""
        while at > 0 and nodes[at - 1].text not in {"=", ":", ".", "{"} and not nodes[at].newline:
            at -= 1
            if nodes[at].text in ("func", "init", "case", "subscript"):
                return at == 0 or nodes[at - 1].text != "."
        return False

    def word(self, nodes: list[Node], at: int, before: str, then: Node, has_labels: bool) -> None:
        text = nodes[at].text
        if text in ("true", "false") and before != "case":
            self.add("literal flipped", [nodes[at]], "false" if text == "true" else "true")
        elif text in ("if", "guard", "where") and before != ".":
            self.conditions(nodes, at)
        elif text == "filter" and before == "." and then.kind == "group" and then.lists[0]:
            inner = then.lists[0]
            if then.text == "(" and inner[0].text == "\\":
                self.add("filter dropped", inner, "{ _ in true }")
            names = [place for place, node in enumerate(inner) if node.text == "in"]
            body = inner[names[0] + 1:] if names else inner
            is_one = not any(parted(*pair) for pair in zip(body, body[1:]))
            if then.text == "{" and is_one and body[0].text not in KEYWORDS:
                self.add("filter dropped", body, "true")
        elif text == "agreeing" and then.text == "(" and before != "func":
            commas = [node for node in then.lists[0] if node.text == ","]
            if len(commas) == 2:
                number, one, many = (
                    self.source[start:end].strip() for start, end in zip(
                        [then.start + 1] + [comma.end for comma in commas],
                        [comma.start for comma in commas] + [then.end - 1]))
                self.add("texts swapped", [nodes[at], then], f"agreeing({number}, {many}, {one})")
        elif text in EMPTIED and has_labels and then.text == ":" and not then.infix:
            end = at + 2
            while end < len(nodes) and nodes[end].text != ",":
                end += 1
            value = nodes[at + 2:end]
            if self.text(value) not in ("[]", "nil") and value[0].kind != "string":
                self.add("list emptied", value, "[]", label=nodes[at])

    def conditions(self, nodes: list[Node], at: int) -> None:
        """Each element of the list after `if`, `guard` or `where`."""
        elements: list[list[Node]] = [[]]
        end = at + 1
        while end < len(nodes) and not nodes[end].body and nodes[end].text != "else":
            if nodes[end].text == ":" and not nodes[end].infix:
                break
            if nodes[end].text == ",":
                elements.append([])
            else:
                elements[-1].append(nodes[end])
            end += 1
        for element in elements:
            if not element or element[0].text in ("let", "var", "case") or "#" in element[0].text:
                continue
            self.add("condition dropped", element, "true")
            if nodes[at].text != "guard":
                self.add("condition dropped", element, "false")
            if nodes[at].text == "if" and len(elements) == 1 and \
                    end + 1 < len(nodes) and nodes[end + 1].text == "else":
                self.add("condition negated", element, f"!({self.text(element)})")

    def operator(self, nodes: list[Node], at: int, before: str) -> None:
        node, text = nodes[at], nodes[at].text
        if text == "!" and not node.infix and self.source[node.start - 1] in " \n([":
            end = right(nodes, at, TIGHT)
            self.add("negation dropped", nodes[at:end], self.text(nodes[at + 1:end]))
        if not node.infix or before == "func" or at + 1 >= len(nodes):
            return
        limit = PRECEDENCE.get(text, 7)
        first, end = left(nodes, at, limit), right(nodes, at, limit + 1)
        one, other = self.text(nodes[first:at]), self.text(nodes[at + 1:end])
        is_order = text in "<>" and "$0" in one and "$1" in other  # of sorting: `<=` sorts alike
        if text in TURNED and not is_order:
            self.add("comparison turned", nodes[first:end], f"{one} {TURNED[text]} {other}")
            if other in ("true", "false"):  # nil is neither of both
                opposite = "false" if other == "true" else "true"
                self.add("unknown turned", nodes[first:end], f"{one} {TURNED[text]} {opposite}")
        elif text in ("&&", "||"):
            self.add("condition dropped", nodes[first:end], one)
            self.add("condition dropped", nodes[first:end], other)
        elif text == "??":
            value = nodes[at + 1:right(nodes, at, limit)]
            is_optional = value[0].text not in (".", "[") and (len(value) > 1 or value[0].lists)
            if is_optional and value[0].kind != "string":  # a guess: nothing else can be nil
                self.add("fallback dropped", value, "nil")
        elif text in ("+", "-", "+=", "-=") and other.isdigit() and int(other) > 0:
            self.add("off by one", [nodes[at + 1]], str(int(other) - 1))
        elif text == "?":
            self.ternary(nodes, left(nodes, at, OR), at)

    def ternary(self, nodes: list[Node], first: int, mark: int) -> None:
        colon = right(nodes, mark, OR)
        end, chained = colon, True
        while chained:  # `a ? b : c ? d : e`
            if end >= len(nodes) or nodes[end].text != ":" or not nodes[end].infix:
                return
            end = right(nodes, end, OR)
            chained = end < len(nodes) and nodes[end].text == "?" and nodes[end].infix
            if chained:
                end = right(nodes, end, OR)
        condition, one, other = (self.text(part) for part in (
            nodes[first:mark], nodes[mark + 1:colon], nodes[colon + 1:end]))
        whole = nodes[first:end]
        self.add("branches swapped", whole, f"{condition} ? ({other}) : ({one})")
        self.add("branch dropped", whole, one)
        self.add("branch dropped", whole, other)
