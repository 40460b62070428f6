"""Names for the demo school from our own list, put together by chance."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from progress_tui.demo.facts import Facts, read_facts
from progress_tui.demo.figures import OLDEST, chance
from progress_tui.demo.pupils import Pupil
from progress_tui.domain.pupils import Sex

NAMESAKES = ((4, "B"), (2, "A"))
"""The year group and letter of the two classes that share one name."""


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one origin; `weight` for children whose first language is English, `weight_eal` for others."""

    weight: float
    weight_eal: float
    forenames: Mapping[Sex, tuple[str, ...]]
    surnames: tuple[str, ...]


@cache
def name_lists() -> tuple[tuple[NameGroup, ...], dict[Sex, tuple[str, ...]]]:
    """The groups of names, and the mononyms by sex.

    Raises:
        DataFileError: the list is missing or not as it must be.
    """
    top = read_facts("names", "pupils.toml")
    groups = tuple(
        NameGroup(table.number("weight"), table.number("weight_eal"), _by_sex(table), table.texts("surnames"))
        for table in top.tables("groups")
    )
    return groups, _by_sex(top.table("mononyms"))


def name_pupils(pupils: Sequence[Pupil], seed: int) -> list[Pupil]:
    """The same pupils with names.

    No two share a name but one pair in two classes; a mononym stands in the surname with an empty forename.
    """
    rng = chance(seed, "names")
    groups, mononyms = name_lists()
    taken: set[tuple[str, str]] = set()
    named = []
    for pupil in pupils:
        surname, forename = _draw(rng, groups, pupil)
        while (surname, forename) in taken:
            surname, forename = _draw(rng, groups, pupil)
        taken.add((surname, forename))
        named.append(replace(pupil, surname=surname, forename=forename))
    _give_mononyms(chance(seed, "mononyms"), named, mononyms)
    _share_a_name(named)
    return named


def _by_sex(table: Facts) -> dict[Sex, tuple[str, ...]]:
    return {"F": table.texts("girls"), "M": table.texts("boys")}


def _draw(rng: random.Random, groups: Sequence[NameGroup], pupil: Pupil) -> tuple[str, str]:
    weights = [group.weight_eal if pupil.eal else group.weight for group in groups]
    group = rng.choices(groups, weights)[0]
    return rng.choice(group.surnames), rng.choice(group.forenames[pupil.sex])


def _give_mononyms(rng: random.Random, pupils: list[Pupil], mononyms: Mapping[Sex, tuple[str, ...]]) -> None:
    for sex, names in mononyms.items():
        able = [i for i, pupil in enumerate(pupils) if pupil.eal and pupil.sex == sex and pupil.cohort <= OLDEST]
        for i, name in zip(rng.sample(able, min(len(able), len(names))), names, strict=False):
            pupils[i] = replace(pupils[i], surname=name, forename="")


def _share_a_name(pupils: list[Pupil]) -> None:
    """Give a pupil of the second class the name of one of the first, of the same sex and with two names."""
    first, second = (
        [i for i, p in enumerate(pupils) if (p.cohort, p.letter) == place and p.forename] for place in NAMESAKES
    )
    for model in first:
        for other in second:
            if pupils[model].sex == pupils[other].sex:
                pupils[other] = replace(pupils[other], surname=pupils[model].surname, forename=pupils[model].forename)
                return
