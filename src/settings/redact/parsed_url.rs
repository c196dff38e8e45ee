//! The secrets in a well-formed URL: its user and password, and secret query parameters.
//! [`redacted_text`] finds the same in any other text.

use url::Url;

use super::names::names_a_secret_parameter;
use super::redacted_text;
use crate::settings::secret::Secret;

/// A URL for display: without user and password, and without secrets in its query and fragment.
pub fn redacted_url(url: &Url) -> String {
    redacted_text(without_user(url).as_str())
}

/// A URL without its user and password.
pub fn without_user(url: &Url) -> Url {
    let mut url = url.clone();
    // Setting them fails only for a URL without a host, which is never requested.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// The secrets in a URL: its password, and secret query parameters.
pub fn secrets_in_url(url: &Url) -> Vec<Secret> {
    let query = url.query_pairs();
    let query = query.filter(|(name, _)| names_a_secret_parameter(name));
    let query = query.map(|(_, value)| value.into_owned());
    // A user without a password is a token.
    let user = url.password().unwrap_or_else(|| url.username());
    let user = (!user.is_empty()).then(|| user.to_owned());
    user.into_iter().chain(query).map(Secret::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://me:PLANTED1@h.example/v1?x=1&api_key=PLANTED2&sig=PLANTED3#m";

    #[test]
    fn shown_url_omits_user_and_secrets() {
        let url = Url::parse(ADDRESS).expect("an address");
        assert_eq!(redacted_url(&url), "https://h.example/v1?x=1&api_key=(hidden)&sig=(hidden)#m");
    }

    #[test]
    fn secrets_in_url_are_found() {
        let url = Url::parse(ADDRESS).expect("an address");
        let found = secrets_in_url(&url);
        let found: Vec<&str> = found.iter().map(Secret::expose).collect();
        assert_eq!(found, ["PLANTED1", "PLANTED2", "PLANTED3"]);
        let url = Url::parse("https://PLANTED@h.example/v1").expect("an address");
        assert_eq!(secrets_in_url(&url)[0].expose(), "PLANTED");
        assert!(
            secrets_in_url(&Url::parse("https://h.example/v1").expect("an address")).is_empty()
        );
    }
}
