"""The page of measurements: one part is written anew, and the others stay as they were measured."""

import pytest
from bench import run


def sections(page):
    return dict(section.split("\n", 1) for section in page.split("\n## ")[1:])


def test_the_page_has_only_sections_of_parts_and_each_says_when_it_was_measured():
    found = sections(run.PAGE.read_text(encoding="utf-8"))
    assert found.keys() <= {title for title, _ in run.PARTS.values()}
    assert all("\nMeasured on 20" in text for text in found.values())


def test_a_part_is_written_anew_in_its_place_and_the_others_stay():
    page = run.PAGE.read_text(encoding="utf-8")
    once = run.renewed(page, "records", "It was fast.\n")
    again = run.renewed(once, "records", "It was faster.\n")
    assert again == once.replace("It was fast.", "It was faster.")
    before, after = sections(page), sections(again)
    title = run.PARTS["records"][0]
    assert after[title].startswith("\nIt was faster.\n\nMeasured on 20")
    assert [text.strip() for name, text in after.items() if name != title] == [
        text.strip() for name, text in before.items() if name != title
    ]
    titles = [title for title, _ in run.PARTS.values()]
    assert list(after) == sorted(after, key=titles.index)
    assert again.startswith(run.HEAD)


@pytest.mark.parametrize("name", run.PARTS)
def test_a_part_whose_measurements_fail_says_so_on_the_page(name, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "measure", lambda job, *arguments, file="": {"failed": "killed"} if job != "make" else {})
    monkeypatch.setattr(run, "make", lambda folder, size: _empty(folder / size))
    monkeypatch.setattr(run, "_command", lambda folder, cold: 1.0)
    text = run.PARTS[name][1](tmp_path)
    assert "failed: killed" in text or name == "command"


def _empty(path):
    path.touch()
    return str(path)


def test_a_part_that_is_not_there_is_refused_before_anything_is_measured():
    with pytest.raises(SystemExit, match="there is no part record: name some of beside, alone"):
        run.main(["living", "record"])
