//! What of a key may be shown, so that a person recognizes it.

use crate::settings::credential::key_format::public_prefix;
use crate::settings::secret::Secret;

/// The prefix that all keys of its provider share, else only that there is one.
pub(crate) fn masked_key(key: &Secret) -> String {
    let key = key.expose();
    match public_prefix(key) {
        0 => "set".to_owned(),
        public => format!("{}…", &key[..public]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_all_keys_of_a_provider_share_is_shown() {
        let masked = |key: &str| masked_key(&Secret::new(key.to_owned()));
        assert_eq!(masked("sk-ant-api03-PLANTED"), "sk-ant-api03-…");
        assert_eq!(masked("PLANTED"), "set");
    }
}
