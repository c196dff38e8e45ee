//! Whether a terminal can show Unicode, by its environment. The screen's marks
//! (`tui/widgets/marks.rs`) and what the commands print have ASCII for the others.

/// Reads an environment variable; none when it is empty.
pub(crate) type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Whether the terminal can show Unicode: not Linux's own console, and not if the locale rules it
/// out. An unset locale rules out nothing.
pub(crate) fn has_unicode(variable: Variable<'_>) -> bool {
    variable("TERM").is_none_or(|term| term != "linux")
        && locale(variable).is_none_or(|locale| is_unicode(&locale))
}

/// The locale for characters, by the variables' precedence.
pub(crate) fn locale(variable: Variable<'_>) -> Option<String> {
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable)
}

/// Whether a locale uses Unicode. One without a charset uses its language's, which today is UTF-8
/// nearly everywhere.
fn is_unicode(locale: &str) -> bool {
    let named = locale.split('@').next().unwrap_or_default();
    match named.split_once('.') {
        Some((_, charset)) => {
            let charset = charset.to_ascii_lowercase();
            charset == "utf-8" || charset == "utf8"
        }
        None => !matches!(named, "C" | "POSIX"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows_unicode(variables: &[(&str, &str)]) -> bool {
        has_unicode(&|name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn console_and_locales_without_unicode_are_ruled_out() {
        for variables in [
            [("TERM", "linux"), ("LANG", "en_US.UTF-8")],
            [("LC_ALL", "C"), ("LANG", "en_US.UTF-8")],
            [("LC_CTYPE", "POSIX"), ("LANG", "en_US.UTF-8")],
            [("TERM", "xterm"), ("LANG", "de_DE.ISO-8859-1@euro")],
        ] {
            assert!(!shows_unicode(&variables), "{variables:?}");
        }
    }

    #[test]
    fn unset_locale_and_one_without_charset_show_unicode() {
        assert!(shows_unicode(&[]));
        assert!(shows_unicode(&[("LANG", "de_DE")]));
        assert!(shows_unicode(&[("LANG", "C"), ("LC_CTYPE", "C.utf8")]));
        assert!(shows_unicode(&[("LC_CTYPE", "C"), ("LC_ALL", "en_US.UTF-8")]));
    }
}
