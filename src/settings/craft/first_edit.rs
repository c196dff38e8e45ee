//! What the first edit in Craft drops: Craft rebuilds the object from the fields it knows.

use super::entries::Object;
use super::known_keys::is_kept;

/// The keys of a connection that Craft's first edit drops, in file order (run for `pi`, `pi_compat`
/// and `anthropic`). For a `pi` connection with a synced list, a start already drops them: see
/// [`next_start`](super::next_start()).
pub fn first_edit(connection: &Object) -> Vec<&str> {
    let keys = connection.keys().map(String::as_str);
    keys.filter(|key| !is_kept(key)).collect()
}
