"""The files of the import corpus, by kind; `make_import_corpus.py` writes them.

Nothing here knows the program: what a file must lead to stands in `tests/data/imports/expected/`, worked out by hand.
"""
