"""Drives the emulator with ark-sdk-python, which knows services of the platform only: it logs on at the
Identity tenant and goes to Privilege Cloud with the token it gets there.

    python ark_steps.py PATH_OF_THE_PROGRAM_pvwa-emulator

The client makes up its hosts from the name of the company. Its requests are sent to the emulator instead;
nothing else of it is changed. Each step says what it checks; the last line counts them. Exit code 1 if one failed.
"""

import logging
import os
import sys
import warnings
import zipfile
from urllib.parse import urlsplit

import requests
from ark_sdk_python.auth import ArkISPAuth
from ark_sdk_python.models.ark_exceptions import ArkAuthException, ArkServiceException
from ark_sdk_python.models.auth import (ArkAuthMethod, ArkAuthProfile, ArkSecret, IdentityArkAuthMethodSettings,
                                        IdentityServiceUserArkAuthMethodSettings)
from ark_sdk_python.models.services.identity.directories import (ArkIdentityListDirectories,
                                                                 ArkIdentityListDirectoriesEntities)
from ark_sdk_python.models.services.identity.policies import (ArkIdentityAddAuthenticationProfile,
                                                              ArkIdentityRemoveAuthenticationProfile)
from ark_sdk_python.models.services.identity.roles import (ArkIdentityAddAdminRightsToRole, ArkIdentityAddRoleToRole,
                                                           ArkIdentityAddUserToRole, ArkIdentityAdminRights,
                                                           ArkIdentityCreateRole, ArkIdentityDeleteRole,
                                                           ArkIdentityListRoleMembers, ArkIdentityRemoveRoleFromRole,
                                                           ArkIdentityRemoveUserFromRole, ArkIdentityRoleIdByName,
                                                           ArkIdentityUpdateRole)
from ark_sdk_python.models.services.identity.users import (ArkIdentityCreateUser, ArkIdentityDeleteUser,
                                                           ArkIdentityResetUserPassword, ArkIdentityUpdateUser,
                                                           ArkIdentityUserByName, ArkIdentityUserIdByName)
from ark_sdk_python.models.services.pcloud import accounts as account_models
from ark_sdk_python.models.services.pcloud import applications as application_models
from ark_sdk_python.models.services.pcloud import platforms as platform_models
from ark_sdk_python.models.services.pcloud import safes as safe_models
from ark_sdk_python.services.identity.directories import ArkIdentityDirectoriesService
from ark_sdk_python.services.identity.policies import ArkIdentityPoliciesService
from ark_sdk_python.services.identity.roles import ArkIdentityRolesService
from ark_sdk_python.services.identity.users import ArkIdentityUsersService
from ark_sdk_python.services.pcloud.accounts import ArkPCloudAccountsService
from ark_sdk_python.services.pcloud.applications import ArkPCloudApplicationsService
from ark_sdk_python.services.pcloud.platforms import ArkPCloudPlatformsService
from ark_sdk_python.services.pcloud.safes import ArkPCloudSafesService

from driving import ODD, Steps, emulator

SUFFIX = "cyberark.cloud.1234"
ROBOT = f"robot@{SUFFIX}"
ANN = f"ann@{SUFFIX}"
SECRET = "Made-up secret 1"
SEED = {"users": [{"name": "reader", "password": SECRET}], "identityUsers": [
    {"name": ROBOT, "password": SECRET, "service": True, "roles": ["System Administrator", "Privilege Cloud Administrators"]},
    {"name": ANN, "password": SECRET, "roles": ["System Administrator", "Privilege Cloud Administrators"]},
]}


def lead_to(running):
    """Sends what is for a host of the services to the emulator."""
    sent = requests.Session.request

    def request(session, method, url, *arguments, **more):
        parts = urlsplit(url)
        if (parts.hostname or "").endswith(("cyberark.cloud", "idaptive.app")):
            to = running.url if ".privilegecloud." in parts.hostname else running.identity_url
            url = to + parts._replace(scheme="", netloc="").geturl()
        return sent(session, method, url, *arguments, **more)

    requests.Session.request = request
    os.environ["REQUESTS_CA_BUNDLE"] = running.authority


def logon(method, settings, name, secret=SECRET):
    auth = ArkISPAuth(cache_authentication=False)
    profile = ArkAuthProfile(username=name, auth_method=method, auth_method_settings=settings)
    auth.authenticate(auth_profile=profile, secret=ArkSecret(secret=secret), force=True)
    return auth


def robot(secret=SECRET):
    settings = IdentityServiceUserArkAuthMethodSettings(identity_authorization_application="__idaptive_cybr_user_oidc")
    return logon(ArkAuthMethod.IdentityServiceUser, settings, ROBOT, secret)


def person(secret=SECRET, **settings):
    return logon(ArkAuthMethod.Identity, IdentityArkAuthMethodSettings(**settings), ANN, secret)


def logons(steps, held):
    steps.step("a wrong secret is refused", lambda: robot("wrong"), ArkAuthException)
    held["robot"] = steps.step("a service user logs on", robot, lambda auth: auth.token.username == ROBOT)
    steps.step("a wrong password is refused", lambda: person("wrong"), ArkAuthException)
    steps.step("a person logs on, whose tenant the suffix tells", person, lambda auth: auth.token.token is not None)
    held["ann"] = steps.step("a person logs on, whose tenant the company's name tells",
                             lambda: person(identity_tenant_subdomain="emulator"))


def every(pages):
    """What all pages hold."""
    return [item for page in pages for item in page.items]


def safes(steps, held):
    service = ArkPCloudSafesService(held["robot"])
    for name in ["Linux", "Été à Paris"]:
        steps.step(f"add the safe {name}", lambda: service.add_safe(safe_models.ArkPCloudAddSafe(
            safe_name=name, description="made up", number_of_days_retention=7)), lambda safe: safe.safe_name == name)
    steps.step("a second safe of the name is refused",
               lambda: service.add_safe(safe_models.ArkPCloudAddSafe(safe_name="Linux")), ArkServiceException)
    steps.step("list safes", lambda: every(service.list_safes()),
               lambda found: {"Linux", "Été à Paris"} <= {safe.safe_name for safe in found})
    steps.step("search safes in pages of one", lambda: every(service.list_safes_by(
        safe_models.ArkPCloudSafesFilters(search="i", sort="safeName desc", limit=1))), lambda found: len(found) >= 2)
    paris = steps.step("find the other one", lambda: every(service.list_safes_by(
        safe_models.ArkPCloudSafesFilters(search="Été à")))[0])
    steps.step("its details", lambda: service.safe(safe_models.ArkPCloudGetSafe(safe_id=paris.safe_id)),
               lambda safe: safe.safe_name == "Été à Paris")
    steps.step("update a safe", lambda: service.update_safe(safe_models.ArkPCloudUpdateSafe(
        safe_id="Linux", safe_name="Linux", description="changed")), lambda safe: safe.description == "changed")
    for kind in ["ConnectOnly", "ReadOnly", "Approver", "AccountsManager", "Full"]:
        chosen = safe_models.ArkPCloudSafeMemberPermissionSet[kind]
        who = {"safe_id": "Linux", "member_name": "reader"}
        steps.step(f"add a member, {kind}", lambda: service.add_safe_member(safe_models.ArkPCloudAddSafeMember(
            member_type="User", permission_set=chosen, **who)))
        steps.step("the permissions are those", lambda: service.safe_member(
            safe_models.ArkPCloudGetSafeMember(**who)), lambda member: member.permission_set == chosen)
        steps.step("remove the member", lambda: service.delete_safe_member(
            safe_models.ArkPCloudDeleteSafeMember(**who)))
    steps.step("a role of the tenant as a member", lambda: service.add_safe_member(safe_models.ArkPCloudAddSafeMember(
        safe_id="Linux", member_name="Privilege Cloud Users", member_type="Role",
        permission_set=safe_models.ArkPCloudSafeMemberPermissionSet.ReadOnly)),
        lambda member: member.member_type == "Role")
    steps.step("update a member", lambda: service.update_safe_member(safe_models.ArkPCloudUpdateSafeMember(
        safe_id="Linux", member_name="Privilege Cloud Users",
        permission_set=safe_models.ArkPCloudSafeMemberPermissionSet.ConnectOnly)),
        lambda member: not member.permissions.retrieve_accounts)
    steps.step("list members", lambda: every(service.list_safe_members(
        safe_models.ArkPCloudListSafeMembers(safe_id="Linux"))), lambda found: len(found) >= 2)
    steps.step("list roles alone", lambda: every(service.list_safe_members_by(
        safe_models.ArkPCloudSafeMembersFilters(safe_id="Linux", search="Users", member_type="Role"))),
        lambda found: [member.member_name for member in found] == ["Privilege Cloud Users"])
    steps.step("count safes", service.safes_stats, lambda stats: stats.safes_count >= 2)
    steps.step("count members", service.safes_members_stats)
    steps.step("delete a safe", lambda: service.delete_safe(safe_models.ArkPCloudDeleteSafe(safe_id=paris.safe_id)))
    steps.step("it is gone", lambda: service.safe(safe_models.ArkPCloudGetSafe(safe_id=paris.safe_id)),
               ArkServiceException)


def accounts(steps, held):
    service, model = ArkPCloudAccountsService(held["robot"]), account_models

    def add(user, secret="first", **more):
        return service.add_account(model.ArkPCloudAddAccount(
            name=f"unix-{user}", safe_name="Linux", platform_id="UnixSSH", user_name=user, address="192.0.2.7",
            secret=secret, **more))

    root = steps.step("add an account", lambda: add(
        "root", secret_type="password", secret_management={"automatic_management_enabled": True},
        platform_account_properties={"Port": "22"},
        remote_machines_access={"remote_machines": ["a.example.com", "b.example.com"],
                                "access_restricted_to_remote_machines": True}),
        lambda one: one.platform_account_properties == {"Port": "22"})
    second = steps.step("add a second account", lambda: add("logon"))
    steps.step("an account of the same name is refused", lambda: add("root"), ArkServiceException)
    by_id = {"account_id": root.id}
    steps.step("get an account", lambda: service.account(model.ArkPCloudGetAccount(**by_id)),
               lambda one: one.user_name == "root" and one.remote_machines_access.access_restricted_to_remote_machines)
    steps.step("list accounts", lambda: every(service.list_accounts()), lambda found: len(found) == 2)
    steps.step("search them in pages of one", lambda: every(service.list_accounts_by(model.ArkPCloudAccountsFilter(
        search="192.0.2.7", search_type="contains", sort="userName desc", safe_name="Linux", limit=1))),
        lambda found: [one.user_name for one in found] == ["root", "logon"])
    steps.step("retrieve the password", lambda: service.account_credentials(
        model.ArkPCloudGetAccountCredentials(reason="because", **by_id)),
        lambda found: found.password.get_secret_value() == "first")
    steps.step("set the password in the vault", lambda: service.update_account_credentials_in_vault(
        model.ArkPCloudUpdateAccountCredentialsInVault(new_credentials="second", **by_id)))
    steps.step("retrieve an old version", lambda: service.account_credentials(
        model.ArkPCloudGetAccountCredentials(version="1", **by_id)),
        lambda found: found.password.get_secret_value() == "first")
    # Vaults answer with `Versions` and `Password`, of which this client reads the lower case.
    steps.step("the versions of the secret", lambda: service.list_account_secret_versions(
        model.ArkPCloudListAccountSecretVersions(**by_id)), ArkServiceException)
    steps.step("generate a password", lambda: service.generate_account_credentials(
        model.ArkPCloudGenerateAccountCredentials(**by_id)), ArkServiceException)
    steps.step("verify", lambda: service.verify_account_credentials(model.ArkPCloudVerifyAccountCredentials(**by_id)))
    steps.step("change", lambda: service.change_account_credentials(model.ArkPCloudChangeAccountCredentials(**by_id)))
    steps.step("set the next password", lambda: service.set_account_next_credentials(
        model.ArkPCloudSetAccountNextCredentials(new_credentials=ODD, **by_id)))
    steps.step("reconcile", lambda: service.reconcile_account_credentials(
        model.ArkPCloudReconcileAccountCredentials(**by_id)))
    steps.step("update an account", lambda: service.update_account(model.ArkPCloudUpdateAccount(
        address="other.example.com", username="toor", platform_account_properties={"Port": "2222"}, **by_id)),
        lambda one: (one.address, one.user_name) == ("other.example.com", "toor"))
    steps.step("stop automatic management", lambda: service.update_account(model.ArkPCloudUpdateAccount(
        secret_management={"automatic_management_enabled": False, "manual_management_reason": "because"}, **by_id)),
        lambda one: one.secret_management.manual_management_reason == "because")
    steps.step("link a logon account", lambda: service.link_account(model.ArkPCloudLinkAccount(
        safe="Linux", extra_password_index=1, folder="Root", name=second.name, **by_id)))
    steps.step("remove the link", lambda: service.unlink_account(model.ArkPCloudUnlinkAccount(
        extra_password_index="1", **by_id)))
    steps.step("count accounts", service.accounts_stats, lambda stats: stats.accounts_count == 2)
    steps.step("delete an account", lambda: service.delete_account(model.ArkPCloudDeleteAccount(account_id=second.id)))
    steps.step("it is gone", lambda: service.account(model.ArkPCloudGetAccount(account_id=second.id)),
               ArkServiceException)


def platforms(steps, held, folder):
    service, model = ArkPCloudPlatformsService(held["robot"]), platform_models
    steps.step("list platforms", service.list_platforms, lambda found: len(found) >= 8)
    steps.step("active regular ones by a name", lambda: service.list_platforms_by(model.ArkPCloudPlatformsFilter(
        active=True, platform_type="regular", platform_name="Unix")), lambda found: len(found) >= 1)
    steps.step("the details of a platform", lambda: service.platform(model.ArkPCloudGetPlatform(platform_id="UnixSSH")))
    # This client writes the condition where the name of a parameter belongs, so that nothing is filtered.
    found = steps.step("list target platforms", lambda: service.list_target_platforms_by(
        model.ArkPCloudTargetPlatformsFilter(active=True)), lambda found: len(found) >= 8)
    oracle = next(one for one in found if one.platform_id == "Oracle")
    by_id = {"target_platform_id": oracle.id}
    steps.step("one of them", lambda: service.target_platform(model.ArkPCloudGetTargetPlatform(**by_id)),
               lambda one: one.platform_id == "Oracle")
    steps.step("deactivate it", lambda: service.deactivate_target_platform(
        model.ArkPCloudDeactivateTargetPlatform(**by_id)))
    steps.step("it is not active", lambda: service.target_platform(model.ArkPCloudGetTargetPlatform(**by_id)),
               lambda one: one.active is False)
    steps.step("activate it", lambda: service.activate_target_platform(model.ArkPCloudActivateTargetPlatform(**by_id)))
    # This client leaves `Duplicate` out of the path.
    steps.step("duplicate it", lambda: service.duplicate_target_platform(
        model.ArkPCloudDuplicateTargetPlatform(name="Oracle of ours", **by_id)), ArkServiceException)
    steps.step("export a target platform", lambda: service.export_target_platform(
        model.ArkPCloudExportTargetPlatform(output_folder=folder, **by_id)))
    steps.step("export a platform", lambda: service.export_platform(
        model.ArkPCloudExportPlatform(platform_id="UnixSSH", output_folder=folder)))
    archive = os.path.join(folder, "platform.zip")
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("Policy-MadeUp.ini", "PolicyID=MadeUp\nPolicyName=Made up\n")
        file.writestr("Policy-MadeUp.xml", '<Device Name="Operating System"><Policies><Policy ID="MadeUp"/></Policies></Device>')
    imported = steps.step("import a platform", lambda: service.import_target_platform(
        model.ArkPCloudImportTargetPlatform(platform_zip_path=archive)))
    steps.step("count platforms", service.platforms_stats, lambda stats: stats.platforms_count >= 9)
    steps.step("count target platforms", service.target_platforms_stats)
    steps.step("delete a platform", lambda: service.delete_target_platform(
        model.ArkPCloudDeleteTargetPlatform(target_platform_id=imported.id)))


def applications(steps, held):
    service, model = ArkPCloudApplicationsService(held["robot"]), application_models
    by_id = {"app_id": "Billing"}
    steps.step("add an application", lambda: service.add_application(model.ArkPCloudAddApplication(
        description="made up", business_owner_email="a@example.com", expiration_date="12/31/2030", **by_id)),
        lambda one: one.app_id == "Billing")
    steps.step("list applications", service.list_applications, lambda found: len(found) >= 1)
    steps.step("list them by the owner", lambda: service.list_applications_by(
        model.ArkPCloudApplicationsFilter(only_enabled=True, business_owner_email="a@example.com")),
        lambda found: [one.app_id for one in found] == ["Billing"])
    steps.step("get an application", lambda: service.application(model.ArkPCloudGetApplication(**by_id)),
               lambda one: one.description == "made up")
    kind = model.ArkPCloudApplicationAuthMethodType
    # It sends neither attributes of certificates nor Kubernetes, and does not know the vault's spelling of
    # serial numbers.
    ways = [(kind.Path, {"auth_value": "/opt/billing", "is_folder": True, "allow_internal_scripts": True}),
            (kind.OsUser, {"auth_value": "bill"}), (kind.IP, {"auth_value": "192.0.2.1"}),
            (kind.Hash, {"auth_value": "0" * 40, "comment": "made up"})]
    for way, more in ways:
        steps.step(f"add a method, {way.value}", lambda: service.add_application_auth_method(
            model.ArkPCloudAddApplicationAuthMethod(auth_type=way, **by_id, **more)),
            lambda one: one.auth_type == way)
    methods = steps.step("list methods", lambda: service.list_application_auth_methods(
        model.ArkPCloudListApplicationAuthMethods(**by_id)), lambda found: len(found) == len(ways))
    steps.step("list paths alone", lambda: service.list_application_auth_methods_by(
        model.ArkPCloudApplicationAuthMethodsFilter(auth_types=[kind.Path], **by_id)), lambda found: len(found) == 1)
    method = {"auth_id": methods[0].auth_id} | by_id
    steps.step("get a method", lambda: service.application_auth_method(
        model.ArkPCloudGetApplicationAuthMethod(**method)))
    steps.step("count applications", service.applications_stats, lambda stats: stats.count >= 1)
    steps.step("delete a method", lambda: service.delete_application_auth_method(
        model.ArkPCloudDeleteApplicationAuthMethod(**method)))
    steps.step("delete an application", lambda: service.delete_application(model.ArkPCloudDeleteApplication(**by_id)))
    steps.step("it is gone", lambda: service.application(model.ArkPCloudGetApplication(**by_id)), ArkServiceException)


def tenant(steps, held):
    users, roles = ArkIdentityUsersService(held["ann"]), ArkIdentityRolesService(held["ann"])
    directories = ArkIdentityDirectoriesService(held["ann"])
    steps.step("the suffix of the tenant", directories.tenant_default_suffix, lambda found: found == SUFFIX)
    steps.step("list directories", lambda: directories.list_directories(ArkIdentityListDirectories()),
               lambda found: len(found) >= 1)
    steps.step("who is logged on", users.user_info)
    steps.step("create a role", lambda: roles.create_role(ArkIdentityCreateRole(role_name="Nightshift")),
               lambda role: role.role_name == "Nightshift")
    role = steps.step("its identifier", lambda: roles.role_id_by_name(ArkIdentityRoleIdByName(role_name="Nightshift")))
    name = f"clerk@{SUFFIX}"
    steps.step("create a user", lambda: users.create_user(ArkIdentityCreateUser(
        username="clerk", display_name="Clerk", email="clerk@example.com", mobile_number="+44 20 7946 0000",
        suffix=SUFFIX, password=SECRET, roles=["Nightshift"])), lambda user: user.username == name)
    steps.step("the identifier of a user", lambda: users.user_id_by_name(ArkIdentityUserIdByName(username=name)))
    steps.step("find a user", lambda: users.user_by_name(ArkIdentityUserByName(username=name)),
               lambda user: user.email == "clerk@example.com")
    steps.step("update a user", lambda: users.update_user(ArkIdentityUpdateUser(username=name, display_name="Clara")))
    steps.step("give him another password", lambda: users.reset_user_password(
        ArkIdentityResetUserPassword(username=name, new_password="Made-up secret 2")))
    steps.step("the members of a role", lambda: roles.list_role_members(
        ArkIdentityListRoleMembers(role_name="Nightshift")), lambda found: [one.member_name for one in found] == [name])
    steps.step("take a user out of a role", lambda: roles.remove_user_from_role(
        ArkIdentityRemoveUserFromRole(username=name, role_name="Nightshift")))
    steps.step("put him in again", lambda: roles.add_user_to_role(
        ArkIdentityAddUserToRole(username=name, role_name="Nightshift")))
    # With a description this client fails before it sends anything.
    steps.step("rename a role", lambda: roles.update_role(
        ArkIdentityUpdateRole(role_id=role, new_role_name="Dayshift")))
    steps.step("a right for a role", lambda: roles.add_admin_rights_to_role(ArkIdentityAddAdminRightsToRole(
        role_id=role, admin_rights=[ArkIdentityAdminRights.RoleManagement])))
    steps.step("a role in a role", lambda: roles.add_role_to_role(
        ArkIdentityAddRoleToRole(role_name_to_add="Privilege Cloud Users", role_name="Dayshift")))
    steps.step("take it out", lambda: roles.remove_role_from_role(
        ArkIdentityRemoveRoleFromRole(role_name_to_remove="Privilege Cloud Users", role_name="Dayshift")))
    steps.step("search users and roles", lambda: every(directories.list_directories_entities(
        ArkIdentityListDirectoriesEntities(search="cl"))), lambda found: name in [one.name for one in found])
    profiles = ArkIdentityPoliciesService(held["ann"])
    steps.step("add an authentication profile", lambda: profiles.add_authentication_profile(
        ArkIdentityAddAuthenticationProfile(auth_profile_name="Ours", first_challenges=["UP"])),
        lambda profile: profile.name == "Ours")
    steps.step("list authentication profiles", profiles.list_authentication_profiles, lambda found: len(found) >= 1)
    steps.step("remove an authentication profile", lambda: profiles.remove_authentication_profile(
        ArkIdentityRemoveAuthenticationProfile(auth_profile_name="Ours")))
    steps.step("delete a user", lambda: users.delete_user(ArkIdentityDeleteUser(username=name)))
    steps.step("delete a role", lambda: roles.delete_role(ArkIdentityDeleteRole(role_name="Dayshift")))


def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    steps = Steps()
    held = {}
    with emulator("--edition", "privilege-cloud", seed=SEED) as running:
        lead_to(running)
        steps.parts([logons, safes, accounts, lambda steps, held: platforms(steps, held, running.folder),
                     applications, tenant], held)
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
