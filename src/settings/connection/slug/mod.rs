//! Slugs, the ids that sessions and secrets refer to: their format, and which one is free.

mod free;

pub use free::next_free;
pub(in crate::settings) use free::slug_stays;

/// Turns a name into a slug: lower case, each run of other characters becomes one `-`, none at the
/// ends. Empty if the name has no ASCII letter or digit.
pub(crate) fn slugify(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Whether a slug has Craft's form: `^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`.
pub(crate) fn is_slug(s: &str) -> bool {
    let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bytes = s.as_bytes();
    bytes.iter().all(|&c| inner(c) || c == b'-')
        && bytes.first().copied().is_some_and(inner)
        && bytes.last().copied().is_some_and(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugify_lowercases_and_collapses_dashes() {
        assert_eq!(slugify("Anthropic (API Key)"), "anthropic-api-key");
        assert_eq!(slugify("  Ünï — Größe 7 "), "n-gr-e-7");
        assert_eq!(slugify("日本"), "");
    }

    #[test]
    fn slugify_returns_a_slug_or_empty() {
        for name in ["A", "--", "a--b", "Z.ai (GLM)", "İ", "x_"] {
            let slug = slugify(name);
            assert!(slug.is_empty() || is_slug(&slug), "{name} made {slug}");
        }
        for bad in ["", "-a", "a-", "A", "a b", "ä"] {
            assert!(!is_slug(bad), "{bad} is no slug");
        }
    }
}
