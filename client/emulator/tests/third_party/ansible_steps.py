"""Drives the emulator with the modules of the Ansible collection cyberark.pas, over TLS.

    python ansible_steps.py PATH_OF_THE_PROGRAM_pvwa-emulator

Each module runs by itself, as it does on a machine that Ansible manages: its arguments are JSON on
its standard input. Each step says what it checks; the last line counts them. Exit code 1 if one failed.
"""

import json
import os
import subprocess
import sys
import sysconfig

from driving import ODD, PASSWORD, USER, Steps, emulator

MODULES = os.path.join(sysconfig.get_paths()["purelib"], "ansible_collections", "cyberark", "pas", "plugins", "modules")


class Refused(Exception):
    """A module that failed."""


class Machine:
    """Runs modules that trust the emulator."""

    def __init__(self, running):
        self.url = running.url
        self.environment = dict(os.environ, SSL_CERT_FILE=running.authority)
        self.session = None

    def module(self, name, **arguments):
        """Runs a module; answers what it says."""
        if self.session and "api_base_url" not in arguments:
            arguments.setdefault("cyberark_session", self.session)
        done = subprocess.run([sys.executable, os.path.join(MODULES, f"cyberark_{name}.py")],
                              input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}), env=self.environment,
                              capture_output=True, text=True, check=False)
        try:
            said = json.loads(done.stdout)
        except ValueError as error:
            raise RuntimeError(done.stdout + done.stderr) from error
        if said.get("failed"):
            raise Refused(said["msg"])
        return said

    def account(self, **arguments):
        """Runs the module of accounts for the one account of these steps."""
        known = {"safe": "Linux", "username": "root", "address": "192.0.2.7", "platform_id": "UnixSSH"}
        return self.module("account", **known | arguments)


def changed(said):
    """Whether the module says it changed something."""
    return said["changed"]


def unchanged(said):
    """Whether it says it did not."""
    return not said["changed"]


def held(said):
    """The account in an answer of the module; one that was retrieved is not wrapped."""
    return said["result"].get("result", said["result"])


def logons(steps, machine):
    logon = {"api_base_url": machine.url, "username": USER}
    steps.step("a wrong password is refused",
               lambda: machine.module("authentication", password="wrong", **logon), Refused)
    said = steps.step("logon over TLS", lambda: machine.module(
        "authentication", password=PASSWORD, use_cyberark_authentication=True, concurrentSession=True, **logon))
    machine.session = said["ansible_facts"]["cyberark_session"]


def users(steps, machine):
    def user(**arguments):
        return machine.module("user", username="clerk", **arguments)

    steps.step("add a user", lambda: user(
        initial_password="Made-up-Password-1", email="a@example.com", first_name="Ann", user_type_name="EPVUser",
        change_password_on_the_next_logon=False),
        lambda said: said["changed"] and said["status_code"] == 201
        and said["cyberark_user"]["result"]["username"] == "clerk")
    # The module adds in the second generation with names of the first, so that most of it is set later.
    steps.step("set what was not taken", lambda: user(email="a@example.com", first_name="Ann"),
               lambda said: said["changed"] and said["cyberark_user"]["result"]["FirstName"] == "Ann")
    steps.step("the same user again is no change", lambda: user(email="a@example.com", first_name="Ann"), unchanged)
    steps.step("update a user", lambda: user(email="b@example.com", last_name="Lee"),
               lambda said: said["changed"] and said["cyberark_user"]["result"]["Email"] == "b@example.com")
    steps.step("disable a user", lambda: user(disabled=True),
               lambda said: said["changed"] and said["cyberark_user"]["result"]["Disabled"] is True)
    steps.step("give a user another password", lambda: user(new_password="Made-up-Password-2"), changed)
    steps.step("a user who is enabled again logs on", lambda: machine.module(
        "authentication", api_base_url=machine.url, username="clerk",
        password="Made-up-Password-2"))
    steps.step("put a user into a group", lambda: user(group_name="Auditors"), changed)
    steps.step("that again is no change", lambda: user(group_name="Auditors"), unchanged)
    steps.step("a group that is unknown is refused", lambda: user(group_name="Nobodies"), Refused)
    steps.step("delete a user", lambda: user(state="absent"), changed)
    steps.step("a user who is gone is no change", lambda: user(state="absent"), unchanged)


def accounts(steps, machine):
    account = machine.account
    steps.step("an account in a safe that is unknown is refused", lambda: account(safe="Nowhere", secret="x"), Refused)
    steps.step("add an account", lambda: account(
        secret=ODD, platform_account_properties={"Port": "22"},
        secret_management={"automatic_management_enabled": True}),
        lambda said: said["changed"] and held(said)["platformAccountProperties"] == {"Port": "22"})
    steps.step("the same account again is no change",
               lambda: account(platform_account_properties={"Port": "22"}), unchanged)
    steps.step("change a property of the platform", lambda: account(platform_account_properties={"Port": "2222"}),
               lambda said: held(said)["platformAccountProperties"] == {"Port": "2222"})
    steps.step("remove it", lambda: account(platform_account_properties={"Port": "NO_VALUE"}),
               lambda said: "Port" not in held(said).get("platformAccountProperties", {}))
    steps.step("add it again", lambda: account(platform_account_properties={"Port": "22"}),
               lambda said: held(said)["platformAccountProperties"] == {"Port": "22"})
    # The module sends the reason before it stops the management, and each by itself.
    reason = {"automatic_management_enabled": False, "manual_management_reason": "because"}
    steps.step("a reason while management goes on is refused", lambda: account(secret_management=reason), Refused)
    steps.step("stop automatic management",
               lambda: account(secret_management={"automatic_management_enabled": False}), changed)
    steps.step("give the reason", lambda: account(secret_management=reason),
               lambda said: held(said)["secretManagement"]["manualManagementReason"] == "because")
    steps.step("resume it", lambda: account(secret_management={"automatic_management_enabled": True}), changed)
    steps.step("find an account by its address alone, and name its machines", lambda: account(
        identified_by="address", remote_machines_access={
            "remote_machines": "a.example.com;b.example.com", "access_restricted_to_remote_machines": True}),
        lambda said: held(said)["remoteMachinesAccess"]["remoteMachines"] == "a.example.com;b.example.com")
    for action, more in [("change", {"new_secret": "next"}), ("change_immediately", {}),
                         ("change_immediately", {"new_secret": "now"}), ("reconcile", {})]:
        kind = "with a new secret" if more else "without one"
        steps.step(f"{action} {kind}", lambda: account(secret_management={
            "management_action": action, "automatic_management_enabled": True} | more), changed)
    steps.step("set the secret in the vault", lambda: account(new_secret=ODD), changed)
    # The module hands over what stands between the quotes, escapes and all.
    steps.step("retrieve it", lambda: account(state="retrieve"), lambda said: json.loads(f'"{held(said)["password"]}"') == ODD)
    steps.step("delete an account", lambda: account(state="absent"), changed)
    steps.step("an account that is gone is no change", lambda: account(state="absent"), unchanged)


def the_end(steps, machine):
    steps.step("logoff", lambda: machine.module("authentication", state="absent"))
    steps.step("the session is over", lambda: machine.account(state="absent"), Refused)


def main():
    steps = Steps()
    # The module of users needs the first generation, which later versions have no users in.
    for version, part in [("12.2", users), ("14.6", accounts)]:
        with emulator("--version", version, seed={"safes": [{"name": "Linux"}]}) as running:
            steps.parts([logons, part, the_end], Machine(running))
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
