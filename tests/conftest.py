"""What all tests share: the profiles of Hypothesis, the order of files, and frozen days.

``ci`` (the default) is fifteen examples for each property, and ``nightly`` 1,500
(``make nightly``). ``random`` is 500, others with each ``--hypothesis-seed``. A property that
needs more or fewer has them in proportion (``tests.support.examples``). ``mutation`` is a few for
each, always the same, and none is simplified: each change to the code has to meet them.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
from collections.abc import Generator, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from beancount.ops import validation
from flask import Flask
from flask.templating import Environment
from hypothesis import HealthCheck, Phase, settings
from jinja2 import FileSystemBytecodeCache

from beancount_relance.report.checks import frozen_day
from beancount_relance.texts.rendering.kept_templates import cache_folder
from tests.support.examples import IS_NIGHTLY, USUAL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile(
    "ci",
    max_examples=USUAL,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly", settings.get_profile("ci"), max_examples=1_500, derandomize=False
)
settings.register_profile("random", settings.get_profile("ci"), max_examples=500, derandomize=False)
settings.register_profile(
    "mutation",
    settings.get_profile("ci"),
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    print_blob=False,
)
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
settings.load_profile(_PROFILE)


def pytest_configure() -> None:
    """Let the examples of a property be the same whatever is loaded, except at night.

    Hypothesis also draws the constants of our modules that are loaded: of all that are collected,
    which is why it has to be told before.
    """
    name = "hypothesis.internal.conjecture.providers"  # which Hypothesis has since 2025
    if _PROFILE in ("ci", "mutation") and find_spec(name):
        providers = import_module(name)
        constants = getattr(providers, "_local_constants", None)
        setattr(providers, "_get_local_constants", lambda: constants)  # noqa: B010 - see the name


_LONGEST = (
    "benchmarks/test_growth.py",
    "docs/test_contributing.py",
    "project/test_packaging.py",
    "browser/test_record.py",
    "documents/test_sweep.py",
    "browser/test_clicks.py",
    "properties/test_conventions.py",
    "browser/test_page.py",
    "receivables/test_payment_corpus.py",
    "browser/test_views.py",
    "properties/test_books.py",
    "properties/test_recovered_losses.py",
    "project/test_security.py",
    "texts/test_templates.py",
    "project/test_network.py",
    "properties/test_replay.py",
)
"""The files that take longest, below ``tests``; those that are not listed come after them."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector rest while tests are collected, and pass less often afterwards.

    It takes an eighth of the CPU time off tests that load many small ledgers: ten thousand
    collected tests are much to go over.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.set_threshold(50_000, 20, 100)
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Free what a property's examples took: a gigabyte for 1,500 of them, in cycles.

    What the tests of a file have kept for one another, such as the reports on hundreds of ledgers,
    is forgotten after the last of them.
    """
    if IS_NIGHTLY and item.get_closest_marker("hypothesis") is not None:
        gc.collect()
    if isinstance(item, pytest.Function) and (nextitem is None or nextitem.path != item.path):
        for kept in vars(item.module).values():
            if getattr(kept, "__module__", "") == item.module.__name__:
                getattr(kept, "cache_clear", lambda: None)()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Look once for what nobody closed: pytest, which looks too, then finds nothing to go over."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, because some of the time is spent waiting.

    Tests wait for a browser, for other processes, and until a file is safe on the disk.
    """
    return min(6, (os.cpu_count() or 1) + 1)


def _is_for_the_night(item: pytest.Item) -> bool:
    return item.get_closest_marker("nightly") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the night what is marked so, and run the longest files first.

    At the end no process then works alone on one of them.
    """
    if not IS_NIGHTLY:
        config.hook.pytest_deselected(items=[item for item in items if _is_for_the_night(item)])
        items[:] = [item for item in items if not _is_for_the_night(item)]
    rank = {Path(__file__).parent / name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session", autouse=True)
def frozen_days_are_meant() -> Iterator[None]:
    """Tests freeze their day by the setting ``as-of``, and do not want to hear of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frozen_day, "MOST_DAYS", 1_000_000)
        patch.setattr(frozen_day, "MOST_AHEAD", 1_000_000)
        yield


@pytest.fixture(scope="session", autouse=True)
def validations_of_one_load_end_with_it() -> Iterator[None]:
    """Beancount appends what ``bean-check`` validates besides to the list for all later loads."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("VALIDATIONS", "HARDCORE_VALIDATIONS"):
            patch.setattr(validation, name, (*getattr(validation, name),))
        yield


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run share, for what each would have to make again."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    (folder / "kept").mkdir(exist_ok=True)
    return folder / "kept"


@pytest.fixture(scope="session", autouse=True)
def templates_are_kept_elsewhere(kept: Path) -> Iterator[None]:
    """Tests leave nothing in the folder in which the user keeps compiled templates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(kept))
        cache_folder.cache_clear()
        yield
    cache_folder.cache_clear()


@pytest.fixture
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The ledger that a module of tests has as ``BOOKS``, in a file."""
    path = tmp_path / "books.beancount"
    path.write_text(request.module.BOOKS, encoding="utf-8")
    return path


@pytest.fixture(scope="session", autouse=True)
def templates_of_fava_are_compiled_once(kept: Path) -> Iterator[None]:
    """Each Fava of the tests, in whichever process, would compile its own templates again."""
    compiled = FileSystemBytecodeCache(str(kept), "fava-%s.cache")
    create = Flask.create_jinja_environment

    def created(app: Flask) -> Environment:
        environment = create(app)
        environment.bytecode_cache = compiled
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "create_jinja_environment", created)
        yield


@pytest.fixture(scope="session", autouse=True)
def only_this_machine_is_spoken_to() -> Iterator[None]:
    """No test connects to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert address[0] in ("127.0.0.1", "::1", "localhost"), address
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of this process, since Playwright can be started only once in it."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - few tests need it

    # The shell has no windows and tabs of its own to draw: the tests take a fifth less time.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: apt-get install chromium-headless-shell")
        pytest.skip("chromium is not installed")
    expect.set_options(timeout=60_000)  # other tests may run at the same time
    with sync_playwright() as playwright:
        # Without hinting, the shell sets text as wide as a browser with windows does.
        arguments = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
