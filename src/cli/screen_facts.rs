//! What the screen needs to know about the terminal: its colors, its background, its symbols.

use crate::system::environment::exact_variable;
use crate::text::color_support::{has_256_colors, has_color};
use crate::text::unicode_support::Variable;
use crate::tui::{Background, Marks};

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
        Self::from_variables(&exact_variable)
    }

    fn from_variables(variable: Variable<'_>) -> Self {
        Self {
            has_color: has_color(variable),
            has_256: has_256_colors(variable),
            background: variable("COLORFGBG").and_then(|text| background(&text)),
            marks: Marks::of_terminal(variable),
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
        ScreenFacts::from_variables(&|name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        })
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
