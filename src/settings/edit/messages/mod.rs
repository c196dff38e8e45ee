//! The sentences about edits, which the screen, the commands and the history share.

pub(super) mod actions;
pub(super) mod caveats;
pub(super) mod deletion;
pub(super) mod invalid;
mod labels;
pub(super) mod new_state;
pub(super) mod phrases;
pub(super) mod save;
pub(super) mod secrets;
mod undone;

pub use actions::{
    added, deleted, duplicated, edited, fixed, import_reverted, imported, renamed, slug_is,
};
pub use caveats::{
    BUT_NOT_LOGGED_IN, NEEDS_MODEL, NEEDS_SIGN_IN, but_expired, but_lacks, lacks_yet,
    may_still_name_it,
};
pub use deletion::{
    CLAUDE_LOGIN_STAYS, DELETE_CLAUDE_LOGIN, MORE_SESSIONS_MAY_USE_IT, NO_DEFAULT_LEFT,
    claude_login_stays_for, credential_is_deleted_with, credentials_are_deleted,
    credentials_were_deleted, default_is_now, default_moves_to, falls_back, lost_with_old_file,
    may_still_use_it, session_unreadable, sessions_become_unavailable, workspaces_now_use,
};
pub use invalid::{no_connection_with, no_thinking_level};
pub use new_state::{
    already_named, default_sentence, leaves_model_to_craft, override_cleared, override_sentence,
    switch_sentence, thinking_sentence,
};
pub use phrases::{StateChange, are_back, default_model_sentence, mid_stream_sentence};
pub use save::{changes, removes_field};
pub use secrets::{
    and_its, part_missing, removed_secret, removes_secret, removes_unused_secret, secret_as_before,
    secret_is_sent, stored_secret,
};
pub use undone::steers_or_queues_again;

/// Two connections, “A” and “B”, and the workspace “Lab”.
#[cfg(test)]
fn settings_of_tests() -> crate::settings::Settings {
    use serde_json::json;

    let list = ["a", "b"].map(|slug| {
        json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi",
            "authType": "none", "models": [{"id": "m", "name": "Model"}], "createdAt": 1})
    });
    let workspaces = json!([{"id": "w", "name": "Lab", "rootPath": "/w", "createdAt": 1}]);
    let root = json!({"workspaces": workspaces, "llmConnections": list});
    crate::settings::Settings::from_value(root).expect("usable")
}
