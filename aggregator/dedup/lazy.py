"""Properties that are made when they are first asked for, and then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

S = TypeVar("S")
T = TypeVar("T")


class Lazy(Generic[S, T]):
    """A property that is made once.

    What `functools.cached_property` is from Python 3.12 on: that of 3.11 takes a lock,
    which cost the judge three posts in a hundred.
    """

    def __init__(self, make: Callable[[S], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type[S], name: str) -> None:
        """Learn under which name the value is kept: it then hides this property."""
        self._name = name

    def __get__(self, instance: S, owner: type[S]) -> T:
        """Return the value, and keep it."""
        found = self._make(instance)
        instance.__dict__[self._name] = found
        return found
