//! The keys of a connection that Craft knows: where it writes a connection anew, all others are
//! lost, as at its first edit.

use std::sync::LazyLock;

use super::entries::Object;
use crate::settings::connection::fields::{FIELDS, Field};

/// A key from older versions that Craft also writes back, and its position among the others.
const OLD_TYPE: (u8, &str) = (3, "type");

/// The keys that Craft writes back, in order.
static KNOWN_KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let of_field = |field: &Field| Some((field.position_in_craft?, field.key()));
    let mut keys: Vec<(u8, &str)> = FIELDS.iter().filter_map(of_field).collect();
    keys.push(OLD_TYPE);
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().map(|(_, key)| key).collect()
});

/// Whether Craft keeps a key when it rewrites a connection.
pub(super) fn is_kept(key: &str) -> bool {
    KNOWN_KEYS.contains(&key)
}

/// Rule 17: only the keys that Craft knows, in its order.
pub(super) fn known_keys_only(connection: &Object) -> Object {
    let known = KNOWN_KEYS.iter().filter_map(|key| connection.get_key_value(*key));
    known.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The keys of a connection that Craft's first edit drops, in file order (run for `pi`, `pi_compat`
/// and `anthropic`). For a `pi` connection with a synced list, a start already drops them: see
/// [`next_start`](super::next_start()).
pub fn first_edit(connection: &Object) -> Vec<&str> {
    let keys = connection.keys().map(String::as_str);
    keys.filter(|key| !is_kept(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As observed in files that Craft wrote.
    #[test]
    fn known_keys_are_in_craft_order() {
        let seen = "slug name providerType type authType createdAt baseUrl models defaultModel \
            modelSelectionMode piAuthProvider customEndpoint midStreamBehavior lastUsedAt";
        assert_eq!(*KNOWN_KEYS, seen.split_whitespace().collect::<Vec<_>>());
    }
}
