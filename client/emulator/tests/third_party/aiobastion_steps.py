"""Drives the emulator with aiobastion, a client that knows nothing of this project.

    python aiobastion_steps.py PATH_OF_THE_PROGRAM_pvwa-emulator

Each step says what it checks; the last line counts them. Exit code 1 if one failed.
"""

import asyncio
import os
import sys
import tempfile
import warnings

from aiobastion import EPV
from aiobastion.exceptions import (AiobastionException, CyberarkAPIException, CyberarkNotFoundException,
                                   GetTokenException)

from driving import ODD, PASSWORD, USER, Steps, emulator

PROFILES = ["admin", "use", "show", "audit", "prov", "power", "cpm", "manager"]


def client(url, authority, password):
    return EPV(serialized={
        "api_host": url.removeprefix("https://"),
        "authtype": "cyberark",
        "verify": authority,
        "username": USER,
        "password": password,
    })


async def logons(steps, url, authority):
    wrong = client(url, authority, "wrong")
    await steps.awaited("a wrong password is refused", wrong.login(), GetTokenException)
    await wrong.close_session()
    vault = client(url, authority, PASSWORD)
    await steps.awaited("logon over TLS", vault.login())
    await steps.awaited("the token is good", vault.check_token(), lambda good: good is True)
    await steps.awaited("the version is told", vault.get_version(), lambda version: version.startswith("14."))
    await steps.awaited("who is logged on", vault.user.get_logged_on_user_details(), lambda who: who["UserName"] == USER)
    return vault


async def safes(steps, vault):
    for name in ["Linux", "Été à Paris", "Other"]:
        await steps.awaited(f"add the safe {name}", vault.safe.add(name, description="made up", add_admins=False))
    await steps.awaited("a second safe of the name is refused", vault.safe.add("linux"), CyberarkAPIException)
    await steps.awaited("list safes", vault.safe.list(), lambda names: {"Linux", "Été à Paris", "Other"} <= set(names))
    await steps.awaited("a safe exists", vault.safe.exists("Été à Paris"), lambda there: there)
    await steps.awaited("another one does not", vault.safe.exists("Nowhere"), lambda there: not there)
    await steps.awaited("search safes", vault.safe.search("Paris"), lambda found: len(found) == 1)
    await steps.awaited("the details of a safe", vault.safe.get_safe_details("Linux", include_accounts="False"),
                        lambda safe: safe["safeName"] == "Linux" and safe["description"] == "made up")
    await steps.awaited("update a safe", vault.safe.update("Linux", description="changed"),
                        lambda safe: safe["description"] == "changed")
    await steps.awaited("rename a safe", vault.safe.rename("Other", "Another"))
    await steps.awaited("its old name is gone", vault.safe.exists("Other"), lambda there: not there)
    await steps.awaited("delete a safe", vault.safe.delete("Another"))
    await steps.awaited("delete it again", vault.safe.delete("Another"), CyberarkNotFoundException)


async def users(steps, vault):
    for number, profile in enumerate(PROFILES):
        added = vault.user.add(f"{profile}-user", password=f"Made-up-{number}-Password")
        await steps.awaited(f"add the user {profile}-user", added, lambda user: user["id"] > 0)
    await steps.awaited("a second user of the name is refused",
                        vault.user.add("use-user", password="Made-up-Password-1"), CyberarkAPIException)
    await steps.awaited("list users", vault.user.list(), lambda names: "use-user" in names and USER in names)
    await steps.awaited("search users", vault.user.list("audit-us"), lambda names: names == ["audit-user"])
    await steps.awaited("extended details of users", vault.user.list("audit-us", extended_details=True),
                        lambda found: found[0]["username"] == "audit-user")
    await steps.awaited("a user exists", vault.user.exists("power-user"), lambda there: there)
    await steps.awaited("the details of a user", vault.user.details("power-user"),
                        lambda user: user["username"] == "power-user")
    await steps.awaited("the groups of a user", vault.user.groups(USER), lambda names: "Vault Admins" in names)
    key = await steps.awaited("add an SSH key", vault.user.add_ssh_key("use-user", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc a"))
    await steps.awaited("list SSH keys", vault.user.get_ssh_keys("use-user"), lambda keys: len(keys) == 1)
    if key:
        await steps.awaited("delete an SSH key", vault.user.del_ssh_key("use-user", key["KeyID"]))


async def groups(steps, vault):
    await steps.awaited("add a group", vault.group.add("Nightshift", "made up"))
    await steps.awaited("list groups", vault.group.list(), lambda names: "Nightshift" in names)
    number = await steps.awaited("the id of a group", vault.group.get_id("Nightshift"))
    await steps.awaited("the details of a group", vault.group.details(number), lambda group: group["groupName"] == "Nightshift")
    await steps.awaited("add a member to a group", vault.group.add_member(number, "use-user"))
    await steps.awaited("the members of a group", vault.group.members("Nightshift"), lambda members: len(members) == 1)
    await steps.awaited("remove a member from a group", vault.group.del_member(number, "use-user"))
    await steps.awaited("delete a group", vault.group.delete("Nightshift"))


async def members(steps, vault):
    for profile in PROFILES:
        added = vault.safe.add_member_profile("Linux", f"{profile}-user", profile)
        await steps.awaited(f"add a member with the profile {profile}", added)
    await steps.awaited("list members", vault.safe.list_members("Linux"),
                        lambda names: {f"{profile}-user" for profile in PROFILES} <= set(names))
    await steps.awaited("who may retrieve", vault.safe.list_members("Linux", filter_perm="retrieveAccounts"),
                        lambda names: "power-user" in names and "use-user" not in names)
    # This client's own profile of an auditor reads secrets, and no audit log.
    await steps.awaited("the permissions of a member", vault.safe.get_permissions("Linux", "audit-user"),
                        lambda held: held["retrieveAccounts"] and not held["viewAuditLog"])
    await steps.awaited("a user is a member", vault.safe.is_member_of("Linux", "audit-user"), lambda there: there)
    await steps.awaited("a second membership is refused", vault.safe.add_member_profile("Linux", "use-user", "use"),
                        CyberarkAPIException)
    await steps.awaited("remove a member", vault.safe.remove_member("Linux", "show-user"))
    await steps.awaited("he is none any more", vault.safe.is_member_of("Linux", "show-user"), lambda there: not there)
    await steps.awaited("the safes of a user", vault.user.safes("audit-user"), lambda names: names == ["Linux"])


def account(vault, user, secret="first", platform="UnixSSH", safe="Linux", **more):
    return vault.PrivilegedAccount(f"{platform}-{user}", platform, safe, address="192.0.2.7", userName=user,
                                   secret=secret, **more)


async def accounts(steps, vault):
    root = await steps.awaited("add an account", vault.account.add_account_to_safe(account(vault, "root", ODD)))
    second = await steps.awaited("add a second account", vault.account.add_account_to_safe(account(vault, "logon")))
    await steps.awaited("an account of the same name is refused",
                        vault.account.add_account_to_safe(account(vault, "root")), CyberarkAPIException)
    await steps.awaited("an account of an unknown platform is refused",
                        vault.account.add_account_to_safe(account(vault, "x", platform="Nothing")), CyberarkAPIException)
    found = await steps.awaited("get an account", vault.account.get_account(root), lambda one: one.userName == "root")
    await steps.awaited("search by user and safe", vault.account.search_account_by(username="root", safe="Linux"),
                        lambda list_: [one.id for one in list_] == [root])
    await steps.awaited("search by an address", vault.account.search_account_by_ip_addr("192.0.2.7"),
                        lambda list_: len(list_) == 2)
    await steps.awaited("a password with \\ \" é comes back as it was", vault.account.get_password(found),
                        lambda password: password == ODD)
    await steps.awaited("update the address", vault.account.update_single_fc(found, "address", "other.example.com"),
                        lambda one: one.address == "other.example.com")
    await steps.awaited("add a property of the platform", vault.account.update_single_fc(found, "Port", "2222", "add"),
                        lambda one: one.platformAccountProperties["Port"] == "2222")
    await steps.awaited("disable automatic management", vault.account.disable_password_management(found, "because"))
    await steps.awaited("resume it", vault.account.resume_password_management(found))
    await steps.awaited("verify", vault.account.verify(found))
    await steps.awaited("change", vault.account.change_password(found))
    await steps.awaited("the password is another one", vault.account.get_password(found), lambda password: password != ODD)
    await steps.awaited("reconcile", vault.account.reconcile(found))
    await steps.awaited("set the next password", vault.account.set_next_password(found, "next"))
    await steps.awaited("set a password in the vault", vault.account.set_password(found, "by hand"))
    await steps.awaited("it is that one", vault.account.get_password(found), lambda password: password == "by hand")
    await steps.awaited("the versions of a secret", vault.account.get_secret_versions(found), lambda list_: len(list_) >= 3)
    await steps.awaited("an old version", vault.account.get_secret_version(found, 1), lambda password: password == ODD)
    await steps.awaited("what was done to an account", vault.account.activity(found),
                        lambda list_: any("CPM Change" in one["Activity"] for one in list_))
    found = await steps.awaited("get it again", vault.account.get_account(root))
    await steps.awaited("the state of the CPM", vault.account.get_cpm_status(found), lambda state: state["status"] == "success")
    other = await steps.awaited("get the second account", vault.account.get_account(second))
    await steps.awaited("link a logon account", vault.account.link_logon_account(found, other))
    await steps.awaited("remove a logon account", vault.account.remove_logon_account(found))
    await steps.awaited("delete an account", vault.account.delete(other))
    await steps.awaited("it is gone", vault.account.get_account(second), CyberarkNotFoundException)


async def account_groups(steps, vault):
    await steps.awaited("add an account group", vault.accountgroup.add("Pairs", "SampleGroup", "Linux"))
    await steps.awaited("the account groups of a safe", vault.accountgroup.list_by_safe("Linux"), lambda list_: len(list_) == 1)
    group = await steps.awaited("the id of an account group", vault.accountgroup.get_account_group_id("Pairs", "Linux"))
    member = await steps.awaited("add an account for it", vault.account.add_account_to_safe(account(vault, "pair")))
    await steps.awaited("add an account to a group", vault.accountgroup.add_member(member, group))
    await steps.awaited("the accounts of a group", vault.accountgroup.members(group), lambda list_: len(list_) == 1)
    await steps.awaited("remove an account from a group", vault.accountgroup.delete_member(member, group))


async def platforms(steps, vault):
    await steps.awaited("list target platforms", vault.platform.get_target_platforms(), lambda list_: len(list_) >= 8)
    await steps.awaited("active ones", vault.platform.get_target_platforms(active=True), lambda list_: len(list_) >= 1)
    await steps.awaited("search a platform", vault.platform.search_target_platform("UnixSSH"), lambda list_: len(list_) >= 1)
    await steps.awaited("the details of a platform", vault.platform.get_platforms_details("UnixSSH"),
                        lambda platform: platform["PlatformID"] == "UnixSSH")
    number = await steps.awaited("the number of a platform", vault.platform.get_target_platform_unique_id("Oracle"))
    with tempfile.TemporaryDirectory() as folder:
        await steps.awaited("export a platform", vault.platform.export_platform("UnixSSH", folder),
                            lambda _: os.listdir(folder) != [])
    await steps.awaited("deactivate a platform", vault.platform.deactivate_target_platform(number))
    await steps.awaited("no account can be added to it",
                        vault.account.add_account_to_safe(account(vault, "system", platform="Oracle")), CyberarkAPIException)


async def applications(steps, vault):
    await steps.awaited("add an application", vault.application.add("Billing", "made up"))
    await steps.awaited("search applications", vault.application.search("Billing"), lambda found: len(found) >= 1)
    await steps.awaited("the details of an application", vault.application.details("Billing"),
                        lambda one: one["AppID"] == "Billing")
    await steps.awaited("add authentication methods",
                        vault.application.add_authentication("Billing", path="/opt/billing", address="192.0.2.1", os_user="bill"),
                        lambda done: done)
    methods = await steps.awaited("list authentication methods", vault.application.get_authentication("Billing"),
                                  lambda list_: len(list_) == 3)
    if methods:
        await steps.awaited("delete an authentication method",
                            vault.application.del_authentication("Billing", methods[0]["authID"]))
    await steps.awaited("delete an application", vault.application.delete("Billing"))


async def the_end(steps, vault):
    await steps.awaited("the health of the system", vault.system_health.summary(), lambda list_: len(list_) >= 1)
    await steps.awaited("delete a user", vault.user.delete("use-user"))
    await steps.awaited("he is gone", vault.user.get_id("use-user"), AiobastionException)
    await steps.awaited("logoff", vault.logoff())
    await vault.close_session()


async def run(running):
    steps = Steps()
    vault = await logons(steps, running.url, running.authority)
    for part in [safes, users, groups, members, accounts, account_groups, platforms, applications, the_end]:
        try:
            await part(steps, vault)
        except Exception as error:  # pylint: disable=broad-except
            steps.ended_early(part, error)
    return steps.finish()


def main():
    warnings.simplefilter("ignore")
    with emulator() as running:
        return asyncio.run(run(running))


if __name__ == "__main__":
    sys.exit(main())
