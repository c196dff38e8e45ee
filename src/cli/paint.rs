//! Color in commands' output. A text carries marks where its style changes, which become colors
//! only when printed to a terminal that has them: cutting, wrapping and comparing before that see
//! the same text everywhere.

use std::env;
use std::io::IsTerminal;

use crate::text::width;

/// The style of a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Head,
    Good,
    Warning,
    Bad,
}

/// The marks. They occur in no text: [`crate::text::safe`] removes them from everything that comes
/// from elsewhere.
const STYLES: [(char, Style, &str); 4] = [
    ('\u{fdd0}', Style::Head, "1"),
    ('\u{fdd1}', Style::Good, "32"),
    ('\u{fdd2}', Style::Warning, "33"),
    ('\u{fdd3}', Style::Bad, "31"),
];
const END: char = '\u{fdd4}';

pub(super) fn painted(style: Style, text: &str) -> String {
    let mark = STYLES.iter().find(|(_, of, _)| *of == style).map_or(END, |(mark, ..)| *mark);
    format!("{mark}{text}{END}")
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{fdd0}'..=END)
}

/// The width of a text in columns.
pub(super) fn visible_width(text: &str) -> usize {
    text.split(is_mark).map(width).sum()
}

/// The text as printed: with colors, or with the marks removed. Everything between them goes
/// through `plain`.
pub(super) fn rendered(text: &str, has_color: bool, plain: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_mark) {
        out += &plain(&rest[..at]);
        let mark = rest[at..].chars().next().unwrap_or(END);
        if has_color {
            let code = STYLES.iter().find(|(own, ..)| *own == mark).map_or("0", |(.., code)| code);
            out.extend(["\x1b[", code, "m"]);
        }
        rest = &rest[at + mark.len_utf8()..];
    }
    out + &plain(rest)
}

/// Whether to use colors for this output: on a terminal that has some, unless `NO_COLOR`,
/// `CLICOLOR=0` or `CLICOLOR_FORCE` decide.
pub(super) fn has_color(out: &impl IsTerminal) -> bool {
    decides_for_color(
        |name| env::var(name).ok().filter(|value| !value.is_empty()),
        || out.is_terminal(),
    )
}

fn decides_for_color(
    variable: impl Fn(&str) -> Option<String>,
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

    #[test]
    fn marks_become_colors_or_nothing_and_take_no_room() {
        let text = format!("{} one", painted(Style::Bad, "failed"));
        assert_eq!(visible_width(&text), 10);
        assert_eq!(rendered(&text, false, str::to_owned), "failed one");
        assert_eq!(rendered(&text, true, str::to_owned), "\x1b[31mfailed\x1b[0m one");
        assert_eq!(rendered(&text, false, str::to_uppercase), "FAILED ONE");
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
            assert_eq!(decides_for_color(variable, || is_terminal), expected, "{set:?}");
        }
    }
}
