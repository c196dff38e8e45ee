//! How a setup through the server changes a connection's record.

use serde_json::Value;

/// Craft updates this when a connection is used, which is not a loss.
const LAST_USED: &str = "lastUsedAt";

/// Whether a setup changed a record that was meant to stay: for a synced list or one without
/// models, Craft refetches the list and drops keys that it does not know.
pub fn differs_after_setup(before: &Value, after: &Value) -> bool {
    let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else {
        return before != after;
    };
    let keys = before.keys().chain(after.keys()).filter(|key| *key != LAST_USED);
    keys.into_iter().any(|key| before.get(key) != after.get(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lost_key_and_refetched_list_are_differences_but_last_use_is_not() {
        let before = json!({"slug": "a", "models": ["x"], "own": 1});
        let changed = |after: Value| differs_after_setup(&before, &after);
        assert!(!changed(before.clone()));
        assert!(!changed(json!({"own": 1, "slug": "a", "models": ["x"], "lastUsedAt": 5})));
        assert!(changed(json!({"slug": "a", "models": ["x"]})));
        assert!(changed(json!({"slug": "a", "models": ["y"], "own": 1})));
        assert!(changed(json!({"slug": "a", "models": ["x"], "own": 1, "new": 1})));
    }
}
