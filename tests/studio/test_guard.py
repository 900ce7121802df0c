"""Who may use the studio, and who may not."""

from __future__ import annotations

import pytest

from tests.studio.lamp import HOST, TOKEN, Desk

OWN = f"http://{HOST}"


@pytest.fixture
def desk(unchanged_desk: Desk) -> Desk:
    return unchanged_desk


@pytest.mark.parametrize("path", ["/", "/api/shelf", "/t/", "/t/wrong/", "/t/wrong/api/events", "/static/app.js"])
def test_without_the_token_there_is_nothing(desk: Desk, path: str) -> None:
    answer = desk.client.get(f"{OWN}{path}")
    assert (answer.status_code, answer.text) == (404, "not found\n")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "localhost:8018.evil.example", ""])
def test_under_another_name_there_is_nothing(desk: Desk, host: str) -> None:
    """A page elsewhere may point its own name at this machine."""
    assert desk.client.get("", headers={"host": host}).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"http://{HOST}.evil.example"},
        {"origin": OWN, "sec-fetch-site": "cross-site"},
        {"origin": OWN, "sec-fetch-site": "same-site"},
    ],
)
def test_other_sites_change_nothing(desk: Desk, headers: dict[str, str]) -> None:
    answer = desk.client.post(
        f"api/story/{desk.story}/lines", json={"places": ["1:5"], "name": "Joss"}, headers=headers
    )
    assert answer.status_code == 404
    assert not desk.cast_file.exists()


def test_other_sites_read_nothing(desk: Desk) -> None:
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
    assert desk.client.get(f"api/story/{desk.story}", headers=headers).status_code == 404
    answer = desk.client.get(f"api/story/{desk.story}", headers={"origin": OWN})
    assert "access-control-allow-origin" not in answer.headers


def test_a_link_from_elsewhere_opens_the_page(desk: Desk) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert desk.client.get("", headers=headers).status_code == 200


@pytest.mark.parametrize("name", ["../view_model.py", "..%2fview_model.py", "view_model.py", "%2e%2e/guard.py", "a.js"])
def test_only_the_pages_own_files_are_sent(desk: Desk, name: str) -> None:
    assert desk.client.get(f"static/{name}").status_code == 404


def test_nothing_outside_the_output_folder_is_sent(desk: Desk) -> None:
    (desk.folder / "output").mkdir(exist_ok=True)
    (desk.folder / "secret.html").write_text("secret", "utf-8")
    for path in ("../secret.html", "%2e%2e/secret.html", "..%2fsecret.html", "//secret.html"):
        assert "secret" not in desk.client.get(f"albums/{path}").text


def test_the_page_runs_its_own_scripts_only(desk: Desk) -> None:
    policy = desk.client.get("").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert TOKEN not in desk.client.get("").text
