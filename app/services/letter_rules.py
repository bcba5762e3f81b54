"""What the template of a letter may hold: words, facts, checks for a missing fact, and lists of facts.

Whatever computes, calls, loads or reaches into Python is refused before it is ever run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import get_origin

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain.intro import IntroFacts

FACTS = {one.name: get_origin(one.type) is tuple for one in fields(IntroFacts)}  # by name: is it a list?
LISTS = [name for name, is_list in FACTS.items() if is_list]
FILTERS = {  # by name: how many settings in brackets it takes
    **{"default": 2, "first": 0, "join": 1, "last": 0, "length": 0},
    **{"lower": 0, "trim": 0, "upper": 0},
}
OF_TEXT = ("lower", "trim", "upper")
DEEPEST = 20  # of one part of a template in another
VARIABLE = re.compile(r"[a-z][a-z_]{0,29}")
TAG = re.compile(r"{%.*?%}")
PLAIN = (
    *(nodes.Template, nodes.Output, nodes.If, nodes.Filter),
    *(nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand),
)
FORBIDDEN = {  # by the name of its class in Jinja2
    **dict.fromkeys(("Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow", "Neg", "Pos"), "Arithmetic"),
    **dict.fromkeys(("Include", "Import", "FromImport", "Extends", "Block"), "Taking in another file"),
    **dict.fromkeys(("Assign", "AssignBlock", "With", "NSRef", "Macro"), "Defining something"),
    **dict.fromkeys(("Getitem", "Slice"), "[…]"),
    **dict.fromkeys(("List", "Tuple", "Dict"), "A list that is made here"),
    **{"Call": "A call (…)", "CallBlock": "A call", "Concat": "“~”", "CondExpr": "“… if … else …” in {{ }}"},
    **{"Test": "“is …”", "FilterBlock": "{% filter %}", "Scope": "{% autoescape %}", "Keyword": "“… = …”"},
}
RIGHT = "use only {{ facts.… }}, {% if … %} and {% for … in facts.… %}"


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.clear()
    made.tests.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


WORDS = _environment()


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a template, and what would be right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


def parts(text: str) -> tuple[str, str]:
    """Take a template apart into that of the subject and that of the body; each keeps its line numbers."""
    subject, _, body = text.replace("\r\n", "\n").partition("\n")
    return subject, f"\n{body}"


@lru_cache(maxsize=128)
def faults_of(file: str, text: str) -> tuple[Fault, ...]:
    """Find what a template may not hold, without running any of it."""
    subject, body = parts(text)
    found = [*_found(subject), *_found(body), *_joined(body)]
    if body.strip() and body.split("\n")[1].strip():
        found.append((2, "the line under the subject must be empty; the body begins below it"))
    return tuple(sorted({Fault(file, line, message) for line, message in found}))


def _found(source: str) -> list[tuple[int, str]]:
    """List what is wrong with a subject or a body, by line."""
    try:
        tree = WORDS.parse(source)
    except TemplateSyntaxError as error:
        return [(error.lineno, f"this cannot be read: {error.message}")]
    except (RecursionError, ValueError):  # thousands of brackets, or of digits
        return [(1, f"this cannot be read: {RIGHT}")]
    waiting: list[tuple[nodes.Node, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            return [(node.lineno or 1, "too much stands in one another here; make it simpler")]
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]
    return list(_judge(tree, frozenset()))


def _joined(body: str) -> Iterator[tuple[int, str]]:
    """Find lines whose end a block would swallow, since blocks take their line break with them."""
    for number, line in enumerate(body.split("\n"), 1):
        if line.rstrip().endswith("%}") and TAG.sub("", line).strip():
            yield number, "the next line would be joined to this one: put {% … %} on a line of its own"


def _judge(node: nodes.Node, loop: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Go through a template; `loop` is the variable of the {% for %} around, if there is one."""
    if isinstance(node, nodes.TemplateData | nodes.Const):
        return
    if isinstance(node, nodes.For):
        yield from _judge_loop(node, loop)
    elif isinstance(node, nodes.Getattr):
        yield from _judge_fact(node)
    elif isinstance(node, nodes.Name):
        if node.name not in loop:
            yield node.lineno, f"“{node.name}” is not known here; write facts.NAME, of {', '.join(FACTS)}"
    elif isinstance(node, PLAIN):
        if isinstance(node, nodes.Filter):
            yield from _judge_filter(node)
        if isinstance(node, nodes.Compare):
            yield from _judge_order(node)
        if isinstance(node, nodes.Output) and (lists := [one for one in node.nodes if _is_list(one)]):
            yield lists[0].lineno, 'this is a list: use {% for … %}, or | join(", ")'
        for child in node.iter_child_nodes():
            yield from _judge(child, loop)
    else:
        what = FORBIDDEN.get(type(node).__name__, f"“{type(node).__name__}”")
        yield _line_of(node), f"{what} is not allowed: {RIGHT}"


def _judge_loop(node: nodes.For, loop: frozenset[str]) -> Iterator[tuple[int, str]]:
    target = node.target
    named = isinstance(target, nodes.Name) and VARIABLE.fullmatch(target.name) and target.name != "facts"
    over = isinstance(node.iter, nodes.Getattr) and _is_list(node.iter)
    if loop:
        yield node.lineno, "a {% for %} inside another is not allowed"
    elif not (named and over) or node.test or node.recursive:
        lists = " or ".join(f"facts.{name}" for name in LISTS)
        yield node.lineno, f"this {{% for %}} is not allowed: write {{% for one in {lists} %}}"
    else:
        assert isinstance(target, nodes.Name)
        for child in node.body:
            yield from _judge(child, frozenset({target.name}))
        for child in node.else_:
            yield from _judge(child, loop)


def _judge_fact(node: nodes.Getattr) -> Iterator[tuple[int, str]]:
    if not (isinstance(node.node, nodes.Name) and node.node.name == "facts"):
        yield node.lineno, f"“.{node.attr}” is not allowed: a dot stands only after facts"
    elif node.attr not in FACTS:
        yield node.lineno, f"facts.{node.attr} is not known; there are {', '.join(FACTS)}"


def _judge_filter(node: nodes.Filter) -> Iterator[tuple[int, str]]:
    if node.name not in FILTERS:
        yield node.lineno, f"“| {node.name}” is not allowed; there are {', '.join(FILTERS)}"
        return
    plain = all(isinstance(one, nodes.Const) for one in node.args)
    spread = node.dyn_args or node.dyn_kwargs
    if node.node is None or not plain or spread or len(node.args) > FILTERS[node.name]:
        yield node.lineno, f"“| {node.name}” takes at most {FILTERS[node.name]} plain texts in brackets"
    elif node.name in OF_TEXT and _is_list(node.node):
        yield node.lineno, f"“| {node.name}” is not for a list"


def _judge_order(node: nodes.Compare) -> Iterator[tuple[int, str]]:
    asked = [node.expr, *(one.expr for one in node.ops)]
    only_equal = all(one.op in ("eq", "ne") for one in node.ops)
    ordered = all(one.op in ("eq", "ne", "lt", "lteq", "gt", "gteq") for one in node.ops)
    if not only_equal and not (ordered and all(_is_number(one) for one in asked)):
        yield node.lineno, "only “… | length” and a number can be compared so, as in facts.times | length > 1"


def _line_of(node: nodes.Node) -> int:
    """Give the line of a node; some that Jinja2 wraps around others have none of their own."""
    return next((one.lineno for one in (node, *node.find_all(nodes.Node)) if one.lineno), 1)


def _is_list(node: nodes.Node | None) -> bool:
    if isinstance(node, nodes.Filter):
        return node.name == "default" and _is_list(node.node)
    return isinstance(node, nodes.Getattr) and FACTS.get(node.attr, False)


def _is_number(node: nodes.Node) -> bool:
    is_length = isinstance(node, nodes.Filter) and node.name == "length"
    return is_length or (isinstance(node, nodes.Const) and isinstance(node.value, int))
