"""A hundred of the broken files of ``tests/fuzz``, so that every run of the tests reads some."""

from __future__ import annotations

from fuzz.mutate import mutants
from fuzz.run import try_one


def test_a_hundred_broken_files_are_read_or_refused() -> None:
    results = [try_one(name, data) for name, data in mutants(100, seed=7)]
    assert {"read", "refused"} == set(results)
