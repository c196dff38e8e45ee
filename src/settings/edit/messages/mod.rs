//! The sentences about edits, which the screen, the commands and the history share.

pub(super) mod adverb;
pub(super) mod caveats;
pub(super) mod deletion;
pub(super) mod invalid;
mod labels;
pub(super) mod new_state;
pub(super) mod save;
mod undone;
pub(super) mod undone_together;

pub use adverb::{Reached, mid_stream_sentence};
pub use caveats::NEEDS_MODEL;
pub use deletion::{
    claude_login_stays_for, credential_is_deleted, credentials_went_too, default_is_now,
    default_moves_to, lost_with_old_file, workspaces_now_use,
};
pub use invalid::{MODEL_NEEDS_ID, no_connection_with, no_thinking_level};
pub use new_state::already_named;
pub use save::{changes, removes_field};

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
