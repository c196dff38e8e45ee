//! Finds the closest match for an unknown name, for “did you mean”.

/// One typo is allowed per this many letters.
const LETTERS_PER_TYPO: usize = 3;

/// The name most similar to another, or containing it; None if no name is close.
pub(crate) fn nearest<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_called(name, all.into_iter().map(|other| (other, other)))
}

/// Like [`nearest`], for things paired with one of their names.
pub(crate) fn nearest_called<'a, T>(
    name: &str,
    all: impl IntoIterator<Item = (&'a str, T)>,
) -> Option<T> {
    let name = name.to_lowercase();
    let letters = name.chars().count();
    let slips = |other: &str| {
        let other = other.to_lowercase();
        let slips = strsim::damerau_levenshtein(&name, &other);
        let is_part = letters >= LETTERS_PER_TYPO && other.contains(&name);
        let is_slip = slips < letters && slips <= (letters / LETTERS_PER_TYPO).max(1);
        (is_part || is_slip).then_some(slips)
    };
    let like = all.into_iter().filter_map(|(other, it)| Some((slips(other)?, it)));
    like.min_by_key(|(slips, _)| *slips).map(|(_, it)| it)
}

/// The message for an unknown name, with the closest existing one. If none is close, the message
/// ends differently.
pub fn unknown<'a>(
    thing: &str,
    name: &str,
    all: impl IntoIterator<Item = &'a str>,
    end: &str,
) -> String {
    match nearest(name, all) {
        Some(near) => format!("Unknown {thing} {name}; did you mean {near}?"),
        None => format!("Unknown {thing} {name}{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_recognized() {
        let slugs = ["anthropic-api", "openrouter", "groq"];
        assert_eq!(nearest("antropic-api", slugs), Some("anthropic-api"));
        assert_eq!(nearest("OpenRoter", slugs), Some("openrouter"));
        assert_eq!(nearest("Anthropic", slugs), Some("anthropic-api"));
        assert_eq!(nearest("grqo", slugs), Some("groq"));
        for other in ["zzz", "wat", "g", "o", "deepseek"] {
            assert_eq!(nearest(other, slugs), None, "{other}");
        }
        assert_eq!(nearest("x", ["y", ""]), None);
        assert_eq!(nearest("", ["y"]), None);
    }
}
