"""The stand-alone verifier: the modules that verify, in one file that needs nothing of the product.

One definition: what an auditor runs on a laptop is what the product runs on its database.
"""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent
MODULES = [
    "merkle",
    "note",
    "finding",
    "log",
    "redaction",
    "shape",
    "author",
    "state",
    "bundle",
    "proof",
    "offline",
]


def verifier_source():
    """The text of ledger_verifier.py."""
    imports, bodies, about = set(), [], ""
    for name in MODULES:
        text = (FOLDER / f"{name}.py").read_text()
        about, outer, body = _parts(text)
        imports |= outer
        bodies.append(body)
    head = f'#!/usr/bin/env python3\n"""{about}"""\n\n'
    return head + "\n".join(sorted(imports)) + "\n\n\n" + "\n\n\n".join(bodies) + "\n"


def _parts(text):
    """(the module's docstring, its imports from elsewhere, its statements)"""
    tree, lines = ast.parse(text), text.split("\n")
    loads = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    outer = {
        ast.unparse(node)
        for node in loads
        if not (isinstance(node, ast.ImportFrom) and node.module.startswith("compliance."))
    }
    body = "\n".join(lines[loads[-1].end_lineno :]).strip()
    return ast.get_docstring(tree, clean=False), outer, body
