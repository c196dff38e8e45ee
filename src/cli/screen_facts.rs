//! What the screen needs to know about the terminal: its colors, its background, its symbols.

use super::terminal;
use crate::tui::{Background, Marks};

/// Terminals that have the 256 colors but do not say so in their names.
const HAVE_256: [&str; 6] = ["alacritty", "foot", "ghostty", "kitty", "wezterm", "-direct"];

/// The environment's information about the terminal, as the screen needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScreenFacts {
    /// Whether it shows colors: not with `NO_COLOR`, and not if it has none.
    pub has_color: bool,
    /// Whether it has the 256 colors.
    pub has_256: bool,
    /// Its background, if `COLORFGBG` names it.
    pub background: Option<Background>,
    /// Which symbols it can show.
    pub marks: Marks,
}

impl ScreenFacts {
    pub(super) fn from_environment() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM");
        let named_256 = |term: &String| {
            term.contains("256color") || HAVE_256.iter().any(|name| term.contains(name))
        };
        let has_color = terminal::has_color_by(&set);
        let has_256 = set("COLORTERM").is_some() || term.as_ref().is_some_and(named_256);
        let is_console = term.as_deref() == Some("linux");
        Self {
            has_color,
            has_256: has_color && has_256 && !is_console,
            background: set("COLORFGBG").and_then(|text| background(&text)),
            marks: Marks::of_terminal(&set),
        }
    }
}

/// Parses `COLORFGBG`: the numbers of the foreground and, at the end, of the background.
fn background(text: &str) -> Option<Background> {
    let (_, number) = text.rsplit_once(';')?;
    Some(match number.parse().ok()? {
        0_u8..=6 | 8 => Background::Dark,
        7 | 9..=15 => Background::Light,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(variables: &[(&str, &str)]) -> ScreenFacts {
        ScreenFacts::from_variables(|name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_256_colors_are_used_where_the_terminal_names_them() {
        let has = |variables: &[(&str, &str)]| facts(variables).has_256;
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
    fn the_background_is_what_colorfgbg_ends_with() {
        let of = |text: &str| facts(&[("COLORFGBG", text)]).background;
        assert_eq!(of("15;0"), Some(Background::Dark));
        assert_eq!(of("0;default;15"), Some(Background::Light));
        assert_eq!(of("12;8"), Some(Background::Dark));
        for unknown in ["", "15", "15;default", "0;300"] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }
}
