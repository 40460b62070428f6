"""The demo school: a fictional primary with four years of results, made from figures and a seed.

Nothing in it describes a real child or school. It hands over what a real school would: lists and results as CSV text,
notes, meetings, support and the like as plain values. But for `building` it opens no school file, so
`school.generate` is all a caller needs.
"""
