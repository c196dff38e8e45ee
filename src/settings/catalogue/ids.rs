//! The prefix that Craft puts before model ids in its files, and nowhere else.

use std::borrow::Cow;

/// Craft's prefix for models of its own runtime.
const PREFIX: &str = "pi/";

/// A model id without Craft's prefix, as shown to people and sent to the provider.
pub fn shown_id(id: &str) -> &str {
    id.strip_prefix(PREFIX).unwrap_or(id)
}

/// A model id as Craft stores it for a `pi` connection: with exactly one prefix.
pub(crate) fn stored_id(id: &str) -> Cow<'_, str> {
    if id.is_empty() || id.starts_with(PREFIX) {
        Cow::Borrowed(id)
    } else {
        Cow::Owned(format!("{PREFIX}{id}"))
    }
}

/// Whether two ids, stored or shown, refer to the same model.
pub(crate) fn same_model(one: &str, other: &str) -> bool {
    shown_id(one) == shown_id(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_is_stripped_and_added_once() {
        assert_eq!(
            [shown_id("pi/a"), shown_id("a"), shown_id("pi/a/b"), shown_id("pilot/a")],
            ["a", "a", "a/b", "pilot/a"]
        );
        assert_eq!(
            [stored_id("a"), stored_id("pi/a"), stored_id("a/b"), stored_id("")],
            ["pi/a", "pi/a", "pi/a/b", ""]
        );
        assert!(same_model("pi/a", "a") && !same_model("pi/a", "b"));
    }
}
