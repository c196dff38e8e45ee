//! What the first edit that a person makes in Craft drops: Craft builds the object anew from the
//! fields it knows.

use super::entries::Object;
use super::refresh::is_kept;

/// The keys of a connection that Craft's first edit drops, in the file's order (run for `pi`,
/// `pi_compat` and `anthropic`). A start drops them already where Craft keeps the list of a `pi`
/// connection: see [`next_start`](super::next_start()).
pub fn first_edit(connection: &Object) -> Vec<&str> {
    let keys = connection.keys().map(String::as_str);
    keys.filter(|key| !is_kept(key)).collect()
}
