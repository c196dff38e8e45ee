//! What somebody may have meant by a name that there is not.

/// How alike two names must be for one to be offered in the place of the other, from 0 to 1.
const ALIKE: f64 = 0.6;

/// The one of some names that is most like another; none where none is like it.
pub fn nearest<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let alike = |other: &str| strsim::jaro_winkler(&name, &other.to_lowercase());
    let scored = all.into_iter().map(|other| (alike(other), other));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(score, _)| *score >= ALIKE)
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_known_and_something_else_is_not() {
        let slugs = ["anthropic-api", "openrouter", "groq"];
        assert_eq!(nearest("antropic-api", slugs), Some("anthropic-api"));
        assert_eq!(nearest("OpenRoter", slugs), Some("openrouter"));
        assert_eq!(nearest("zzz", slugs), None);
        assert_eq!(nearest("x", []), None);
    }
}
