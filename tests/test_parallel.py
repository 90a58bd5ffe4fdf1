"""Any number of workers gives the same report, and none that dies takes a draft with it."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qingqing_lint import lint_paths
from qingqing_lint.parallel import in_order, jobs_for

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(f"第{number + 1}条 不得向企业摊派费用。\n第二条 应当公开。\n", "utf-8")
    (tmp_path / "3.txt").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("jobs", [2, 3, None])
def test_report_is_the_same_for_any_number_of_jobs(folder: Path, jobs: int | None) -> None:
    assert lint_paths([folder, folder / "none"], jobs=jobs) == lint_paths([folder, folder / "none"])


def test_report_is_the_same_with_an_executor(folder: Path) -> None:
    with ThreadPoolExecutor(3) as executor:
        assert lint_paths([folder], executor=executor) == lint_paths([folder])


def test_report_is_the_same_on_a_dask_cluster(folder: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert lint_paths([folder], executor=client.get_executor()) == lint_paths([folder])


def double(number: int) -> int:
    time.sleep(0.01 * (number % 3))
    return 2 * number


def die_once(item: tuple[int, Path]) -> int:
    number, mark = item
    if number == 5 and not mark.exists():
        mark.touch()
        os._exit(1)
    return number


def die_in_workers(item: tuple[int, int]) -> int:
    number, parent = item
    if number == 2 and os.getpid() != parent:
        os._exit(1)
    return number


def test_results_come_in_order() -> None:
    assert list(in_order(double, range(40), jobs=3)) == [2 * number for number in range(40)]


def test_a_worker_that_dies_loses_nothing(tmp_path: Path) -> None:
    items = [(number, tmp_path / "died") for number in range(20)]
    assert list(in_order(die_once, items, jobs=2)) == list(range(20))


def test_an_item_that_kills_every_worker_is_done_here() -> None:
    items = [(number, os.getpid()) for number in range(6)]
    assert list(in_order(die_in_workers, items, jobs=2)) == list(range(6))


def test_stopping_ends_the_workers_at_once() -> None:
    began = time.monotonic()
    results = in_order(time.sleep, [0.0, 0.0, 60.0, 60.0, 60.0], jobs=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 20


def test_an_executor_that_is_shut_down_meanwhile_loses_nothing() -> None:
    executor = ThreadPoolExecutor(1)
    results = in_order(double, range(30), executor=executor)
    assert next(results) == 0
    executor.shutdown(cancel_futures=True)
    assert list(results) == [2 * number for number in range(1, 30)]


def test_jobs_follow_the_number_of_drafts() -> None:
    assert jobs_for(1) == 1
    assert jobs_for(3, 8) == 3
    assert jobs_for(100, 2) == 2


def test_check_gives_the_same_report_and_status_for_any_number_of_jobs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from qingqing_lint.cli.app import run

    outcomes = []
    for jobs in ("1", "2", "5"):
        status = run(["check", str(folder), "--no-cache", "--format", "json", "--jobs", jobs])
        outcomes.append((status, capsys.readouterr().out))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_check_says_how_an_executor_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from qingqing_lint.cli.app import run

    assert run(["check", str(folder), "--executor", "10.0.0.5"]) == 2
    assert "dask://" in capsys.readouterr().err


def test_check_stopped_says_how_far_it_came(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from qingqing_lint.cli import workers
    from qingqing_lint.cli.app import run

    read = workers._read

    def stop_at_third(cache: bool, item: tuple[Path, object]) -> object:
        if item[0].name == "2.txt":
            raise KeyboardInterrupt
        return read(cache, item)

    monkeypatch.setattr(workers, "_read", stop_at_third)
    assert run(["check", str(folder), "--no-cache"]) == 130
    assert "已检查 2 份，还有 4 份没有检查" in capsys.readouterr().err
