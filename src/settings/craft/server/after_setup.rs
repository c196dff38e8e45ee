//! What shows the effect of a setup through the server: whether a key arrived, what changed in the
//! connection's record, and which sessions continue with the key they started with.

use serde_json::Value;

use crate::settings::Settings;
use crate::settings::workspace::session::Session;

/// How many characters Craft shows at the start and at the end of a long key.
const SHOWN: (usize, usize) = (7, 4);

/// The minimum length of a key for Craft to show any of it.
const LONG: usize = 16;

/// What `LLM_Connection:getApiKey` returns for a key.
pub fn masked(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    let dots = "•".repeat(8);
    if characters.len() < LONG {
        return dots;
    }
    let (first, last) = SHOWN;
    let first: String = characters[..first].iter().collect();
    let last: String = characters[characters.len() - last..].iter().collect();
    format!("{first}{dots}{last}")
}

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

/// The sessions of a connection that may have an agent in a Craft running since `craft_since`, in
/// milliseconds since the epoch: an agent gets its key once, when it is created.
pub fn sessions_with_old_key<'s>(
    settings: &'s Settings,
    slug: &str,
    craft_since: u64,
) -> Vec<&'s Session> {
    let all = settings.sessions().of(slug).iter().map(AsRef::as_ref);
    all.filter(|session| session.used_at >= craft_since).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::workspace::session::{SessionFile, Sessions};
    use serde_json::json;
    use std::sync::Arc;

    #[test]
    fn long_key_shows_first_seven_and_last_four() {
        assert_eq!(masked("sk-ant-0123457890"), "sk-ant-••••••••7890");
        assert_eq!(masked("0123456789abcdef"), "0123456••••••••cdef");
        assert_eq!(masked("0123456789abcde"), "••••••••");
    }

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

    #[test]
    fn only_sessions_used_since_craft_started_can_have_an_agent() {
        let workspace: Arc<str> = "/w".into();
        let session = |id: &str, slug: &str, used: u64| {
            let header = json!({"llmConnection": slug, "lastUsedAt": used}).to_string();
            let session = Session::parse(&workspace, id, header.as_bytes()).expect("a header");
            (id.to_owned(), SessionFile::Header(session))
        };
        let found =
            [session("old", "a", 99), session("open", "a", 100), session("other", "b", 200)];
        let mut sessions = Sessions::default();
        sessions.take_each([(Arc::clone(&workspace), found)]);
        let mut settings = Settings::empty();
        settings.set_sessions(Arc::new(sessions));
        let ids: Vec<_> =
            sessions_with_old_key(&settings, "a", 100).iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, ["open"]);
    }
}
