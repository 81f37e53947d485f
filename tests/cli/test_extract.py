from __future__ import annotations

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from aggregator.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIVE = """<script type="application/ld+json">{"liveBlogUpdate": [{"@id": "p-2",
"headline": "Polls close", "articleBody": "Counting [all] begins.", "author": "Ann",
"datePublished": "2026-03-01T12:00:00+01:00"}, {"@id": "p-1", "articleBody": "Opening"},
{"@id": "p-0"}]}</script>"""


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aggregator", "extract", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(LIVE)
    return file


def test_json_is_one_object_with_every_field(page: Path) -> None:
    done = run("--json", "--url", "https://gazette.example/live", str(page))
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (found["kind"], found["warnings"]) == ("live", ["1 items gave no post"])
    assert found["posts"][0] == {
        "id": "p-2",
        "url": "https://gazette.example/live",
        "title": "Polls close",
        "text": "Counting [all] begins.",
        "html": "<p>Counting [all] begins.</p>",
        "published": "2026-03-01T11:00:00Z",
        "updated": None,
        "author": "Ann",
        "kind": "post",
        "time_doubtful": False,
        "mentions": [],
    }
    assert found["posts"][1]["title"] is None
    assert found["posts"][1]["published"] is None


def test_json_tells_what_the_page_lets_on(page: Path) -> None:
    found = json.loads(run("--json", str(page)).stdout)
    assert (found["copies"], found["deleted"]) == (0, [])
    assert found["signs"] == {
        "title": None,
        "life": [],
        "older": None,
        "successor": None,
    }


SHOWN = """<article id=p-2000{0}><h2>Polls close {1}</h2><time datetime=
"2026-03-01T1{0}:00:00Z"></time><p>Counting begins at once, at place {0}.</article>"""


@pytest.fixture
def twice(page: Path) -> Path:
    """Return a page that tells of its posts as data and shows them."""
    updates = [
        {
            "url": f"#p-2000{at}",
            "headline": "Polls close",
            "articleBody": f"Counting begins at once, at place {at}.",
            "datePublished": f"2026-03-01T1{at}:00:00Z",
        }
        for at in range(7)
    ]
    data = json.dumps({"liveBlogUpdate": updates})
    page.write_text(
        f'<script type="application/ld+json">{data}</script><main>'
        + "".join(SHOWN.format(at, "late" * (at == 3)) for at in range(7))
    )
    return page


def test_every_choice_is_explained(twice: Path) -> None:
    told = json.loads(run("--json", "--explain", str(twice)).stdout)
    assert len(told["posts"]) == 7
    steps = {each["name"]: each for each in told["explain"]["steps"]}
    assert steps["jsonld"]["notes"] == [
        "1 live blogs in 1 blocks of JSON",
        "title: the same for all posts",
    ]
    assert (steps["visible"]["found"], steps["posts"]["kept"]) == (7, 7)
    choices = told["explain"]["posts"]["p-20003"]
    assert choices["title"]["reader"] == "visible"
    assert choices["title"]["why"].startswith("jsonld's is the same for all posts")


def test_people_get_a_summary_of_the_choices(twice: Path) -> None:
    arguments = ["extract", "--explain", str(twice)]
    shown = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for words in (
        "live: 7 posts",
        "title: the same for all posts",
        "jsonld's is the same for all posts, no evidence",
    ):
        assert words in shown.output
    assert "microdata" not in shown.output


def test_a_choice_that_few_posts_share_names_them(twice: Path) -> None:
    twice.write_text(twice.read_text().replace("p-20003", "p-90003", 1))
    place = ["--url", "https://gazette.example/live", str(twice)]
    shown = CliRunner().invoke(app, ["extract", "--explain", *place])
    assert "text: jsonld, no other states it: p-90003" in shown.output


def test_a_feed_needs_little_explaining(page: Path) -> None:
    page.write_text("<rss><channel><item><title>Polls close</title></item></channel>")
    shown = CliRunner().invoke(app, ["extract", "--explain", str(page)])
    assert "feed: 1 posts" in shown.output
    assert "who won" not in shown.output


def test_help_teaches_how_to_ask_why() -> None:
    shown = CliRunner().invoke(app, ["extract", "--help"], env={"COLUMNS": "200"})
    assert "--explain" in shown.output
    assert "what speaks against it" in shown.output


def test_a_doubtful_time_bears_a_question_mark(page: Path) -> None:
    page.write_text(LIVE.replace("T12:00:00+01:00", "T12:00:00"))
    shown = CliRunner().invoke(app, ["extract", str(page)], env={"COLUMNS": "200"})
    assert "2026-03-01T12:00:00Z?" in shown.output


def test_standard_input_is_read_too() -> None:
    assert json.loads(run("--json", "-", stdin=LIVE).stdout)["kind"] == "live"


def test_people_get_a_table_and_the_warnings(page: Path) -> None:
    shown = CliRunner().invoke(app, ["extract", str(page)], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for words in (
        "live: 2 posts",
        "Polls close",
        "Counting [all] begins.",
        "! 1 items",
    ):
        assert words in shown.output


def test_an_own_profile_is_read_by_its_name(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "gazette.toml").write_text('[post]\neach = "article"\n')
    own = ("--outlets", str(folder), "--profile", "gazette")
    page.write_text("<article><p>One</article><article><p>Two</article>")
    assert len(json.loads(run("--json", *own, str(page)).stdout)["posts"]) == 2


def test_all_profiles_can_be_left_out(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "gazette.toml").write_text('hosts = ["g.example"]\n[post]\neach = "p"\n')
    page.write_text("<p>One</p><p>Two</p>")
    own = ("--outlets", str(folder), "--url", "https://g.example/", str(page))
    assert len(json.loads(run("--json", *own).stdout)["posts"]) == 2
    assert run("--json", "--no-profiles", *own).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["none.html"], "aggregator: none.html: No such file or directory"),
        (["--profile", "gazete", "-"], "aggregator: -: no profile 'gazete'; there are"),
        (
            ["--kind", "feed", "-"],
            "aggregator: -: kind is 'feed', but a live blog came",
        ),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_1(
    arguments: list[str], line: str
) -> None:
    done = run(*arguments, stdin=LIVE)
    assert done.returncode == 1
    assert done.stderr.startswith(line)
    assert len(done.stderr.splitlines()) == 1


def test_a_bad_profile_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[post]\n")
    done = run("--outlets", str(tmp_path), "-")
    assert done.returncode == 2
    assert "bad.toml: post.each: missing" in done.stderr


def test_a_page_that_is_no_live_blog_is_no_error(page: Path) -> None:
    page.write_text("<meta property='og:type' content='article'><p>Words</p>")
    done = run("--json", str(page))
    assert done.returncode == 0
    assert json.loads(done.stdout)["kind"] == "article"


class _Outlet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = LIVE.encode() if self.path == "/live" else b""
        self.send_response(200 if body else 304)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def outlet() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Outlet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_is_fetched(outlet: str) -> None:
    found = json.loads(run("--json", f"{outlet}/live").stdout)
    assert {post["url"] for post in found["posts"]} == {f"{outlet}/live"}


def test_an_outlet_that_sends_nothing_is_told(outlet: str) -> None:
    done = run("--json", f"{outlet}/nothing")
    assert done.returncode == 1
    assert done.stderr.startswith(f"aggregator: {outlet}/nothing: ")
