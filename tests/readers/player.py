"""A day as it is lived through, with whatever befalls a daemon, before all readers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from tests.readers.copies import restored
from tests.readers.house import Config, House, real
from tests.readers.public import Public

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from datetime import datetime, timedelta

    from aggregator.feeds import Form
    from tests.readers.house import Network, Read

    Clock: TypeAlias = Callable[[], datetime]
    Place: TypeAlias = tuple[str, Form]

MAIN: Sequence[Place] = (("feed", "atom"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is played, and how often it is looked at."""

    start: datetime
    pause: timedelta  # between two rounds of looks
    network: Callable[[Clock], Network]  # each life has its own
    config: Config
    read: Read = real


class Player:
    """Plays a day to one house after the other, all in one and the same database.

    Args:
        url: of that database.
        day: what is played.
        lane: of one worker.
        places: the feeds that have readers, and in which form.
    """

    def __init__(
        self, url: str, day: Day, lane: Executor, places: Sequence[Place] = MAIN
    ) -> None:
        self.url = url
        self.config = day.config
        self.now = day.start
        self.publics = {each: Public() for each in places}
        self.said: dict[str, int] = {}
        self._day = day
        self._lane = lane
        self.house = self._begun()

    def play(self, rounds: int) -> None:
        """Look at all outlets so often, and publish after each round."""
        for _ in range(rounds):
            self.house.look()
            self.publish()
            self.now += self._day.pause

    def publish(self) -> None:
        """Let all readers poll."""
        self.said |= self.house.network.seen
        for (name, form), public in self.publics.items():
            body = self.house.feed(name, form)
            if name == "corrections":
                public.read_for_good(body, self.now)
            elif name == "hours":
                public.read_dated(body, self.now)
            else:
                public.read(body, self.said, self.now)

    def again(self, config: Config | None = None) -> None:
        """End this life and begin another, perhaps with another configuration."""
        self.house.close()
        self.config = config or self.config
        self.house = self._begun()
        self.publish()

    def move(self) -> None:
        """Dump the database and go on with what was restored from that."""
        self.house.close()
        self.url = restored(self.url)
        self.house = self._begun()
        self.publish()

    def _begun(self) -> House:
        def clock() -> datetime:
            return self.now

        return House(
            self.url,
            self.config,
            self._day.network(clock),
            lane=self._lane,
            clock=clock,
            read=self._day.read,
        )


def changed(config: Config, **fields: object) -> Config:
    """Change all feeds alike."""
    feeds = tuple(each.model_copy(update=fields) for each in config.feeds)
    return replace(config, feeds=feeds)
