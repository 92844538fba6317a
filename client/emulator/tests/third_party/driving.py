"""What the scripts of this folder share: a program that runs, and steps that are counted."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile

USER = "Administrator"
PASSWORD = 'made "up" \\ and é, for one run'
# A secret that suffers from careless encoding.
ODD = 'a \\ backslash, a "quote", é, <, % and &'


class Emulator:
    """Where a running program is, and whom it knows."""

    def __init__(self, ready, authority, folder):
        self.url = ready["url"]
        self.identity_url = ready["identity_url"]
        self.authority = authority
        self.folder = folder


@contextlib.contextmanager
def emulator(*options, seed=None):
    """Starts the program that the first argument of the script names, with TLS, and with what `seed` holds."""
    with tempfile.TemporaryDirectory() as folder:
        authority = os.path.join(folder, "ca.pem")
        password = os.path.join(folder, "password")
        with open(password, "w", encoding="utf-8") as file:
            file.write(PASSWORD)
        command = [sys.argv[1], "--tls", "--ca-out", authority, "--user", USER, "--password-file", password, *options]
        if seed:
            command += ["--seed", os.path.join(folder, "seed.json")]
            with open(command[-1], "w", encoding="utf-8") as file:
                json.dump(seed, file)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield Emulator(json.loads(process.stdout.readline()), authority, folder)
            finally:
                process.terminate()


class Steps:
    """What was tried, and how it went."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def step(self, what, doing, expected=None):
        """Calls something; `expected` looks at the result, or is the exception that must come."""
        try:
            return self._fits(what, doing(), expected)
        except Exception as error:  # pylint: disable=broad-except
            return self._raised(what, error, expected)

    async def awaited(self, what, doing, expected=None):
        """The same of something to wait for."""
        try:
            return self._fits(what, await doing, expected)
        except Exception as error:  # pylint: disable=broad-except
            return self._raised(what, error, expected)

    def _fits(self, what, result, expected):
        if isinstance(expected, type):
            return self._fails(what, f"no {expected.__name__}, but {result!r}")
        if expected is not None and not expected(result):
            return self._fails(what, f"unexpected: {result!r}")
        return self._passes(what, result)

    def _raised(self, what, error, expected):
        if isinstance(expected, type) and isinstance(error, expected):
            return self._passes(what, error)
        return self._fails(what, f"{type(error).__name__}: {error}")

    def _passes(self, what, result):
        self.passed += 1
        print(f"passed  {what}")
        return result

    def _fails(self, what, why):
        self.failed += 1
        print(f"FAILED  {what}: {why}")

    def ended_early(self, part, error):
        """Counts a part that could not be finished."""
        self._fails(f"{part.__name__} ended early", f"{type(error).__name__}: {error}")

    def parts(self, parts, *arguments):
        """Goes through functions of steps, also where one of them ends early."""
        for part in parts:
            try:
                part(self, *arguments)
            except Exception as error:  # pylint: disable=broad-except
                self.ended_early(part, error)

    def finish(self):
        """Says how many steps there were; answers the exit code."""
        print(f"{self.passed + self.failed} steps, {self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
