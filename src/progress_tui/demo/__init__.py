"""The demo school: a fictional primary with four years of results, made from figures and a seed.

Nothing in it describes a real child or school. It hands over what a real school would: lists and results as CSV text,
notes and meetings as plain values. It opens no school file and imports no library, so `school.generate` is all a
caller needs.
"""
