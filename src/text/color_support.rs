//! Whether a terminal shows colors, and how many, by its environment.

use super::unicode_support::Variable;

/// Terminals that have the 256 colors but do not say so in their names.
#[cfg(feature = "tui")]
const HAVE_256: [&str; 6] = ["alacritty", "foot", "ghostty", "kitty", "wezterm", "-direct"];

/// Whether the screen uses colors: not with `NO_COLOR`, and not on a terminal that has none.
pub(crate) fn has_color(variable: Variable<'_>) -> bool {
    variable("NO_COLOR").is_none() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// Whether the screen uses the 256 colors.
#[cfg(feature = "tui")]
pub(crate) fn has_256_colors(variable: Variable<'_>) -> bool {
    let term = variable("TERM");
    let named = |term: &String| {
        term.contains("256color") || HAVE_256.iter().any(|name| term.contains(name))
    };
    let has_256 = variable("COLORTERM").is_some() || term.as_ref().is_some_and(named);
    let is_console = term.as_deref() == Some("linux");
    has_color(variable) && has_256 && !is_console
}

/// Whether commands use colors: on a terminal that has some, unless `NO_COLOR`, `CLICOLOR=0` or
/// `CLICOLOR_FORCE` decide.
pub(crate) fn commands_have_color(
    variable: Variable<'_>,
    is_terminal: impl FnOnce() -> bool,
) -> bool {
    let is = |name: &str, value: &str| variable(name).is_some_and(|own| own == value);
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("CLICOLOR_FORCE").is_some() && !is("CLICOLOR_FORCE", "0") {
        return true;
    }
    !is("CLICOLOR", "0") && !is("TERM", "dumb") && is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "tui")]
    #[test]
    fn the_256_colors_are_used_where_the_terminal_names_them() {
        let has = |variables: &[(&str, &str)]| {
            has_256_colors(&|name| {
                let found = variables.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(has(&[("TERM", "xterm-256color")]));
        assert!(has(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]));
        assert!(has(&[("TERM", "xterm-kitty")]));
        assert!(!has(&[("TERM", "xterm")]));
        assert!(!has(&[("TERM", "linux"), ("COLORTERM", "yes")]));
        assert!(!has(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]));
        assert!(!has(&[("TERM", "dumb"), ("COLORTERM", "truecolor")]));
        assert!(!has(&[]));
    }

    #[test]
    fn no_color_precedes_force_and_force_precedes_the_terminal() {
        for (set, is_terminal, expected) in [
            (&[][..], true, true),
            (&[], false, false),
            (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true, false),
            (&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], false, true),
            (&[("CLICOLOR_FORCE", "0")], false, false),
            (&[("CLICOLOR", "0")], true, false),
            (&[("TERM", "dumb")], true, false),
        ] {
            let variable = |name: &str| {
                let own = set.iter().find(|(own, _)| *own == name);
                own.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(commands_have_color(&variable, || is_terminal), expected, "{set:?}");
        }
    }
}
