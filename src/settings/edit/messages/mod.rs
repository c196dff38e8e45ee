//! The sentences about edits, which the screen, the commands and the history share.

pub(super) mod adverb;
pub(super) mod caveats;
pub(super) mod deletion;
mod labels;
pub(super) mod new_state;
pub(super) mod save;
mod undone;
pub(super) mod undone_together;

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
