//! Which sessions continue with the key they started with.

use crate::settings::Settings;
use crate::settings::workspace::session::Session;

/// The sessions of a connection that may have an agent in a Craft running since `since`, in
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
