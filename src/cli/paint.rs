//! Color in commands' output. A text carries marks where its style changes, which become colors
//! only when printed to a terminal that has them: cutting, wrapping and comparing before that see
//! the same text everywhere.

use std::io::IsTerminal;

use crate::system::environment::exact_variable;
use crate::text::color_support::commands_have_color;
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

/// Whether to use colors for this output.
pub(super) fn has_color(out: &impl IsTerminal) -> bool {
    commands_have_color(&exact_variable, || out.is_terminal())
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
}
