"""`aggregator try`: how a source would be read, before it is followed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import typer

from aggregator.cli.documents import given, is_address
from aggregator.cli.options import load
from aggregator.errors import ConfigError, ExtractError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from aggregator.cli.trial import Trial
    from aggregator.extract.outlet import Outlet
    from aggregator.extract.suggestion import Suggestion
    from aggregator.model import Document, Source

_TRIED = "tried"  # the name of a profile that is not saved
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_VALUES = "Values of a profile, tried before they are saved"
_SAVING = "Saving"
_READING = "Reading"


def _value(help_: str, *names: str) -> str:
    option: str = typer.Option("", *names, help=help_, rich_help_panel=_VALUES)
    return option


def try_(  # noqa: PLR0913, PLR0917 - one argument for each option
    place: str = typer.Argument(metavar="FILE|URL", help="What to read; `-`: stdin."),
    tz: str = typer.Option("", help="Show times in this zone; empty: the system's."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    url: str = typer.Option(
        "", help="The address that FILE was saved from.", rich_help_panel=_READING
    ),
    kind: Literal["auto", "feed", "live"] = typer.Option(
        "auto", help="Insist on it.", rich_help_panel=_READING
    ),
    profile: str | None = typer.Option(
        None, help="Read by this profile.", rich_help_panel=_READING
    ),
    outlets: Path | None = typer.Option(
        None,
        help="A folder with profiles; else that of the configuration.",
        rich_help_panel=_READING,
    ),
    no_profiles: bool = typer.Option(
        False, "--no-profiles", help="Use no profile.", rich_help_panel=_READING
    ),
    config: Path | None = typer.Option(
        None,
        "--config",
        "-c",
        help="The configuration file; else config.toml, where there is one.",
        rich_help_panel=_READING,
    ),
    each: str = _value("CSS: one node for each post."),
    time: str = _value("CSS in the post: its time; css@name takes an attribute."),
    title: str = _value("CSS in the post: its headline."),
    body: str = _value("CSS in the post: its body; '~ css' is what follows its node."),
    author: str = _value("CSS in the post: its author."),
    id_: str = _value("CSS in the post: its id; @name is the node's own.", "--id"),
    day: str = _value("CSS on the page: headings that say the day."),
    drop: str = _value("CSS in the post: what is no part of its body."),
    zone: str = _value("IANA name of the zone of times that state none."),
    save: str = typer.Option(
        "",
        metavar="NAME",
        help="Write NAME.toml, and a test of it: the page without its words.",
        rich_help_panel=_SAVING,
    ),
    into: Path | None = typer.Option(
        None,
        help="Where; else the folder of --outlets, else the present one.",
        rich_help_panel=_SAVING,
    ),
    force: bool = typer.Option(
        False, "--force", help="Replace what is there.", rich_help_panel=_SAVING
    ),
) -> None:
    """Show how a source would be read, before it is followed.

    Its posts with their times in your zone (? where day or zone is a guess), what was
    recognised as key event, summary or copy, what the page says of its life, and
    warnings. Where no profile was used, a profile is suggested if one can help.

    Values change the profile for this try only. When the posts are right, --save NAME
    writes it, with a page to test it by: all structure kept, all words replaced.
    `aggregator check` reads that page again.
    """
    fields = {"each": each, "id": id_, "time": time, "title": title, "body": body}
    beside = {"author": author, "day": day, "drop": drop}
    values = {name: said for name, said in {**fields, **beside}.items() if said}
    shown, name = _zone(tz), _name(save)

    from aggregator.cli import trial as trials
    from aggregator.extract.outlet import load_outlets
    from aggregator.model import Source

    folder = outlets or _folder(config)
    address = place if is_address(place) else url
    source = Source(
        id=place, url=address, outlet=address or place, kind=kind, profile=profile
    )
    desk = _Desk(
        source=source,
        document=given(place, source, datetime.now(tz=UTC)),
        outlets={} if no_profiles else load_outlets(folder),
    )
    trial = desk.trial(name, values, zone)
    if as_json:
        typer.echo(json.dumps(trials.of_trial(trial), ensure_ascii=False))
    else:
        trials.show(trial, shown)
    if save:
        _save(into or folder or Path(), desk.files(name, trial), force=force)
    if trial.found.kind == "none":
        raise ExtractError(place, "; ".join(trial.found.warnings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What is tried, and by which profiles."""

    source: Source
    document: Document
    outlets: Mapping[str, Outlet]

    def trial(self, name: str, values: Mapping[str, str], zone: str) -> Trial:
        """Read the document, by a profile with these values if there are any."""
        from aggregator.cli.trial import Trial
        from aggregator.extract.registry import Registry

        own = self._own()
        rules, used, advice = "", own.profile if own else "", None
        if values or zone:
            used = name
            rules = self._changed(own, values, zone)
            source = replace(self.source, profile=name)
            registry = Registry(self._with(name, rules))
        else:
            source, registry = self.source, Registry(self.outlets)
        found, account = registry.explain(self.document, source)
        if not used and found.kind != "feed":
            advice = self._advice()
            rules = _text(advice)
        return Trial(
            found=found, account=account, used=used, rules=rules, suggestion=advice
        )

    def files(self, name: str, trial: Trial) -> dict[str, str]:
        """Return what is to be saved: a profile, if there is one, and its fixture."""
        from aggregator.cli import golden

        if trial.found.kind != "live" or not trial.found.posts:
            reason = "nothing is saved: no posts of a live blog were read"
            raise ExtractError(self.source.id, reason)
        rules = trial.rules
        outlets = self._with(name, rules) if rules else self.outlets
        fixture = golden.files(name, self.document, trial.found, outlets, rules)
        return {**({f"{name}.toml": rules} if rules else {}), **fixture}

    def _own(self) -> Outlet | None:
        """Return the profile that reads the document, be it named or found by host."""
        from aggregator.extract import page
        from aggregator.text import urls

        if self.source.profile:
            return self.outlets.get(self.source.profile)
        host = urls.host(page.parse(self.document).url)
        return next((each for each in self.outlets.values() if each.owns(host)), None)

    def _changed(self, own: Outlet | None, values: Mapping[str, str], zone: str) -> str:
        """Return the text of a profile with these values: the own, else a new one."""
        from aggregator.extract import page
        from aggregator.extract.rulebook import Written, written
        from aggregator.text import urls

        host = urls.host(page.parse(self.document).url).removeprefix("www.")
        base = own or (None if "each" in values else self._advice().outlet)
        known = written(base) if base else Written(hosts=(host,) if host else ())
        post = {**known.post, **values}
        return replace(known, zone=zone or known.zone, post=post).text()

    def _advice(self) -> Suggestion:
        from aggregator.extract.guarded import guarded
        from aggregator.extract.suggestion import Suggestion, suggestion

        found, crash = guarded(lambda: suggestion(self.document, self.source))
        return found or Suggestion(why=f"none: the page {crash}")

    def _with(self, name: str, rules: str) -> dict[str, Outlet]:
        from aggregator.extract.outlet import parse

        return {**self.outlets, name: parse(f"{name}.toml", rules.encode())}


def _text(advice: Suggestion) -> str:
    from aggregator.extract.rulebook import written

    return written(advice.outlet).text(remarks=advice.remarks) if advice.outlet else ""


def _save(folder: Path, contents: Mapping[str, str], *, force: bool) -> None:
    from aggregator.cli import golden

    for each in golden.write(folder, contents, force=force):
        typer.echo(f"written: {each}", err=True)


def _folder(config: Path | None) -> Path | None:
    """Return the folder of profiles that the configuration names."""
    default = Path("config.toml")
    if config is None and not default.exists():
        return None
    return load(config or default).extract.outlets or None


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as error:
        message = f"--tz: {name!r} is no IANA time zone"
        raise ConfigError(message) from error


def _name(save: str) -> str:
    if save and not _NAME.fullmatch(save):
        message = f"--save: {save!r} is no name: letters, digits, hyphens, underlines"
        raise ConfigError(message)
    return save or _TRIED
