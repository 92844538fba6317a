//! Accounts, safes and members.

use super::twin::{area, list, twin};
use crate::{
    EpochSeconds, RetrieveOptions, Secret, SortOrder,
    types::{
        Account, AccountPatchOperation, AccountSavedFilter, AccountSearchType, AddAccountRequest,
        AddSafeMemberRequest, AddSafeRequest, Safe, SafeMember, UpdateSafeMemberRequest,
    },
};

area!(Accounts, ListAccounts);

twin! {
    impl Accounts<'_> {
        get(id: &str) -> Account;
        add(account: &AddAccountRequest) -> Account;
        update(id: &str, changes: &[AccountPatchOperation]) -> Account;
        delete(id: &str) -> ();
        retrieve_password(id: &str, options: &RetrieveOptions) -> Secret;
    }
}

list! {
    impl ListAccounts of Account {
        safe(name: impl Into<String>);
        modified_since(time: EpochSeconds);
        search(words: impl Into<String>);
        search_type(search_type: AccountSearchType);
        sort(property: &str, order: SortOrder);
        saved_filter(saved_filter: AccountSavedFilter);
        split_by_safe();
    }
}

area!(Safes, ListSafes);

twin! {
    impl Safes<'_> {
        get(name: &str) -> Safe;
        add(safe: &AddSafeRequest) -> Safe;
    }
}

list! {
    impl ListSafes of Safe {
        search(text: impl Into<String>);
        sort_by_name(order: SortOrder);
        include_accounts();
    }
}

area!(Members, ListMembers);

twin! {
    impl Members<'_> {
        get(name: &str) -> SafeMember;
        add(member: &AddSafeMemberRequest) -> SafeMember;
        update(name: &str, member: &UpdateSafeMemberRequest) -> SafeMember;
        remove(name: &str) -> ();
    }
}

list! {
    impl ListMembers of SafeMember {
        include_predefined();
        users();
        groups();
        search(text: impl Into<String>);
        sort_by_name(order: SortOrder);
    }
}
